"""The air between the virtual speaker and the virtual microphone: what is played is heard, a little later."""

import contextlib
import json
from pathlib import Path

from hardware.sound.server import SoundServerError
from hardware.virtual.folder import MicrophoneKnobs, SpeakerKnobs, VirtualMicrophone, VirtualSpeaker, read_knobs
from hardware.virtual.sound_server import SoundServer

_HEARS_NOTHING = frozenset({"unplugged", "silence", "deaf"})
_PLAYS_NOTHING = frozenset({"unplugged", "silent"})
_FAINT = "-25dB"

_Way = tuple[float, bool]
"""How late the sound arrives in ms, and whether it is faint."""


class Echo:
    """A loopback of the sound server, laid as the knobs of both devices have it."""

    def __init__(
        self, folder: Path, server: SoundServer, *, microphone: VirtualMicrophone, speaker: VirtualSpeaker
    ) -> None:
        """Begin with no way from one to the other."""
        self._folder, self._server = folder, server
        self._microphone, self._speaker = microphone, speaker
        self._module: str | None = None
        self._laid: _Way | None = None

    def cut(self) -> None:
        """Take the way away when the knobs want none, or another; before a device is unplugged."""
        if self._module is not None and self._laid != self._wanted():
            with contextlib.suppress(SoundServerError):  # it went with one of its ends
                self._server.command("unload-module", self._module)
            self._module = self._laid = None

    def lay(self) -> None:
        """Lay the way that the knobs want; after the devices are plugged in."""
        wanted = self._wanted()
        if self._module is not None or wanted is None:
            return
        wanted_ms, is_faint = wanted
        ends = (f"source={self._speaker.sink}.monitor", f"sink={self._microphone.sink}")
        form = (f"latency_msec={wanted_ms:.0f}", "rate=48000", "channels=1", "channel_map=mono")
        stay = ("source_dont_move=true", "sink_dont_move=true")
        self._module = self._server.command("load-module", "module-loopback", *ends, *form, *stay)
        self._laid = wanted
        if is_faint:
            for stream in json.loads(self._server.command("--format=json", "list", "sink-inputs")):
                if stream.get("owner_module") == self._module.strip():
                    self._server.command("set-sink-input-volume", str(stream["index"]), _FAINT)

    def _wanted(self) -> _Way | None:
        speaker = read_knobs(self._folder, SpeakerKnobs)
        microphone = read_knobs(self._folder, MicrophoneKnobs)
        if speaker.fault in _PLAYS_NOTHING or microphone.fault in _HEARS_NOTHING:
            return None
        return speaker.echo_ms, speaker.fault == "faint"
