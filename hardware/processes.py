"""Which processes of a programme run: by the names of its executables, or by its systemd unit."""

import os
from collections.abc import Collection
from pathlib import Path, PurePath

from msgspec import Struct

PROC = Path("/proc")
_LONGEST_COMM = 15
ANEW_S = 300.0
TWICE = 2


class Process(Struct, frozen=True, kw_only=True):
    """A process, by the name of its executable."""

    pid: int
    name: str


def processes_of(executables: Collection[str], unit: str, *, proc: Path = PROC) -> list[Process]:
    """Return the processes that run one of the executables, or in the unit; other users' too."""
    found = []
    for folder in proc.iterdir():
        if folder.name.isdecimal():
            name = _name_of(folder, executables)
            if name or (unit and _is_in(folder, unit)):
                found.append(Process(pid=int(folder.name), name=name or _read(folder / "comm")))
    return found


class Roster:
    """Finds a programme's processes again and again: reads a process when it is new, and now and then all of them."""

    def __init__(self, executables: Collection[str], unit: str, *, proc: Path = PROC) -> None:
        """Know nothing yet."""
        self._executables = executables
        self._unit = unit
        self._proc = proc
        self._seen: dict[int, int] = {}
        self._found: dict[int, Process] = {}
        self._whole_s = -ANEW_S

    def find(self, now_s: float) -> list[Process]:
        """Return the processes that run now."""
        pids = {int(name) for name in os.listdir(self._proc) if name.isdecimal()}  # noqa: PTH208 - names are enough
        if now_s >= self._whole_s + ANEW_S:
            self._seen, self._found, self._whole_s = {}, {}, now_s
        self._seen = {pid: times for pid, times in self._seen.items() if pid in pids}
        self._found = {pid: process for pid, process in self._found.items() if pid in pids}
        for pid in pids - self._found.keys():
            # Twice: a process that was just forked still has its parent's name.
            if (times := self._seen.get(pid, 0)) < TWICE:
                self._seen[pid] = times + 1
                self._read(pid)
        return list(self._found.values())

    def _read(self, pid: int) -> None:
        folder = self._proc / str(pid)
        name = _name_of(folder, self._executables)
        if name or (self._unit and _is_in(folder, self._unit)):
            self._found[pid] = Process(pid=pid, name=name or _read(folder / "comm"))


def _name_of(folder: Path, executables: Collection[str]) -> str:
    if not executables:
        return ""
    # The kernel cuts the short name; the command line has the whole, but a programme may write over it.
    called = PurePath(_read(folder / "cmdline").partition("\0")[0]).name
    short = _read(folder / "comm")
    return next((name for name in executables if called == name or short == name[:_LONGEST_COMM]), "")


def _is_in(folder: Path, unit: str) -> bool:
    return any(unit in line.split("/") for line in _read(folder / "cgroup").splitlines())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\n")
    except OSError:
        return ""
