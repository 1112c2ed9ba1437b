"""Switches a microphone or a speaker on, or sets its volume: at the sound server where one runs, else by ALSA."""

from hardware.sound.discovery import SoundDevice
from hardware.sound.mixer import amixer, parse_controls, read_mixer, read_speaker_mixer
from hardware.sound.server import SoundServerError, pactl

_ON = {"capture": "cap", "playback": "unmute"}


def switch_on(device: SoundDevice, environment: dict[str, str], *, plays: bool) -> None:
    """Switch it on; raise `SoundServerError` when that is not possible."""
    direction = "playback" if plays else "capture"
    node = _node(device, environment, plays=plays)
    if node:
        pactl(f"set-{'sink' if plays else 'source'}-mute", node, "0", environment=environment)
        return
    for name, channels in _controls(device, direction).items():
        if any(channel["switch"] for channel in channels):
            amixer(_card(device), "-q", "sset", name, _ON[direction])


def set_volume(device: SoundDevice, environment: dict[str, str], *, plays: bool, percent: int) -> None:
    """Set its volume; raise `SoundServerError` when that is not possible."""
    direction = "playback" if plays else "capture"
    node = _node(device, environment, plays=plays)
    if node:
        pactl(f"set-{'sink' if plays else 'source'}-volume", node, f"{percent}%", environment=environment)
        return
    for name in _controls(device, direction):
        amixer(_card(device), "-q", "sset", name, direction, f"{percent}%")


def _node(device: SoundDevice, environment: dict[str, str], *, plays: bool) -> str:
    mixer = read_speaker_mixer(device, environment) if plays else read_mixer(device, environment)
    return mixer.source.name if mixer.source else ""


def _controls(device: SoundDevice, direction: str) -> dict[str, list[dict[str, str | None]]]:
    found = parse_controls(amixer(_card(device), "scontents"), direction=direction)
    if not found:
        raise SoundServerError(f"{device.name} has no control for it")
    return {name: [state.groupdict() for state in states] for name, states in found.items()}


def _card(device: SoundDevice) -> int:
    if device.card is None:
        raise SoundServerError(f"{device.name} is no sound card")
    return device.card
