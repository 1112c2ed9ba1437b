"""Sockets for screens, as the kernel's graphics drivers have them (DRM connectors)."""

from pathlib import Path

from contract.judgement.display import Connector
from hardware.usb import read_text

_KNOWN = {"connected": True, "disconnected": False}


def read_connectors(*, root: Path) -> tuple[Connector, ...]:
    """Return every socket; one that is lit is enabled by the driver and not asleep (DPMS)."""
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
