"""Why the machine fell: what the watchdog and the kernel's crash store kept of the boot before.

    the watchdog says that it reset the machine (WDIOF_CARDRESET)       → watchdog
    … that it was too hot, or had too little voltage                    → heat, power
    the crash store holds a kernel message younger than that boot       → kernel; not asked where that boot has no date
    both are there to ask, and neither kept anything                    → power: a cut, or a hand at the switch
    else                                                                → unknown

Bits: Linux, include/uapi/linux/watchdog.h; the crash store is pstore, which systemd empties into its own folder.
"""

import contextlib
from pathlib import Path

from hardware.usb import read_text

_OVERHEAT, _POWER_UNDER, _CARD_RESET = 0x1, 0x10, 0x20
_STORES = ("sys/fs/pstore", "var/lib/systemd/pstore")


def cause_of_restart(*, since_s: float | None, root: Path) -> str:
    """Return the cause of an end that nobody announced; the boot before began at `since_s` by the wall clock.

    None when that clock had stood still (no battery): an old kernel message would be younger than 1970.
    """
    watchdog = _watchdog_word(root)
    for bit, cause in ((_CARD_RESET, "watchdog"), (_OVERHEAT, "heat"), (_POWER_UNDER, "power")):
        if watchdog is not None and watchdog & bit:
            return cause
    if since_s is None:
        return "unknown"
    if _kernel_died(since_s=since_s, root=root):
        return "kernel"
    return "power" if watchdog is not None and _can_remember(root) else "unknown"


def _watchdog_word(root: Path) -> int | None:
    words = [read_text(each / "bootstatus") for each in (root / "sys/class/watchdog").glob("watchdog[0-9]*")]
    known = [int(word) for word in words if word.isdecimal()]
    return known[0] if known else None


def _kernel_died(*, since_s: float, root: Path) -> bool:
    for store in _STORES:
        with contextlib.suppress(OSError):
            if any(file.stat().st_mtime >= since_s for file in (root / store).rglob("dmesg*")):
                return True
    return False


def _can_remember(root: Path) -> bool:
    backend = read_text(root / "sys/module/pstore/parameters/backend")
    if backend in {"", "(null)"}:
        return False
    try:
        list((root / _STORES[0]).iterdir())
    except OSError:  # the store is root's alone: it may hold what we cannot see
        return False
    return True
