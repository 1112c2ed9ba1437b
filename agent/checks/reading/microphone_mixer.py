"""Reads how the mixer stands for the profile's microphone; records nothing."""

from pathlib import Path

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import heard_in_session
from contract.judgement.mixer import MixerNumbers
from hardware.profile import load_profile, pick
from hardware.sound.discovery import SoundDevice, find_microphones
from hardware.sound.mixer import read_mixer
from hardware.sound.server import SoundServerError, environment_of


def read(request: Request) -> MixerNumbers:
    """Return switch and volume of the microphone."""
    if (heard := heard_in_session(request, MixerNumbers)) is not None:
        return heard
    microphone = find_microphone(request)
    if microphone is None:
        return MixerNumbers(device=None)
    try:
        mixer = read_mixer(microphone, environment_of(request.terminal.virtual))
    except SoundServerError as error:
        return MixerNumbers(device=microphone.name, error=str(error))
    return MixerNumbers(device=microphone.name, muted=mixer.muted, volume=mixer.volume_percent)


def find_microphone(request: Request) -> SoundDevice | None:
    """Return the microphone that the profile names, or None when it is not there."""
    part = load_profile(request.terminal.profile).microphone
    found = find_microphones(sys=Path(request.terminal.root) / "sys", devices=request.terminal.virtual)
    return pick(part, found)
