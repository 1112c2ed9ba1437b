"""Runs the virtual devices of a folder until it is told to stop: `python -m hardware.virtual.session DIR`.

The camera needs nobody to run it; the microphone and the speaker need a sound server, and the line its relays.
`session.ready` appears in the folder when all of them work.
"""

import argparse
import signal
import sys
import threading
import wave
from pathlib import Path

from hardware.sound.server import SoundServerError
from hardware.virtual.folder import DevicesFolderError, VirtualMicrophone, VirtualSpeaker, find_device, write_atomically
from hardware.virtual.line import Line
from hardware.virtual.relay import Carried
from hardware.virtual.sound import Sound

READY = "session.ready"
_WATCH_EVERY_S = 0.5


class Session:
    """All of a folder's devices between `start` and `stop`."""

    def __init__(self, folder: Path, *, relays: tuple[Carried, ...] = ()) -> None:
        """Begin with nothing running; raise `SoundServerError`, `DevicesFolderError` or `OSError`."""
        has_sound = find_device(folder, VirtualMicrophone) or find_device(folder, VirtualSpeaker)
        self._folder = folder
        self._sound = Sound(folder) if has_sound else None
        self._line = Line(folder, relays=relays)

    def start(self) -> None:
        """Start them; raise `SoundServerError` or `OSError`, with nothing left running."""
        try:
            if self._sound is not None:
                self._sound.start()
            self._line.start()
        except BaseException:
            self.stop()
            raise
        write_atomically(self._folder / READY, b"ready\n")

    def stop(self) -> None:
        """End them."""
        (self._folder / READY).unlink(missing_ok=True)
        self._line.stop()
        if self._sound is not None:
            self._sound.stop()

    @property
    def is_running(self) -> bool:
        """Does everything that was started still live?"""
        return self._line.is_running and (self._sound is None or self._sound.is_running)


def main() -> int:
    """Run until SIGTERM or SIGINT; say in one sentence why it cannot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="the folder of virtual devices")
    parser.add_argument("--relay", action="append", default=[], metavar="PORT[/udp]=HOST:PORT", help="carry this port")
    arguments = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        session = Session(arguments.folder, relays=tuple(_carried(text) for text in arguments.relay))
        session.start()
    except (SoundServerError, DevicesFolderError, OSError, ValueError, wave.Error) as error:
        sys.stderr.write(f"virtual devices: {error}\n")
        return 1
    while session.is_running and not stop.wait(_WATCH_EVERY_S):
        pass
    has_ended = not stop.is_set()
    session.stop()
    if has_ended:
        sys.stderr.write("virtual devices: the sound server or the line ended by itself\n")
    return int(has_ended)


def _carried(text: str) -> Carried:
    listened, _, target = text.partition("=")
    port, _, protocol = listened.partition("/")
    host, _, there = target.rpartition(":")
    if not (port.isdecimal() and protocol in {"", "udp"} and host and there.isdecimal()):
        raise ValueError(f"{text!r} is not of the form PORT=HOST:PORT or PORT/udp=HOST:PORT")
    return Carried(port=int(port), host=host, target=int(there), datagrams=protocol == "udp")


if __name__ == "__main__":
    sys.exit(main())
