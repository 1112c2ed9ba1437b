"""Which processes of a programme run: by the names of its executables, or by its systemd unit."""

from collections.abc import Collection
from pathlib import Path, PurePath

from msgspec import Struct

PROC = Path("/proc")
_LONGEST_COMM = 15


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
