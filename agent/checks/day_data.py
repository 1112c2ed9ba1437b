"""What the tests of the line have cost today, so that they stay within the day's data."""

import fcntl
import os
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "test-data.json"
_DAY_S = 86_400


class _Spent(Struct, frozen=True):
    day: int = 0
    spent: int = 0


def spend(state: Path, cost: int, *, cap: int, now_s: float) -> bool:
    """Take so many bytes from the day's; False, and nothing taken, when they are not left. Raises OSError.

    A day is one of UTC, which begins before a branch opens. A negative cost gives back what was not used.
    """
    descriptor = os.open(state / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        # Two tests may begin at once, each in a child of its own.
        fcntl.flock(file, fcntl.LOCK_EX)
        today = int(now_s // _DAY_S)
        spent = _spent(file.read(), today)
        if cost > 0 and spent + cost > cap:
            return False
        file.seek(0)
        file.write(msgspec.json.encode(_Spent(today, max(0, spent + cost))))
        file.truncate()
    return True


def spent_today(state: Path, *, now_s: float) -> int:
    """Return the bytes that tests of the line have cost today."""
    try:
        return _spent((state / FILE).read_bytes(), int(now_s // _DAY_S))
    except FileNotFoundError:
        return 0


def _spent(content: bytes, today: int) -> int:
    """What was spent; a file that a power cut left half written counts from nothing."""
    try:
        kept = msgspec.json.decode(content, type=_Spent)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0
    return kept.spent if kept.day == today else 0
