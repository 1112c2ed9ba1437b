"""When we used the camera or the microphone, for how long and why: a file that never leaves the terminal.

One line of JSON a use, bounded: past `MOST_BYTES` the older half goes. Several processes may write (the service, a
person's `check`); a lock keeps their lines apart.
"""

import fcntl
import os
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct

from agent import log
from agent.durable import write_whole
from contract.verdicts import Component

NAME = "ledger.jsonl"
MOST_BYTES = 256 * 1024


class Why(StrEnum):
    """What a device was used for."""

    CHECK = "check"
    ASKED = "asked"
    LEARN = "learn"
    SNAPSHOT = "snapshot"


class Use(Struct, frozen=True, kw_only=True):
    """One use of one device by us; `seconds` is at most, the start of the look included."""

    at_ms: int
    """Milliseconds since 1970, by the centre's clock where `certain`."""
    certain: bool
    device: Component
    seconds: float
    why: Why
    look: str
    left: str = ""
    """What left the branch of it; nothing, since only numbers are told."""


def note(state: Path, use: Use) -> None:
    """Add a line; a disk that refuses is said in the log, and does not stop the looks."""
    try:
        with (state / NAME).open("ab") as ledger:
            fcntl.flock(ledger, fcntl.LOCK_EX)
            ledger.write(msgspec.json.encode(use) + b"\n")
            ledger.flush()
            if os.fstat(ledger.fileno()).st_size > MOST_BYTES:
                _forget_older_half(state / NAME)
    except OSError as error:
        log.warning("ledger.not_written", why=error)


def read_ledger(state: Path) -> list[Use]:
    """Return the uses, oldest first; a line cut off by a power cut is left out."""
    try:
        lines = (state / NAME).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    uses = []
    for line in lines:
        try:
            uses.append(msgspec.json.decode(line, type=Use))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return uses


def _forget_older_half(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    write_whole(path, b"".join(lines[len(lines) // 2 :]), mode=0o640)
