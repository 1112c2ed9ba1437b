"""Does the gateway answer: its hardware address, which a reachable neighbour gives without any privilege."""

import socket
import time
from pathlib import Path

from hardware.network.discovery import ROOT, Line
from hardware.usb import read_text
from hardware.virtual.folder import LineKnobs, read_knobs

_DISCARD_PORT = 9
_COMPLETE = 0x2
_BREATH_S = 0.05
_NO_ARP = 0x80
"""IFF_NOARP (linux/if.h): a mobile modem's interface may name a gateway, and has no neighbour to ask."""


def gateway_answers(line: Line, *, timeout_s: float, root: Path = ROOT, devices: Path | None = None) -> bool | None:
    """Return whether the gateway answers ARP; None when there is none to ask (point-to-point, mobile, IPv6 only).

    A datagram to the discard port makes the kernel ask; ICMP would need a privilege that the agent has not.
    """
    if line.gateway is None:
        return None
    if line.virtual and devices is not None:
        return read_knobs(devices, LineKnobs).fault not in {"cut", "no_gateway"}
    if not _has_neighbours(line.interface, root):
        return None
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        _nudge(line.gateway)
        time.sleep(_BREATH_S)
        if line.gateway in _neighbours(root):
            return True
    return False


def _has_neighbours(interface: str | None, root: Path) -> bool:
    flags = read_text(root / f"sys/class/net/{interface}/flags")
    return not (flags and int(flags, 16) & _NO_ARP)


def _nudge(gateway: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as knock:
        try:
            knock.sendto(b"", (gateway, _DISCARD_PORT))
        except OSError:  # no route just now: the next look at the neighbours says so
            return


def _neighbours(root: Path) -> set[str]:
    rows = [line.split() for line in read_text(root / "proc/net/arp").splitlines()[1:]]
    return {row[0] for row in rows if len(row) > 3 and int(row[2], 16) & _COMPLETE}
