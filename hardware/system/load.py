"""How busy the processors are."""

import os
from pathlib import Path

from contract.judgement.system import Load
from hardware.system.pressure import stalled_percent
from hardware.system.throttling import is_throttled
from hardware.usb import read_text


def read_load(*, root: Path) -> Load:
    """Return the queue of five minutes by processor, the time waited, and whether the machine slows itself."""
    averages = read_text(root / "proc/loadavg").split()
    processors = len(list((root / "sys/devices/system/cpu").glob("cpu[0-9]*"))) or os.cpu_count() or 1
    return Load(
        per_core=float(averages[1]) / processors if len(averages) > 1 else None,
        stalled_percent=stalled_percent("cpu", "some", root=root),
        throttled=is_throttled(root=root),
    )
