"""Reads how the mixer stands for the profile's speaker; plays nothing."""

from pathlib import Path

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import heard_in_session
from contract.judgement.mixer import MixerNumbers
from hardware.profile import load_profile, pick
from hardware.sound.discovery import SoundDevice, find_speakers
from hardware.sound.mixer import read_speaker_mixer
from hardware.sound.server import SoundServerError, environment_of


def read(request: Request) -> MixerNumbers:
    """Return switch and volume of the speaker."""
    if (heard := heard_in_session(request, MixerNumbers)) is not None:
        return heard
    speaker = find_speaker(request)
    if speaker is None:
        return MixerNumbers(device=None)
    try:
        mixer = read_speaker_mixer(speaker, environment_of(request.terminal.virtual))
    except SoundServerError as error:
        return MixerNumbers(device=speaker.name, error=str(error))
    return MixerNumbers(device=speaker.name, muted=mixer.muted, volume=mixer.volume_percent)


def find_speaker(request: Request) -> SoundDevice | None:
    """Return the speaker that the profile names, or None when it is not there."""
    part = load_profile(request.terminal.profile).speaker
    found = find_speakers(sys=Path(request.terminal.root) / "sys", devices=request.terminal.virtual)
    return pick(part, found)
