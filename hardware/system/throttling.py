"""Whether the machine slows itself down: a Raspberry's firmware, thermal cooling, Intel's throttle counters."""

import time
from pathlib import Path

from hardware.usb import read_text

UNDER_VOLTAGE = 0x1
_SLOWED = 0x2 | 0x4 | 0x8
"""Frequency capped, throttled, soft temperature limit: bits of the firmware's `get_throttled`, as of now."""
_COOLERS = ("Processor", "cpufreq", "thermal-cpufreq")
_SAMPLE_S = 1.0


def is_throttled(*, root: Path) -> bool | None:
    """Return whether it does so just now; None where nothing of the machine would tell."""
    words = [_by_firmware(root), _by_cooling(root), _by_counters(root)]
    known = [word for word in words if word is not None]
    return any(known) if known else None


def firmware_word(*, root: Path) -> int | None:
    """Return the Raspberry firmware's bits of what holds now."""
    for file in (root / "sys/devices/platform").glob("soc*/*firmware/get_throttled"):
        try:
            return int(read_text(file), 16)
        except ValueError:
            continue
    return None


def _by_firmware(root: Path) -> bool | None:
    word = firmware_word(root=root)
    return None if word is None else bool(word & _SLOWED)


def _by_cooling(root: Path) -> bool | None:
    states = [
        read_text(cooler / "cur_state")
        for cooler in (root / "sys/class/thermal").glob("cooling_device*")
        if read_text(cooler / "type").startswith(_COOLERS)
    ]
    return any(state.isdecimal() and int(state) > 0 for state in states) if states else None


def _by_counters(root: Path) -> bool | None:
    before = _counters(root)
    if not before:
        return None
    time.sleep(_SAMPLE_S)
    return _counters(root) != before


def _counters(root: Path) -> list[str]:
    folders = (root / "sys/devices/system/cpu").glob("cpu[0-9]*/thermal_throttle")
    return [read_text(folder / "core_throttle_count") for folder in sorted(folders)]
