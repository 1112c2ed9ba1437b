"""One agent a state folder: a lock that the kernel lets go of when the process ends, however it ends."""

import fcntl
import os
from pathlib import Path

NAME = "agent.lock"


def take_lock(folder: Path) -> int | None:
    """Return a descriptor that holds the folder for this process; None if another process has it."""
    descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_held(folder: Path) -> bool:
    """Say whether an agent runs on this folder."""
    if not (folder / NAME).exists():
        return False
    descriptor = take_lock(folder)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False
