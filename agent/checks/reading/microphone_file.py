"""Listens to a recording out of a WAV file; only numbers come out, as of a microphone."""

import wave
from pathlib import Path

import msgspec
import numpy as np
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
    if not file.is_file():
        raise ClipError(Unreadable.NO_FILE)
    try:
        with wave.open(str(file)) as recording:
            rate_hz, width, channels = recording.getframerate(), recording.getsampwidth(), recording.getnchannels()
            content = recording.readframes(min(recording.getnframes(), round(LONGEST_S * rate_hz)))
    except (wave.Error, EOFError) as error:
        raise ClipError(Unreadable.NO_WAV) from error
    whole = content[: len(content) // (width * channels) * width * channels]
    if not whole or rate_hz < LOWEST_RATE_HZ:
        raise ClipError(Unreadable.EMPTY)
    return _as_wide(whole, width=width)[::channels], rate_hz


def _as_wide(content: bytes, *, width: int) -> NDArray[np.int32]:
    """Return samples of 8 (unsigned), 16, 24 or 32 bits with full scale at the end of 32 bits."""
    if width == 1:
        return (np.frombuffer(content, dtype=np.uint8).astype(np.int32) - 128) << 24
    padded = np.zeros((len(content) // width, 4), dtype=np.uint8)
    padded[:, 4 - width :] = np.frombuffer(content, dtype=np.uint8).reshape(-1, width)
    return padded.reshape(-1).view("<i4")
