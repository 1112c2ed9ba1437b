"""The terminal's door: a Unix socket at which the employee's page, and commands on the spot, ask for something.

One line of JSON in, one line back, one connection each. The thread here only puts what was asked on the core's queue:
"ok" says that it was understood, what becomes of it is read in `status.json`. Who may knock is a matter of the
socket's file mode: its owner and its group.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from agent import log

NAME = "door.sock"
MODE = 0o660
MOST_BYTES = 4096
PATIENCE_S = 2.0
"""So long one who knocks may take for all that is said: the next one waits behind."""

_Id = Annotated[str, Meta(max_length=80)]


class Ask(StrEnum):
    """What can be asked for."""

    CHECK_AGAIN = "check_again"
    PROBLEM = "problem"
    RATE = "rate"
    NOT_NOW = "not_now"
    ANSWER = "answer"
    CLOSE = "close"
    OPEN = "open"


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wish, with what belongs to it."""

    ask: Ask
    kind: _Id = ""
    """Of a problem: picture, sound, line, other; of a rating: good, bad_sound, bad_picture."""
    subject: _Id = ""
    """The question that is answered, the call or the reception that is rated."""
    yes: bool = False
    until_ms: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """Closed until then, by the centre's clock."""


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Was it understood, and if not, why."""

    ok: bool
    why: str = ""


class DoorClosedError(Exception):
    """Nobody opens: the agent does not run, or this user may not knock."""


def door_of(state: Path) -> Path:
    """Return the socket's path: in the state folder, or where `BEKET_DOOR` says."""
    return Path(os.environ.get("BEKET_DOOR") or state / NAME)


def knock(path: Path, asked: Asked) -> Reply:
    """Ask for something; raise `DoorClosedError` when nobody opens."""
    try:
        with socket.socket(socket.AF_UNIX) as line, _short(path) as address:
            line.settimeout(PATIENCE_S)
            line.connect(address)
            line.sendall(msgspec.json.encode(asked) + b"\n")
            return msgspec.json.decode(_read_line(line), type=Reply)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DoorClosedError(str(error)) from error


class Door:
    """Listens in a thread of its own, for as long as the process lives."""

    def __init__(self, path: Path, deliver: Callable[[Asked], None]) -> None:
        """Open; a folder that refuses is said in the log, and the agent goes on without a door."""
        self._deliver = deliver
        self._line = socket.socket(socket.AF_UNIX)
        try:
            path.unlink(missing_ok=True)
            with _short(path) as address:
                self._line.bind(address)
            path.chmod(MODE)
            self._line.listen(4)
        except OSError as error:
            log.warning("door.not_open", path=path, why=error)
            self._line.close()
            return
        threading.Thread(target=self._listen, name="door", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _listen(self) -> None:
        while True:
            try:
                guest, _ = self._line.accept()
            except OSError:  # closed
                return
            with guest, contextlib.suppress(OSError):
                guest.settimeout(PATIENCE_S)
                guest.sendall(msgspec.json.encode(self._hear(guest)) + b"\n")

    def _hear(self, guest: socket.socket) -> Reply:
        try:
            asked = msgspec.json.decode(_read_line(guest), type=Asked)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return Reply(ok=False, why=str(error)[:200])
        self._deliver(asked)
        return Reply(ok=True)


def _read_line(line: socket.socket) -> bytes:
    read, until_s = b"", time.monotonic() + PATIENCE_S
    while not read.endswith(b"\n") and len(read) <= MOST_BYTES and (part := line.recv(MOST_BYTES)):
        read += part
        # One who speaks a letter at a time holds up the others no longer than one who is silent.
        line.settimeout(max(0.001, until_s - time.monotonic()))
    return read


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """Give the socket's path by its folder's descriptor: a socket's address holds 107 bytes only (unix(7))."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
