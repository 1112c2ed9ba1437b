"""Recordings of a voice, and looks of ten seconds made of them."""

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tests.score.sources import Source

Sound = NDArray[np.float32]
"""1 is full scale."""

LOOK_S = 10.0
RATE_HZ = 16_000


class Recording(Struct, frozen=True, kw_only=True):
    """As it is in its file."""

    samples: NDArray[np.int16]
    rate_hz: int


def recordings(source: Source, *, most: int = 120) -> list[Recording]:
    """Return a voice's recordings; of very many an even choice. What is not 16-bit PCM is left out."""
    paths = source.paths()
    chosen = paths[:: max(1, len(paths) // most)]
    opened = [open_recording(path, rate_hz=source.rate_hz) for path in chosen]
    return [each for each in opened if each is not None and each.samples.size > each.rate_hz // 4]


def open_recording(path: Path, *, rate_hz: int) -> Recording | None:
    """Return the first channel; `rate_hz` is that of a file without a header."""
    if path.suffix == ".raw":
        return Recording(samples=np.fromfile(path, dtype="<i2"), rate_hz=rate_hz)
    try:
        with wave.open(str(path)) as file:
            if file.getsampwidth() != 2:
                return None
            frames, channels, rate = file.readframes(file.getnframes()), file.getnchannels(), file.getframerate()
    except wave.Error:
        return None
    return Recording(samples=np.frombuffer(frames, dtype="<i2")[::channels], rate_hz=rate)


def untouched(voice: Sequence[Recording], *, seed: int) -> Recording:
    """Return ten seconds of recordings of one rate, one after another, with nothing between them."""
    chance = np.random.default_rng(seed)
    rate = voice[int(chance.integers(len(voice)))].rate_hz
    alike = [each.samples for each in voice if each.rate_hz == rate]
    wanted = round(LOOK_S * rate)
    pieces: list[NDArray[np.int16]] = []
    while sum(piece.size for piece in pieces) < wanted + rate:
        pieces.append(alike[int(chance.integers(len(alike)))])
    whole = np.concatenate(pieces)
    begin = int(chance.integers(whole.size - wanted + 1))
    return Recording(samples=whole[begin : begin + wanted], rate_hz=rate)


def spoken(voice: Sequence[Recording], *, seed: int) -> Sound:
    """Return ten seconds in which the voice speaks with pauses, at 16 kHz and an RMS of 0.1 while it does."""
    chance = np.random.default_rng(seed)
    wanted = round(LOOK_S * RATE_HZ)
    pieces: list[Sound] = []
    while sum(piece.size for piece in pieces) < wanted:
        each = voice[int(chance.integers(len(voice)))]
        pieces += [resampled(each), np.zeros(round(chance.uniform(0.2, 1.2) * RATE_HZ), dtype=np.float32)]
    return np.concatenate(pieces)[:wanted]


def resampled(recording: Recording) -> Sound:
    """Return it at 16 kHz through the Fourier transform, at an RMS of 0.1 where it is loud."""
    spectrum = np.fft.rfft(recording.samples / 32768.0)
    size = round(recording.samples.size * RATE_HZ / recording.rate_hz)
    bins = np.zeros(size // 2 + 1, dtype=np.complex128)
    kept = min(bins.size, spectrum.size)
    bins[:kept] = spectrum[:kept]
    sound = np.fft.irfft(bins, size) * size / recording.samples.size
    frame = RATE_HZ // 50
    powers = np.mean(np.square(sound[: size // frame * frame].reshape(-1, frame)), axis=1)
    active = powers[powers > powers.max() / 300]
    return np.asarray(sound * 0.1 / np.sqrt(active.mean()), dtype=np.float32)
