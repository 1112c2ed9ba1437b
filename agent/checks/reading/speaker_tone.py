"""Sounds the test tone once, for ears and not for the microphone."""

import os

from msgspec import Struct

from agent.checks.descriptor import Request
from agent.checks.reading.speaker_mixer import find_speaker
from agent.measure import chirp
from hardware.sound.mixer import read_speaker_mixer
from hardware.sound.recording import StreamError
from hardware.sound.server import SoundServerError, environment_of


class Sounded(Struct, frozen=True, kw_only=True):
    """Why it was not heard; empty when it was played."""

    problem: str = ""


def read(request: Request) -> Sounded:
    """Play it."""
    speaker = find_speaker(request)
    if speaker is None:
        return Sounded(problem="the speaker is not there")
    environment = environment_of(request.terminal.virtual)
    os.environ.update(environment)
    try:
        mixer = read_speaker_mixer(speaker, environment)
        # Imported here: it starts PortAudio, which looks for the sound server at once.
        from hardware.sound.stream import play  # noqa: PLC0415

        level = request.configuration.speaker.tone_dbfs
        sink = mixer.source.name if mixer.source else None
        play(speaker, sink=sink, tone=lambda rate_hz: chirp.tone(rate_hz=rate_hz, level_dbfs=level))
    except (SoundServerError, StreamError) as error:
        return Sounded(problem=str(error))
    return Sounded()
