"""Listens to a recording out of a file (WAV, FLAC, OGG, Opus, MP3 …); only numbers come out, as of a microphone."""

from pathlib import Path

import msgspec
import numpy as np
import soundfile
from msgspec.structs import replace
from numpy.typing import NDArray

from agent.checks.clip import LONGEST_S, Clip, ClipError, Unreadable
from agent.checks.descriptor import Request
from agent.measure.sound import LOWEST_RATE_HZ, sound_numbers
from contract.judgement.sound import SoundNumbers


def read(request: Request) -> SoundNumbers:
    """Return the numbers of the recording's first channel."""
    clip = msgspec.json.decode(request.argument, type=Clip)
    try:
        samples, rate_hz = _samples(Path(clip.file))
    except ClipError as error:
        return SoundNumbers(device=clip.file, error=error.why)
    return replace(sound_numbers(samples, rate_hz=rate_hz), device=clip.file)


def _samples(file: Path) -> tuple[NDArray[np.int32], int]:
    """Return the samples with full scale at the end of 32 bits, whatever the width in the file, and their rate."""
    if not file.is_file():
        raise ClipError(Unreadable.NO_FILE)
    try:
        with soundfile.SoundFile(file) as recording:
            rate_hz: int = recording.samplerate
            whole = recording.read(round(LONGEST_S * rate_hz), dtype="int32", always_2d=True)
    except (soundfile.SoundFileError, ValueError, TypeError) as error:
        raise ClipError(Unreadable.NO_SOUND) from error
    if not len(whole) or rate_hz < LOWEST_RATE_HZ:
        raise ClipError(Unreadable.EMPTY)
    return np.asarray(whole[:, 0], dtype=np.int32), rate_hz
