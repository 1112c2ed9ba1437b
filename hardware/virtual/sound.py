"""The virtual microphone and speaker alive: a private sound server, and a thread that obeys the knobs."""

import threading
from pathlib import Path

from hardware.sound.server import SoundServerError, announce
from hardware.virtual.echo import Echo
from hardware.virtual.folder import SpeakerKnobs, VirtualMicrophone, VirtualSpeaker, find_device, read_knobs
from hardware.virtual.microphone import Microphone, load_sink
from hardware.virtual.sound_server import SoundServer

_OBEY_EVERY_S = 0.1


class Sound:
    """The folder's sound devices between `start` and `stop`."""

    def __init__(self, folder: Path) -> None:
        """Make what the folder names; raise `SoundServerError` when a program is missing."""
        self._folder = folder
        self.server = SoundServer()
        microphone = find_device(folder, VirtualMicrophone)
        self._microphone = Microphone(folder, microphone, self.server) if microphone else None
        self._speaker = find_device(folder, VirtualSpeaker)
        self._speaker_module: str | None = None
        self._speaker_muted = False
        self._echo = (
            Echo(folder, self.server, microphone=microphone, speaker=self._speaker)
            if microphone and self._speaker
            else None
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._obey_until_stopped, name="sound", daemon=True)

    def start(self) -> None:
        """Start the server and plug the devices in; raise `SoundServerError`."""
        self.server.start()
        announce(self._folder, self.server.environment)
        self._obey_speaker()
        if self._microphone is not None:
            self._microphone.start()
        if self._echo is not None:
            self._echo.lay()
        self._thread.start()

    def stop(self) -> None:
        """End all of it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
            if self._microphone is not None:
                self._microphone.stop()
        self.server.stop()

    @property
    def is_running(self) -> bool:
        """Does the sound server live?"""
        return self.server.is_running and self._thread.is_alive()

    def _obey_until_stopped(self) -> None:
        while not self._stop.wait(_OBEY_EVERY_S):
            try:
                self._obey()
            except SoundServerError:  # it ended: `is_running` says so
                return

    def _obey(self) -> None:
        if self._echo is not None:
            self._echo.cut()
        self._obey_speaker()
        if self._microphone is not None:
            self._microphone.obey()
        if self._echo is not None:
            self._echo.lay()

    def _obey_speaker(self) -> None:
        if self._speaker is None:
            return
        fault = read_knobs(self._folder, SpeakerKnobs).fault
        is_plugged = fault != "unplugged"
        if is_plugged and self._speaker_module is None:
            self._speaker_module = self.server.command(*load_sink(self._speaker.sink))
            self._speaker_muted = False
        elif not is_plugged and self._speaker_module is not None:
            self.server.command("unload-module", self._speaker_module)
            self._speaker_module = None
        if is_plugged and self._speaker_muted != (fault == "muted"):
            self._speaker_muted = fault == "muted"
            self.server.command("set-sink-mute", self._speaker.sink, str(int(self._speaker_muted)))
