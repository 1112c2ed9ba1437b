"""Children end with their parent, even one that was killed: nothing is left running (Linux, prctl(2))."""

import ctypes
import os
import shutil
import signal
import sys

PARENT = "BEKET_PARENT"
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel end this process with the one that started it as a child of a tree."""
    parent = os.environ.get(PARENT)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it was gone before we asked
        raise SystemExit(1)


def as_child(environment: dict[str, str]) -> dict[str, str]:
    """The environment by which a child knows whose it is."""
    return {**environment, PARENT: str(os.getpid())}


def dying_with_us(command: list[str]) -> list[str]:
    """A foreign program's command that ends with us, where the system has the tool for it."""
    tool = shutil.which("setpriv")
    return [tool, "--pdeathsig", "SIGTERM", *command] if tool else command
