"""Sound from a microphone: the one file that imports `sounddevice`.

PortAudio lies in ways that were measured: a blocking recording may return after 0.02 s with an uninitialised
buffer and no exception; when a card vanishes the callback just stops while the stream stays `active`. So the
samples are copied from the callback, counted against the clock, and too few of them are an error.
"""

import contextlib
import os
import queue
import time
from collections.abc import Callable

import numpy as np
import sounddevice
from msgspec import Struct
from numpy.typing import NDArray

from hardware.sound.discovery import SoundDevice

RATE_HZ = 48_000
_STALL_S = 2.0
_UNAVAILABLE = -9985
"""paDeviceUnavailable: what a second open of a busy ALSA device gives."""
_SERVED = ("pipewire", "pulse", "default")


class StreamError(Exception):
    """The microphone did not open, or stopped giving samples."""


class BusyError(StreamError):
    """Another process has the microphone open."""


class Recording(Struct, frozen=True, kw_only=True):
    """What was heard."""

    samples: NDArray[np.int16]
    rate_hz: int
    overruns: int
    """Times that samples were lost before they reached us."""
    gaps_s: tuple[float, ...] = ()
    """What is missing between blocks, by the times at which the device took them."""


def record(microphone: SoundDevice, *, source: str | None, seconds: float) -> Recording:
    """Record one channel; `source` is the sound server's name for it, None when no server runs.

    Raises `BusyError` when another has it, `StreamError` when it does not open or stops for 2 s.
    """
    if source is not None:
        _aim_at(source)
    heard: queue.SimpleQueue[NDArray[np.int16]] = queue.SimpleQueue()
    overruns = 0

    def take(data: NDArray[np.int16], _frames: int, _time: object, status: sounddevice.CallbackFlags) -> None:
        nonlocal overruns
        overruns += bool(status.input_overflow)
        heard.put(data[:, 0].copy())

    device = _device_for(microphone, served=source is not None)
    try:
        with _open(device, take):
            samples = _collect(heard, wanted=round(seconds * RATE_HZ))
    except sounddevice.PortAudioError as error:
        kind = BusyError if _UNAVAILABLE in error.args else StreamError
        raise kind(f"{microphone.name} did not open: {error}") from error
    return Recording(samples=samples, rate_hz=RATE_HZ, overruns=overruns)


def _aim_at(source: str) -> None:
    """Make the ALSA plug-ins of PipeWire and PulseAudio open this source: PortAudio knows only the plug-in."""
    sink = source.removesuffix(".monitor")
    monitor = " stream.capture.sink=true" if sink != source else ""
    os.environ["PIPEWIRE_ALSA"] = f"{{ target.object={sink}{monitor} }}"
    os.environ["PULSE_SOURCE"] = source


def _device_for(microphone: SoundDevice, *, served: bool) -> str | int:
    known = sounddevice.query_devices()
    names = {str(device["name"]): index for index, device in enumerate(known) if device["max_input_channels"]}
    if served:
        for name in _SERVED:
            if name in names:
                return names[name]
    for name, index in names.items():
        if f"(hw:{microphone.card}," in name:
            return index
    raise StreamError(f"PortAudio does not know {microphone.name}; it knows {', '.join(names) or 'nothing'}")


def _collect(heard: "queue.SimpleQueue[NDArray[np.int16]]", *, wanted: int) -> NDArray[np.int16]:
    blocks: list[NDArray[np.int16]] = []
    have, began = 0, time.monotonic()
    while have < wanted:
        try:
            block = heard.get(timeout=_STALL_S)
        except queue.Empty as error:
            raise StreamError(f"the microphone stopped after {have / RATE_HZ:.2f} s") from error
        blocks.append(block)
        have += len(block)
    if time.monotonic() - began < 0.5 * wanted / RATE_HZ:
        raise StreamError("the microphone gave its samples faster than time passes: they are not sound")
    return np.concatenate(blocks)[:wanted]


def _open(device: str | int, take: Callable[..., None]) -> contextlib.AbstractContextManager[object]:
    stream: contextlib.AbstractContextManager[object] = sounddevice.InputStream(  # type: ignore[no-untyped-call]
        device=device, channels=1, samplerate=RATE_HZ, dtype="int16", callback=take
    )
    return stream
