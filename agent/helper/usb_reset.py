"""Resets the port of the camera or of a sound device; one that hangs on no USB gets its driver bound anew.

A port is reset by USBDEVFS_RESET, as `usbreset` does; a device that vanished has its hub switch the port off and on
(`disable` of the port, Documentation/ABI/testing/sysfs-bus-usb), which the kernel has since 6.0.
"""

import fcntl
import os
import time
from pathlib import Path

from agent.helper.call import Call, Place, RefusedError
from agent.helper.ports import folder_of, port_of
from agent.helper.protocol import HelperAnswer
from agent.helper.subjects import SUBJECTS
from hardware.usb import read_text

_USBDEVFS_RESET = 0x5514
"""_IO('U', 20)"""
_OFF_S = 2.0


def reset_usb(call: Call) -> HelperAnswer:
    """Reset where the device is, or was."""
    place, subject = call.place, call.subject
    if subject not in SUBJECTS:
        raise RefusedError(f"{subject!r} has no port: camera, microphone or speaker")
    folder, port = folder_of(place, subject), port_of(place, subject)
    if folder is not None and port is not None:
        _reset(place, port)
        return HelperAnswer(ok=True, detail=f"port {port} was reset")
    if port is not None:
        _switch_off_and_on(place, port)
        return HelperAnswer(ok=True, detail=f"port {port} was switched off and on")
    if folder is not None:
        name = _bind_anew(folder)
        return HelperAnswer(ok=True, detail=f"the driver of {name} was bound anew")
    raise RefusedError(f"the {subject} is not there, and where it was is not known")


def _reset(place: Place, port: str) -> None:
    device = place.sys / "bus/usb/devices" / port
    bus, number = read_text(device / "busnum"), read_text(device / "devnum")
    if not (bus.isdecimal() and number.isdecimal()):
        raise RefusedError(f"the kernel does not say which device is in port {port}")
    descriptor = os.open(place.root / f"dev/bus/usb/{int(bus):03}/{int(number):03}", os.O_WRONLY)
    try:
        fcntl.ioctl(descriptor, _USBDEVFS_RESET)
    finally:
        os.close(descriptor)


def _switch_off_and_on(place: Place, port: str) -> None:
    """Do it by the hub: `1-1.4` is port 4 of hub `1-1`, and `1-2` is port 2 of the root hub `usb1`."""
    hub, dot, number = port.rpartition(".")
    if not dot:
        bus, _, number = port.partition("-")
        hub, folder = f"usb{bus}", f"{bus}-0:1.0/usb{bus}-port{number}"
    else:
        folder = f"{hub}:1.0/{hub}-port{number}"
    switch = place.sys / "bus/usb/devices" / hub / folder / "disable"
    if not switch.exists():
        raise RefusedError(f"the hub does not switch port {port}")
    switch.write_text("1")
    time.sleep(_OFF_S)
    switch.write_text("0")


def _bind_anew(folder: Path) -> str:
    device, driver = folder.resolve(), (folder / "driver").resolve()
    if not (driver / "unbind").exists():
        raise RefusedError(f"{device.name} has no driver that could be bound anew")
    (driver / "unbind").write_text(device.name)
    time.sleep(_OFF_S)
    (driver / "bind").write_text(device.name)
    return device.name
