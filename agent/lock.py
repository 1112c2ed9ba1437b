"""One agent a state folder: a lock that the kernel lets go of when the process ends, however it ends.

The folder itself is locked, so that nothing has to be written: an agent runs on a disk that takes nothing more.
"""

import fcntl
import os
import time
from pathlib import Path

PAUSE_S = 0.05


def take_lock(folder: Path, *, tries: int = 1) -> int | None:
    """Return a descriptor that holds the folder for this process; None if another process has it."""
    for _ in range(tries - 1):
        if (descriptor := _try(folder)) is not None:
            return descriptor
        time.sleep(PAUSE_S)
    return _try(folder)


def is_held(folder: Path) -> bool:
    """Say whether an agent runs on this folder."""
    if not folder.is_dir():
        return False
    descriptor = take_lock(folder)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _try(folder: Path) -> int | None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
