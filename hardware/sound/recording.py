"""What passes between PortAudio's callbacks and us: blocks that are counted, and held against the clock."""

import queue
import time
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

_STALL_S = 2.0
_CREDIBLE_S = 2.0
"""A device's time that is farther from the stream's own clock is no time."""

Samples = NDArray[np.int16]


class StreamError(Exception):
    """The microphone did not open, or stopped giving samples."""


class SpeakerError(StreamError):
    """The speaker did not open, or stopped taking samples."""


class BusyError(StreamError):
    """Another process has the microphone open."""


class BusySpeakerError(SpeakerError):
    """Another process has the speaker open."""


class Recording(Struct, frozen=True, kw_only=True):
    """What was heard."""

    samples: Samples
    rate_hz: int
    overruns: int
    """Times that samples were lost before they reached us."""
    block_times_s: tuple[float, ...] = ()
    """When the device took the first sample of each block, by the stream's clock."""
    block_sizes: tuple[int, ...] = ()

    def begin_of(self, at_s: float) -> float:
        """Return how far into the recording a moment of the stream's clock is, by the block that it fell in."""
        begins = np.concatenate(([0], np.cumsum(self.block_sizes)[:-1])) / self.rate_hz
        block = max(int(np.searchsorted(self.block_times_s, at_s, side="right")) - 1, 0)
        return float(begins[block] + at_s - self.block_times_s[block])


class Exchange(Struct, frozen=True, kw_only=True):
    """What was heard while something was played."""

    heard: Recording
    underruns: int = 0
    """Times that the speaker had nothing to play because we were late."""
    block_times_s: tuple[float, ...]
    """When the first sample of each played block left the speaker, by the stream's clock."""
    block_begins_s: tuple[float, ...]
    """How far into the tone each block began: after an underrun the two no longer run alike."""

    def heard_from(self, tone_s: float) -> float:
        """Return how far into the recording this moment of the tone left the speaker."""
        block = max(int(np.searchsorted(self.block_begins_s, tone_s, side="right")) - 1, 0)
        return self.heard.begin_of(self.block_times_s[block] + tone_s - self.block_begins_s[block])


class Ear:
    """Takes the blocks of a microphone from PortAudio's thread."""

    def __init__(self, rate_hz: int) -> None:
        """Begin with nothing heard."""
        self._blocks: queue.SimpleQueue[tuple[float, Samples]] = queue.SimpleQueue()
        self._rate_hz, self._overruns, self._began = rate_hz, 0, time.monotonic()
        self._taken: list[tuple[float, Samples]] = []
        self.heard_s = 0.0

    def take(self, data: Samples, _frames: int, clock: Any, status: Any) -> None:
        """Take a block, as the callback of an input stream."""
        self._overruns += bool(status.input_overflow)
        self._blocks.put((_time(clock.inputBufferAdcTime, clock.currentTime), data[:, 0].copy()))

    def wait(self) -> None:
        """Take one more block; raise `StreamError` when none comes for 2 s."""
        try:
            block = self._blocks.get(timeout=_STALL_S)
        except queue.Empty as error:
            raise StreamError(f"the microphone stopped after {self.heard_s:.2f} s") from error
        self._taken.append(block)
        self.heard_s += len(block[1]) / self._rate_hz

    def recording(self, *, seconds: float | None = None) -> Recording:
        """Return all that was taken, or its first `seconds`; refuse what came faster than time passes."""
        if time.monotonic() - self._began < 0.5 * self.heard_s:
            raise StreamError("the microphone gave its samples faster than time passes: they are not sound")
        samples = np.concatenate([block for _, block in self._taken])
        return Recording(
            samples=samples if seconds is None else samples[: round(seconds * self._rate_hz)],
            rate_hz=self._rate_hz,
            overruns=self._overruns,
            block_times_s=tuple(at for at, _ in self._taken),
            block_sizes=tuple(len(block) for _, block in self._taken),
        )


class Mouth:
    """Gives the samples of a tone to PortAudio's thread, and silence before and after."""

    def __init__(self, tone: Samples, rate_hz: int) -> None:
        """Begin at the tone's first sample."""
        self._tone, self._rate_hz, self._given = tone, rate_hz, 0
        self._underruns = 0
        self._asked_s = time.monotonic()
        self._times: list[float] = []
        self._begins: list[float] = []

    def give(self, data: Samples, frames: int, clock: Any, status: Any) -> None:
        """Fill a block, as the callback of an output stream."""
        self._asked_s = time.monotonic()
        block = self._tone[self._given : self._given + frames]
        data[: len(block)] = block[:, None]
        data[len(block) :] = 0
        self._underruns += bool(status.output_underflow)
        self._times.append(_time(clock.outputBufferDacTime, clock.currentTime))
        self._begins.append(self._given / self._rate_hz)
        self._given += frames

    def exchange(self, heard: Recording) -> Exchange:
        """Return what was heard meanwhile.

        Raise `SpeakerError` when the speaker stopped before the end, `StreamError` when it was only late.
        """
        if self._given < len(self._tone):
            told = f"after {self._given / self._rate_hz:.2f} s"
            if time.monotonic() - self._asked_s >= _STALL_S:
                raise SpeakerError(f"the speaker stopped {told}")
            # It asked for more to the end: a machine that is busy with something else is no fault of the speaker.
            raise StreamError(f"the speaker was late: listening ended {told} of the tone")
        return Exchange(
            heard=heard,
            underruns=self._underruns,
            block_times_s=tuple(self._times),
            block_begins_s=tuple(self._begins),
        )


def _time(device_s: float, stream_s: float) -> float:
    return device_s if abs(device_s - stream_s) < _CREDIBLE_S else stream_s
