"""Sound from a microphone and to a speaker: the one file that imports `sounddevice`.

PortAudio lies in ways that were measured: a blocking recording may return after 0.02 s with an uninitialised
buffer and no exception; when a card vanishes the callback just stops while the stream stays `active` and nobody
is told; its list of devices is that of the moment it was started. So samples are copied from the callback and
counted against the clock, too few of them are an error, and PortAudio is started anew for each look.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import sounddevice

from hardware.sound.discovery import SoundDevice
from hardware.sound.recording import (
    BusyError,
    BusySpeakerError,
    Ear,
    Exchange,
    Mouth,
    Recording,
    Samples,
    SpeakerError,
    StreamError,
)
from hardware.sound.server import OWN_NAME

RATE_HZ = 48_000
_UNAVAILABLE = -9985
"""paDeviceUnavailable: what a second open of a busy ALSA device gives."""
_SERVED = ("pipewire", "pulse", "default")
_TAIL_S = 0.7
"""How long is listened after the last sample was played: the echo may be late."""

_Stream = contextlib.AbstractContextManager[Any]


def record(microphone: SoundDevice, *, source: str | None, seconds: float) -> Recording:
    """Record one channel; `source` is the sound server's name for it, None when no server runs.

    Raises `BusyError` when another has it, `StreamError` when it does not open or stops for 2 s.
    """
    _look_again()
    stream, ear = _open_ear(microphone, source)
    with _translated(microphone.name, StreamError, BusyError), stream:
        while ear.heard_s < seconds:
            ear.wait()
    return ear.recording(seconds=seconds)


def play_and_record(
    microphone: SoundDevice,
    speaker: SoundDevice,
    *,
    source: str | None,
    sink: str | None,
    tone: Callable[[int], Samples],
) -> Exchange:
    """Play `tone(rate)` on the speaker and record all along, and a little after.

    Raises what `record` raises for the microphone, and `SpeakerError` or `BusySpeakerError` for the speaker.
    """
    _look_again()
    ears, ear = _open_ear(microphone, source)
    mouths, mouth, length_s = _open_mouth(speaker, sink, tone)
    with _translated(microphone.name, StreamError, BusyError), ears:
        ear.wait()
        with _translated(speaker.name, SpeakerError, BusySpeakerError), mouths:
            while ear.heard_s < length_s + _TAIL_S:
                ear.wait()
    return mouth.exchange(ear.recording())


def play(speaker: SoundDevice, *, sink: str | None, tone: Callable[[int], Samples]) -> None:
    """Play `tone(rate)` on the speaker; raises `SpeakerError` or `BusySpeakerError`."""
    _look_again()
    mouths, _, length_s = _open_mouth(speaker, sink, tone)
    with _translated(speaker.name, SpeakerError, BusySpeakerError), mouths:
        time.sleep(length_s)


def _look_again() -> None:
    """Start PortAudio anew: what was plugged in or out since is not in its list."""
    # There is no public way.
    sounddevice._terminate()  # type: ignore[no-untyped-call]  # noqa: SLF001
    sounddevice._initialize()  # type: ignore[no-untyped-call]  # noqa: SLF001


def _open_ear(microphone: SoundDevice, source: str | None) -> tuple[_Stream, Ear]:
    if source is not None:
        _aim_at_source(source)
    device, rate_hz, _ = _device_for(microphone, served=source is not None, direction="input")
    ear = Ear(rate_hz)
    with _translated(microphone.name, StreamError, BusyError):
        stream: _Stream = sounddevice.InputStream(  # type: ignore[no-untyped-call]
            device=device, channels=1, samplerate=rate_hz, dtype="int16", callback=ear.take
        )
    return stream, ear


def _open_mouth(speaker: SoundDevice, sink: str | None, tone: Callable[[int], Samples]) -> tuple[_Stream, Mouth, float]:
    if sink is not None:
        _aim_at(sink)
        os.environ["PULSE_SINK"] = sink
    with _translated(speaker.name, SpeakerError, BusySpeakerError):
        device, rate_hz, channels = _device_for(speaker, served=sink is not None, direction="output")
        samples = tone(rate_hz)
        mouth = Mouth(samples, rate_hz)
        stream: _Stream = sounddevice.OutputStream(  # type: ignore[no-untyped-call]
            device=device, channels=channels, samplerate=rate_hz, dtype="int16", callback=mouth.give
        )
    return stream, mouth, len(samples) / rate_hz


@contextlib.contextmanager
def _translated(name: str, failed: type[StreamError], busy: type[StreamError]) -> Iterator[None]:
    try:
        yield
    except sounddevice.PortAudioError as error:
        kind = busy if _UNAVAILABLE in error.args else failed
        raise kind(f"{name} did not open: {error}") from error


def _aim_at_source(source: str) -> None:
    sink = source.removesuffix(".monitor")
    _aim_at(sink, " stream.capture.sink=true" if sink != source else "")
    os.environ["PULSE_SOURCE"] = source


def _aim_at(node: str, more: str = "") -> None:
    """Make the ALSA plug-ins of PipeWire and PulseAudio open this node: PortAudio knows only the plug-in."""
    os.environ["PIPEWIRE_ALSA"] = f'{{ target.object={node} application.name="{OWN_NAME}"{more} }}'
    os.environ["PULSE_PROP"] = f"application.name='{OWN_NAME}'"


def _device_for(sound: SoundDevice, *, served: bool, direction: str) -> tuple[int, int, int]:
    """Return PortAudio's number of plug-in or card, its rate, and its channels: not every card can play one alone."""
    known = sounddevice.query_devices()
    usable = {str(each["name"]): index for index, each in enumerate(known) if each[f"max_{direction}_channels"]}
    wanted = [usable[name] for name in _SERVED if name in usable] if served else []
    wanted += [index for name, index in usable.items() if f"(hw:{sound.card}," in name]
    if not wanted:
        raise (StreamError if direction == "input" else SpeakerError)(
            f"PortAudio does not know {sound.name}; it knows {', '.join(usable) or 'nothing'}"
        )
    entry = known[wanted[0]]
    rate_hz = RATE_HZ if served else int(entry["default_samplerate"])
    return wanted[0], rate_hz, 1 if served else min(int(entry[f"max_{direction}_channels"]), 2)
