"""How the mixer stands for a microphone or a speaker: switched off, turned down; by the sound server, else ALSA."""

import re
import subprocess
from collections.abc import Callable

from msgspec import Struct

from hardware.patience import patience
from hardware.sound.discovery import SoundDevice
from hardware.sound.server import SoundServerError, Source, list_sinks, list_sources

_CONTROL = re.compile(r"^Simple mixer control '(?P<name>[^']*)'")
_STATES = {
    "capture": re.compile(r"Capture.*?\[(?P<percent>\d+)%\](?:.*?\[(?P<switch>on|off)\])?"),
    "playback": re.compile(
        r"Playback(?:(?!Capture).)*?\[(?P<percent>\d+)%\](?:(?:(?!Capture).)*?\[(?P<switch>on|off)\])?"
    ),
}
_MASTER = "Master"
_PATIENCE_S = 5.0


class Mixer(Struct, frozen=True, kw_only=True):
    """The switch and the volume; `source` when the sound server told them."""

    muted: bool
    volume_percent: float
    source: Source | None = None


def read_mixer(microphone: SoundDevice, environment: dict[str, str]) -> Mixer:
    """Return how the microphone's mixer stands; raise `SoundServerError` when nobody can tell.

    Where a sound server runs, its word counts: applications hear what it lets through.
    """
    return _read(microphone, environment, listed=list_sources, direction="capture")


def read_speaker_mixer(speaker: SoundDevice, environment: dict[str, str]) -> Mixer:
    """Return how the speaker's mixer stands; raise `SoundServerError` when nobody can tell."""
    return _read(speaker, environment, listed=list_sinks, direction="playback")


def _read(
    device: SoundDevice,
    environment: dict[str, str],
    *,
    listed: Callable[[dict[str, str]], list[Source]],
    direction: str,
) -> Mixer:
    try:
        nodes = listed(environment)
    except SoundServerError:
        if device.card is None:
            raise
        return parse_amixer(amixer(device.card, "scontents"), direction=direction)
    for node in nodes:
        if _is_of(node, device):
            return Mixer(muted=node.muted, volume_percent=node.volume_percent, source=node)
    raise SoundServerError(f"the sound server does not know {device.name}")


def _is_of(node: Source, device: SoundDevice) -> bool:
    if device.source:
        return node.name == device.source
    return node.card == device.card and not node.name.endswith(".monitor")


def amixer(card: int, *arguments: str) -> str:
    """Run `amixer` on the card and return what it says; raise `SoundServerError` when it cannot."""
    try:
        done = subprocess.run(
            ["amixer", "-c", str(card), *arguments],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S * patience(),
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise SoundServerError("amixer is missing or hangs (Debian package alsa-utils)") from error
    if done.returncode != 0:
        raise SoundServerError(f"amixer -c {card}: {done.stderr.strip() or 'failed'}")
    return done.stdout


def parse_amixer(text: str, *, direction: str = "capture") -> Mixer:
    """Read the capture or playback controls from `amixer scontents`: muted when every switch is off.

    A card without such a control cannot be muted: it is heard at full volume. Where a speaker has a control named
    Master, that one decides: the others only feed it.
    """
    controls = parse_controls(text, direction=direction)
    masters = controls.get(_MASTER) if direction == "playback" else None
    found = masters or [state for states in controls.values() for state in states]
    switches = [state["switch"] for state in found if state["switch"]]
    return Mixer(
        muted=bool(switches) and all(switch == "off" for switch in switches),
        volume_percent=max((float(state["percent"]) for state in found), default=100.0),
    )


def parse_controls(text: str, *, direction: str) -> dict[str, list[re.Match[str]]]:
    """Return the capture or playback controls by their names: of each channel `percent`, and `switch` if it has one."""
    controls: dict[str, list[re.Match[str]]] = {}
    name = ""
    for line in text.splitlines():
        if title := _CONTROL.search(line):
            name = title["name"]
        elif state := _STATES[direction].search(line):
            controls.setdefault(name, []).append(state)
    return controls
