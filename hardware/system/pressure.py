"""Pressure stall information: the share of time in which work waited for a processor or for memory.

Formula and files: Linux, Documentation/accounting/psi.rst.
"""

import re
from pathlib import Path

from hardware.usb import read_text


def stalled_percent(resource: str, who: str, *, root: Path) -> float | None:
    """Return the share of five minutes in which `some` or `full` waited; None where the kernel does not count."""
    text = read_text(root / "proc/pressure" / resource)
    match = re.search(rf"^{who} .*avg300=(\d+(?:\.\d+)?)", text, re.MULTILINE)
    return float(match[1]) if match else None
