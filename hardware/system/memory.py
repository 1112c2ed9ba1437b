"""Memory as `/proc/meminfo` has it."""

from pathlib import Path

from contract.judgement.system import Memory
from hardware.system.pressure import stalled_percent
from hardware.usb import read_text

_KIB_IN_MIB = 1024


def read_memory(*, root: Path) -> Memory | None:
    """Return what is free for programs; None where the kernel does not say."""
    lines = [line.split() for line in read_text(root / "proc/meminfo").splitlines()]
    kib = {fields[0].rstrip(":"): int(fields[1]) for fields in lines if len(fields) > 1 and fields[1].isdecimal()}
    total, available, swap = kib.get("MemTotal"), kib.get("MemAvailable"), kib.get("SwapTotal")
    if not total or available is None:
        return None
    return Memory(
        free_percent=100 * available / total,
        free_mib=available / _KIB_IN_MIB,
        swap_used_percent=100 * (swap - kib.get("SwapFree", 0)) / swap if swap else None,
        stalled_percent=stalled_percent("memory", "full", root=root),
    )
