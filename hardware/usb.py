"""USB ids: who made a device and which model it is, read from sysfs."""

import re
from pathlib import Path
from typing import Self

from msgspec import Struct

_FORM = re.compile(r"^([0-9a-f]{4}):([0-9a-f]{4})$")
_DEPTH = 6
"""An interface hangs one or two levels below its USB device; a hub's child never more than this."""


class UsbId(Struct, frozen=True, order=True):
    """Vendor and product as sysfs writes them: four lower-case hex digits each."""

    vendor: str
    product: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `046d:082d`; raise `ValueError` with the text in it when it has another form."""
        match = _FORM.match(text.strip().lower())
        if match is None:
            raise ValueError(f"{text!r} is not a USB id of the form 046d:082d")
        return cls(*match.groups())

    def __str__(self) -> str:
        """Return `046d:082d`."""
        return f"{self.vendor}:{self.product}"


class UsbDevice(Struct, frozen=True, kw_only=True):
    """The USB device to which an interface belongs."""

    id: UsbId
    serial: str | None
    path: str
    """Port path on the bus, such as `1-1.4`."""


def usb_device_of(folder: Path) -> UsbDevice | None:
    """Return the USB device that owns the sysfs folder, or None when it hangs on no USB bus."""
    here = folder.resolve()
    for candidate in (here, *here.parents)[:_DEPTH]:
        vendor, product = read_text(candidate / "idVendor"), read_text(candidate / "idProduct")
        if vendor and product:
            return UsbDevice(
                id=UsbId.parse(f"{vendor}:{product}"),
                serial=read_text(candidate / "serial") or None,
                path=candidate.name,
            )
    return None


def read_text(file: Path) -> str:
    """Return the file's stripped text, or nothing when it is not there or vanished while being read."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
