"""The air between the virtual speaker and the virtual microphone: what is played is heard, a little later."""

import contextlib
from pathlib import Path

from hardware.sound.server import SoundServerError
from hardware.virtual.folder import MicrophoneKnobs, SpeakerKnobs, VirtualMicrophone, VirtualSpeaker, read_knobs
from hardware.virtual.sound_server import SoundServer

_HEARS_NOTHING = frozenset({"unplugged", "silence", "deaf"})
_PLAYS_NOTHING = frozenset({"unplugged", "silent"})


class Echo:
    """A loopback of the sound server, laid as the knobs of both devices have it."""

    def __init__(
        self, folder: Path, server: SoundServer, *, microphone: VirtualMicrophone, speaker: VirtualSpeaker
    ) -> None:
        """Begin with no way from one to the other."""
        self._folder, self._server = folder, server
        self._microphone, self._speaker = microphone, speaker
        self._module: str | None = None
        self._laid_ms: float | None = None

    def cut(self) -> None:
        """Take the way away when the knobs want none, or another; before a device is unplugged."""
        if self._module is not None and self._laid_ms != self._wanted_ms():
            with contextlib.suppress(SoundServerError):  # it went with one of its ends
                self._server.command("unload-module", self._module)
            self._module = self._laid_ms = None

    def lay(self) -> None:
        """Lay the way that the knobs want; after the devices are plugged in."""
        wanted_ms = self._wanted_ms()
        if self._module is not None or wanted_ms is None:
            return
        ends = (f"source={self._speaker.sink}.monitor", f"sink={self._microphone.sink}")
        form = (f"latency_msec={wanted_ms:.0f}", "rate=48000", "channels=1", "channel_map=mono")
        stay = ("source_dont_move=true", "sink_dont_move=true")
        self._module = self._server.command("load-module", "module-loopback", *ends, *form, *stay)
        self._laid_ms = wanted_ms

    def _wanted_ms(self) -> float | None:
        speaker = read_knobs(self._folder, SpeakerKnobs)
        microphone = read_knobs(self._folder, MicrophoneKnobs)
        if speaker.fault in _PLAYS_NOTHING or microphone.fault in _HEARS_NOTHING:
            return None
        return speaker.echo_ms
