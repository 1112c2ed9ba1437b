"""The countdown before a sound is heard in the room: five seconds in which the employee may say "not now"."""

import contextlib
import time
from pathlib import Path

from agent.looks import COUNTDOWN_S

_NAME = "not-now"
_LOOK_S = 0.1


def is_refused(state: Path, *, seconds: float = COUNTDOWN_S) -> bool:
    """Wait for the countdown's end; return at once when somebody says "not now"."""
    word = state / _NAME
    with contextlib.suppress(OSError):  # what was said to an earlier one
        word.unlink(missing_ok=True)
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        if word.exists():
            return True
        time.sleep(_LOOK_S)
    return False


def refuse(state: Path) -> None:
    """Say "not now" to the countdown under way; raises OSError."""
    (state / _NAME).touch(mode=0o640)
