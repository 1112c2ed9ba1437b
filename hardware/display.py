"""Sockets for screens, as the kernel's graphics drivers have them (DRM connectors), and a virtual one."""

from pathlib import Path

from contract.judgement.display import Connector
from hardware.usb import read_text
from hardware.virtual.folder import DisplayKnobs, VirtualDisplay, find_device, read_knobs

_KNOWN = {"connected": True, "disconnected": False}


def read_connectors(*, root: Path, devices: Path | None = None) -> tuple[Connector, ...]:
    """Return every socket, of the folder's virtual screen alone where there is one.

    A screen that is lit is enabled by the driver and not asleep (DPMS).
    """
    virtual = find_device(devices, VirtualDisplay)
    if devices is not None and virtual is not None:
        fault = read_knobs(devices, DisplayKnobs).fault
        return (Connector(name=virtual.name, connected=fault != "unplugged", lit=fault == "none"),)
    folders = sorted((root / "sys/class/drm").glob("card[0-9]*-*"))
    return tuple(
        Connector(
            name=folder.name.partition("-")[2], connected=_KNOWN.get(read_text(folder / "status")), lit=_is_lit(folder)
        )
        for folder in folders
        if "Writeback" not in folder.name
    )


def _is_lit(folder: Path) -> bool | None:
    enabled, sleep = read_text(folder / "enabled"), read_text(folder / "dpms")
    if not enabled and not sleep:
        return None
    return enabled != "disabled" and sleep in {"On", ""}
