"""The line as the kernel has it: interfaces, addresses, the default route and the name servers."""

import socket
import struct
from pathlib import Path

from msgspec import Struct

from hardware.usb import UsbId, read_text, usb_device_of
from hardware.virtual.folder import LineKnobs, VirtualLine, find_device, read_knobs

ROOT = Path("/")
_ROUTE_UP, _ROUTE_GATEWAY = 0x1, 0x2
_GLOBAL_SCOPE = "00"


class Interface(Struct, frozen=True, kw_only=True):
    """A network interface; speed and duplex are None where the driver does not tell."""

    name: str
    carrier: bool
    speed_mbit: int | None = None
    duplex: str | None = None
    wireless: bool = False
    physical: bool = True
    usb: UsbId | None = None


class Line(Struct, frozen=True, kw_only=True):
    """All that the kernel says of the way out."""

    interfaces: tuple[Interface, ...]
    addresses: tuple[str, ...]
    """Of this machine, neither loopback nor link-local."""
    interface: str | None
    """The default route's interface."""
    gateway: str | None
    """None also on a point-to-point line, which has no gateway to ask."""
    name_servers: tuple[str, ...]
    """Addresses, with a port after `#` where it is not 53."""
    virtual: bool = False

    @property
    def way_out(self) -> Interface | None:
        """The interface in use: the default route's, else the first physical one, one with carrier before others."""
        routed = [interface for interface in self.interfaces if interface.name == self.interface]
        physical = sorted((each for each in self.interfaces if each.physical), key=lambda each: not each.carrier)
        return next(iter(routed + physical), None)


def read_line(*, root: Path = ROOT, devices: Path | None = None) -> Line:
    """Return how the line stands: the folder's virtual one where there is one, else the machine's."""
    virtual = find_device(devices, VirtualLine)
    if devices is not None and virtual is not None:
        return _virtual_line(virtual, read_knobs(devices, LineKnobs).fault)
    interface, gateway = _default_route(root)
    return Line(
        interfaces=tuple(
            _interface(entry) for entry in sorted((root / "sys/class/net").glob("*")) if entry.name != "lo"
        ),
        addresses=tuple(_addresses(root)),
        interface=interface,
        gateway=gateway,
        name_servers=tuple(_name_servers(root)),
    )


def _interface(entry: Path) -> Interface:
    usb = usb_device_of(entry / "device") if (entry / "device").exists() else None
    speed = read_text(entry / "speed")
    return Interface(
        name=entry.name,
        carrier=read_text(entry / "carrier") == "1",
        speed_mbit=int(speed) if speed.isdecimal() and int(speed) > 0 else None,
        duplex=read_text(entry / "duplex") or None,
        wireless=(entry / "wireless").exists() or (entry / "phy80211").exists(),
        physical=(entry / "device").exists(),
        usb=usb.id if usb else None,
    )


def _default_route(root: Path) -> tuple[str | None, str | None]:
    best: tuple[int, str, str | None] | None = None
    for line in read_text(root / "proc/net/route").splitlines()[1:]:
        name, destination, gateway, flags, _, _, metric, mask = line.split()[:8]
        if int(destination, 16) or int(mask, 16) or not int(flags, 16) & _ROUTE_UP:
            continue
        via = _dotted(gateway) if int(flags, 16) & _ROUTE_GATEWAY else None
        best = min(best or (int(metric), name, via), (int(metric), name, via), key=lambda route: route[0])
    return (best[1], best[2]) if best else (None, None)


def _dotted(little_endian: str) -> str:
    return socket.inet_ntoa(struct.pack("<L", int(little_endian, 16)))


def _addresses(root: Path) -> list[str]:
    """Return the local addresses: IPv4 from the kernel's routing trie, global IPv6 from its own list."""
    found: list[str] = []
    last = ""
    for line in read_text(root / "proc/net/fib_trie").splitlines():
        _, bars, address = line.partition("|-- ")
        if bars:
            last = address.strip()
        elif "/32 host LOCAL" in line and last not in found and not last.startswith(("127.", "169.254.")):
            found.append(last)
    for line in read_text(root / "proc/net/if_inet6").splitlines():
        digits, _, _, scope, *_ = line.split()
        if scope == _GLOBAL_SCOPE:
            found.append(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(digits)))
    return found


def _name_servers(root: Path) -> list[str]:
    lines = [line.split() for line in read_text(root / "etc/resolv.conf").splitlines()]
    return [words[1] for words in lines if len(words) > 1 and words[0] == "nameserver"]


def _virtual_line(line: VirtualLine, fault: str) -> Line:
    has_address = fault not in {"cut", "no_address"}
    return Line(
        interfaces=(Interface(name=line.name, carrier=fault != "cut", speed_mbit=1000, duplex="full"),),
        addresses=(line.address,) if has_address else (),
        interface=line.name if has_address else None,
        gateway=line.gateway if has_address else None,
        name_servers=(line.dns,),
        virtual=True,
    )
