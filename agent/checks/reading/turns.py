"""Sound looks of one terminal take turns: a test tone in the room would be the other's noise.

A socket's name is held, made from the state folder: that works on a read-only disk too, and the kernel lets go when a
look is killed. The folder itself is not locked: the running agent holds that lock for as long as it lives.
"""

import contextlib
import errno
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from agent.checks.descriptor import Request
from agent.checks.reading.elsewhere import all_holders_of
from hardware.sound.discovery import SoundDevice
from hardware.sound.mixer import Mixer
from hardware.sound.server import OWN_NAME, listeners_of, players_of

_LOOK_EVERY_S = 0.05
_SHARE = 0.5
"""Of the deadline may be spent on waiting."""


class AnotherLookError(Exception):
    """Another look of our own uses the device just now."""


@contextlib.contextmanager
def in_turn(request: Request) -> Iterator[None]:
    """Hold the terminal's sound for one look; raise `AnotherLookError` when another does not end."""
    folder = Path(request.terminal.state).stat()
    with socket.socket(socket.AF_UNIX) as turn:
        name = f"\0beket-sound-{folder.st_dev}-{folder.st_ino}"
        _await_turn(turn, name, until=time.monotonic() + _SHARE * request.deadline_s)
        yield


def _await_turn(turn: socket.socket, name: str, *, until: float) -> None:
    while True:
        try:
            turn.bind(name)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            if time.monotonic() > until:
                raise AnotherLookError("another look of this terminal listens just now") from None
            time.sleep(_LOOK_EVERY_S)
        else:
            return


def holders_of_microphone(
    microphone: SoundDevice, mixer: Mixer, environment: dict[str, str], *, proc: Path
) -> tuple[str, ...]:
    """Return who listens to the microphone; raise `AnotherLookError` when it is a look of another terminal of ours."""
    if mixer.source is not None:
        return _of_others(listeners_of(mixer.source, environment))
    return tuple(holder.name for holder in all_holders_of(Path(microphone.node), proc=proc))


def holders_of_speaker(
    speaker: SoundDevice, mixer: Mixer, environment: dict[str, str], *, proc: Path
) -> tuple[str, ...]:
    """Return who plays on the speaker; raise `AnotherLookError` when it is a look of another terminal of ours."""
    if mixer.source is not None:
        return _of_others(players_of(mixer.source, environment))
    return tuple(holder.name for holder in all_holders_of(Path(speaker.node), proc=proc))


def _of_others(names: list[str]) -> tuple[str, ...]:
    others = tuple(name for name in names if name != OWN_NAME)
    if len(others) < len(names) and not others:
        raise AnotherLookError("another look of this terminal listens just now")
    return others
