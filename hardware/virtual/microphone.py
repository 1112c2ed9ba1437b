"""The virtual microphone: recorded speech played for ever into a null sink whose monitor is what is heard."""

import itertools
import subprocess
import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.virtual.folder import MicrophoneKnobs, VirtualMicrophone, read_knobs
from hardware.virtual.impairment import impaired
from hardware.virtual.sound_server import SoundServer

_RATE_HZ = 48_000
_BLOCK = _RATE_HZ // 20
_PAUSE_S = 0.4


class Microphone:
    """The sink, and the thread that feeds it as the knob has it."""

    def __init__(self, folder: Path, microphone: VirtualMicrophone, server: SoundServer) -> None:
        """Read the speech; raise `OSError` or `wave.Error` when a file is not WAV."""
        self._folder, self._microphone, self._server = folder, microphone, server
        self._speech = np.concatenate([_read_speech(Path(file)) for file in microphone.speech])
        self._module: str | None = None
        self._muted = False
        self._player: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._feeder = threading.Thread(target=self._feed, name="microphone", daemon=True)

    def start(self) -> None:
        """Plug it in, unless its knob says otherwise, and let it hear."""
        self.obey()
        self._feeder.start()

    def stop(self) -> None:
        """Fall silent."""
        self._stop.set()
        if self._player is not None:
            self._player.kill()  # the feeder may be waiting for it
        self._feeder.join()

    def obey(self) -> None:
        """Bring plug and switch to where the knob stands."""
        fault = read_knobs(self._folder, MicrophoneKnobs).fault
        if fault == "unplugged" and self._module is not None:
            self._unplug(self._module)
        elif fault != "unplugged" and self._module is None:
            self._module = self._server.command(*load_sink(self._microphone.sink))
            self._muted = False
        if self._module is not None and self._muted != (fault == "muted"):
            self._muted = fault == "muted"
            self._server.command("set-source-mute", self._microphone.source, str(int(self._muted)))

    def _unplug(self, module: str) -> None:
        self._module = None
        if self._player is not None:
            self._player.kill()  # first: the server would move it to another sink
        self._server.command("unload-module", module)

    def _feed(self) -> None:
        for block in self._blocks():
            if self._stop.is_set():
                break
            if self._module is None:
                self._stop.wait(_BLOCK / _RATE_HZ)
                continue
            try:
                self._play(block)
            except BrokenPipeError:  # it was killed, or the sink went away under it
                self._end_player()
        self._end_player()

    def _blocks(self) -> Iterator[bytes]:
        starts = itertools.cycle(range(0, len(self._speech) - _BLOCK, _BLOCK))
        for number, start in enumerate(starts):
            knobs, block = read_knobs(self._folder, MicrophoneKnobs), self._speech[start : start + _BLOCK]
            yield impaired(block, knobs, first=number * _BLOCK, rate_hz=_RATE_HZ).tobytes()

    def _play(self, block: bytes) -> None:
        if self._player is None:
            self._player = self._server.start_player(self._microphone.sink, rate_hz=_RATE_HZ)
        if self._player.stdin is not None:
            self._player.stdin.write(block)

    def _end_player(self) -> None:
        if self._player is not None:
            self._player.kill()
            self._player.communicate()
            self._player = None


def load_sink(name: str) -> tuple[str, ...]:
    """Return the sound server's command that makes a null sink of one channel."""
    form = (f"rate={_RATE_HZ}", "channels=1", "channel_map=mono")
    return ("load-module", "module-null-sink", f"sink_name={name}", *form)


def _read_speech(file: Path) -> NDArray[np.float64]:
    """Return the file's first channel at 48 kHz, with a pause after it."""
    with wave.open(str(file)) as recording:
        frames = recording.readframes(recording.getnframes())
        rate, channels = recording.getframerate(), recording.getnchannels()
    samples = np.frombuffer(frames, dtype="<i2")[::channels].astype(np.float64)
    at = np.arange(0, samples.size, rate / _RATE_HZ)
    heard = np.interp(at, np.arange(samples.size), samples)
    return np.concatenate([heard, np.zeros(round(_PAUSE_S * _RATE_HZ))])
