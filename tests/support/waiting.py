"""Waiting for something that another thread or process brings about."""

import time
from collections.abc import Callable
from typing import TypeVar

_Found = TypeVar("_Found")


def until(look: Callable[[], _Found], *, within_s: float = 10, every_s: float = 0.02) -> _Found:
    """Return what `look` gives as soon as it is true; raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within_s} s; the last look gave {found!r}")
        time.sleep(every_s)
    return found
