"""Room, mount and wear of the disks, and a write that is tried."""

import contextlib
import errno
import os
from pathlib import Path, PurePath

from contract.judgement.disk import FileSystem
from hardware.usb import read_text

_MIB = 1 << 20
_TRIED = b"\0" * 4096
_FILE = "write-test"
_FAULTS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""What a disk refuses with; that this user may not write there is no fault of the disk."""
_TENTH_OF_LIFE = 10.0


def read_file_systems(state: Path, *, root: Path) -> tuple[FileSystem, ...]:
    """Return the file systems of the state folder and of the root, which may be one."""
    found = [_file_system(str(state), state, root=root), _file_system("/", root, root=root)]
    return tuple(each for each in found if each is not None)


def try_to_write(folder: Path) -> str:
    """Write a little and take it away; return the name of the disk's error. It is not brought to flash: no wear."""
    file = folder / _FILE
    try:
        with file.open("wb") as stream:
            stream.write(_TRIED)
    except OSError as error:
        return errno.errorcode[error.errno] if error.errno in _FAULTS else ""
    finally:
        with contextlib.suppress(OSError):
            file.unlink()
    return ""


def life_used_percent(*, root: Path) -> float | None:
    """Return how much of its life the most worn eMMC says it has used, to ten per cent (JEDEC JESD84-B51, EXT_CSD 268).

    A card or a plain disk does not tell, an NVMe disk tells root alone.
    """
    tenths = [
        int(word, 16)
        for file in (root / "sys/block").glob("mmcblk*/device/life_time")
        for word in read_text(file).split()
        if word.startswith("0x")
    ]
    # Zero is "not defined".
    return _TENTH_OF_LIFE * max(tenths) if any(tenths) else None


def _file_system(path: str, place: Path, *, root: Path) -> FileSystem | None:
    try:
        size = os.statvfs(place)
    except OSError:
        return None
    if not size.f_blocks:
        return None
    return FileSystem(
        path=path,
        free_percent=100 * size.f_bavail / size.f_blocks,
        free_mib=size.f_bavail * size.f_frsize / _MIB,
        read_only=_is_read_only(PurePath(path), root=root),
    )


def _is_read_only(path: PurePath, *, root: Path) -> bool:
    """Say whether the path is mounted so against what was meant: many a root is read-only by design."""
    mounts = _options_by_place(root / "proc/self/mounts")
    place = max((each for each in mounts if path.is_relative_to(each)), key=len, default=None)
    if place is None or "ro" not in mounts[place]:
        return False
    meant = _options_by_place(root / "etc/fstab").get(place)
    return "ro" not in meant if meant is not None else place != "/"


def _options_by_place(table: Path) -> dict[str, list[str]]:
    lines = [line.split() for line in read_text(table).splitlines() if not line.startswith("#")]
    return {fields[1]: fields[3].split(",") for fields in lines if len(fields) > 3}
