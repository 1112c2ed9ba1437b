"""Who has a device open: a scan of every process's open files."""

import os
from pathlib import Path

from msgspec import Struct

PROC = Path("/proc")


class Holder(Struct, frozen=True, kw_only=True):
    """A process that has the device open."""

    pid: int
    name: str


def holders_of(node: Path, *, proc: Path = PROC) -> list[Holder]:
    """Return the processes, other than this one, that have `node` open.

    Only what this user may see is seen: another user's open files need the root helper.
    """
    target = os.path.realpath(node)
    processes = [entry for entry in proc.iterdir() if entry.name.isdecimal() and int(entry.name) != os.getpid()]
    return [
        Holder(pid=int(process.name), name=_name_of(process))
        for process in processes
        if _has_open(process, target=target)
    ]


def _has_open(process: Path, *, target: str) -> bool:
    try:
        return any(str(link.readlink()) == target for link in (process / "fd").iterdir())
    except OSError:  # it ended while we looked, or it is not ours to see
        return False


def _name_of(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "?"
