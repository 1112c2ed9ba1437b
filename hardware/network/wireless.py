"""The Wi-Fi level as the kernel has it in `/proc/net/wireless`: dBm, for every interface whose driver tells."""

from pathlib import Path

from hardware.usb import read_text

_BYTE = 256


def wifi_level_dbm(interface: str, *, root: Path) -> float | None:
    """Return the signal level of an interface; None where its driver tells none, or no dBm."""
    for line in read_text(root / "proc/net/wireless").splitlines()[2:]:
        name, _, told = line.partition(":")
        words = told.split()
        if name.strip() == interface and len(words) > 2:
            level = float(words[2].rstrip("."))
            # Old drivers hand the level on as the byte that it is; one above 0 that is none is a share.
            level -= _BYTE if level > _BYTE / 2 else 0
            return level if level < 0 else None
    return None
