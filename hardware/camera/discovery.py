"""Which cameras are there: V4L2 capture nodes from sysfs, and the virtual one of a devices folder."""

from pathlib import Path

from msgspec import Struct

from hardware.usb import UsbId, read_text, usb_device_of
from hardware.virtual.folder import CameraKnobs, VirtualCamera, find_device, read_knobs

SYS = Path("/sys")
DEV = Path("/dev")


class Camera(Struct, frozen=True, kw_only=True):
    """A camera that could be opened."""

    name: str
    node: str
    """What is opened: `/dev/video0`, or the description of a virtual camera."""
    usb: UsbId | None = None
    serial: str | None = None
    port: str | None = None
    driver: str = ""
    virtual: bool = False
    """It hangs on no bus: a software camera, which looks healthy for ever."""


def find_cameras(*, sys: Path = SYS, dev: Path = DEV, devices: Path | None = None) -> list[Camera]:
    """Return the cameras of the machine in the order of their nodes, the virtual one last."""
    entries = sorted((sys / "class/video4linux").glob("video*"), key=lambda entry: _number(entry.name))
    real = [_real_camera(entry, dev=dev) for entry in entries if read_text(entry / "index") in {"", "0"}]
    return real + _virtual_cameras(devices)


def _number(name: str) -> int:
    return int("".join(filter(str.isdecimal, name)) or 0)


def _real_camera(entry: Path, *, dev: Path) -> Camera:
    usb = usb_device_of(entry / "device")
    driver = (entry / "device/driver").resolve().name if (entry / "device/driver").exists() else ""
    return Camera(
        name=read_text(entry / "name"),
        node=str(dev / entry.name),
        usb=usb.id if usb else None,
        serial=usb.serial if usb else None,
        port=usb.path if usb else None,
        driver=driver,
        virtual=usb is None and "pci" not in str(entry.resolve()),
    )


def _virtual_cameras(devices: Path | None) -> list[Camera]:
    camera = find_device(devices, VirtualCamera)
    if devices is None or camera is None or read_knobs(devices, CameraKnobs).fault == "unplugged":
        return []
    return [Camera(name=camera.name, node=str(devices / "camera.json"), serial=camera.serial, virtual=True)]
