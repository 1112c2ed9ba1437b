"""The line as the kernel has it: interfaces, addresses, the default route and the name servers."""

import ipaddress
import socket
import struct
from pathlib import Path

from msgspec import Struct

from hardware.network.wireless import wifi_level_dbm
from hardware.usb import UsbId, read_text, usb_device_of
from hardware.virtual.folder import LineKnobs, VirtualLine, find_device, read_knobs

ROOT = Path("/")
_ROUTE_UP, _ROUTE_GATEWAY, _ROUTE_REJECT = 0x1, 0x2, 0x200
_GLOBAL_SCOPE = "00"
_TENTATIVE, _DUPLICATE = 0x40, 0x08
_ANY_V6 = "0" * 32


class Interface(Struct, frozen=True, kw_only=True):
    """A network interface; speed and duplex are None where the driver does not tell."""

    name: str
    carrier: bool
    speed_mbit: int | None = None
    duplex: str | None = None
    wireless: bool = False
    level_dbm: float | None = None
    """Of Wi-Fi, where the driver tells it."""
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
    web: str = ""
    """`address#port` of the virtual line's middleman for plain HTTP."""

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
        return _virtual_line(virtual, read_knobs(devices, LineKnobs))
    routes = _routes(root)
    interface, gateway = _default_route(routes)
    if interface is None:
        interface = _default_route_v6(root)
    return Line(
        interfaces=tuple(
            _interface(entry, root) for entry in sorted((root / "sys/class/net").glob("*")) if entry.name != "lo"
        ),
        addresses=tuple(_addresses(root, routes, way_out=interface)),
        interface=interface,
        gateway=gateway,
        name_servers=tuple(_name_servers(root)),
    )


def _interface(entry: Path, root: Path) -> Interface:
    usb = usb_device_of(entry / "device") if (entry / "device").exists() else None
    speed = read_text(entry / "speed")
    # A tunnel makes a speed up: 10 Mbit/s, whatever carries it.
    is_told = (entry / "device").exists() and speed.isdecimal() and int(speed) > 0
    return Interface(
        name=entry.name,
        carrier=read_text(entry / "carrier") == "1",
        speed_mbit=int(speed) if is_told else None,
        duplex=read_text(entry / "duplex") or None,
        wireless=(entry / "wireless").exists() or (entry / "phy80211").exists(),
        level_dbm=wifi_level_dbm(entry.name, root=root),
        physical=(entry / "device").exists(),
        usb=usb.id if usb else None,
    )


class _Route(Struct, frozen=True, kw_only=True):
    """A route of IPv4; `network` holds everything where it is the default one."""

    interface: str
    network: ipaddress.IPv4Network
    gateway: str | None
    metric: int


def _routes(root: Path) -> list[_Route]:
    found = []
    for line in read_text(root / "proc/net/route").splitlines()[1:]:
        name, destination, gateway, flags, _, _, metric, mask = line.split()[:8]
        if int(flags, 16) & _ROUTE_UP and not int(flags, 16) & _ROUTE_REJECT:
            via = _dotted(gateway) if int(flags, 16) & _ROUTE_GATEWAY else None
            network = ipaddress.IPv4Network((_dotted(destination), _dotted(mask)))
            found.append(_Route(interface=name, network=network, gateway=via, metric=int(metric)))
    return found


def _default_route(routes: list[_Route]) -> tuple[str | None, str | None]:
    best = min((each for each in routes if each.network.prefixlen == 0), key=lambda each: each.metric, default=None)
    return (best.interface, best.gateway) if best else (None, None)


def _default_route_v6(root: Path) -> str | None:
    """Return the default route's interface on a line that has IPv6 alone; its gateway cannot be asked by ARP."""
    best: tuple[int, str] | None = None
    for line in read_text(root / "proc/net/ipv6_route").splitlines():
        destination, length, _, _, _, metric, _, _, flags, name = line.split()
        is_default = destination == _ANY_V6 and length == "00"
        if is_default and int(flags, 16) & _ROUTE_UP and not int(flags, 16) & _ROUTE_REJECT:
            best = min(best or (int(metric, 16), name), (int(metric, 16), name))
    return best[1] if best else None


def _dotted(little_endian: str) -> str:
    return socket.inet_ntoa(struct.pack("<L", int(little_endian, 16)))


def _addresses(root: Path, routes: list[_Route], *, way_out: str | None) -> list[str]:
    """Return the addresses that may carry us out: IPv4 from the kernel's routing trie, global IPv6 from its list.

    The trie names no interface. An address inside another interface's own network (a container bridge's) is its.
    """
    ours = [each.network for each in routes if each.interface == way_out]
    others = [each.network for each in routes if each.network.prefixlen and each.interface != way_out]

    def is_ours(address: str) -> bool:
        place = ipaddress.IPv4Address(address)
        inside = any(place in network for network in ours if network.prefixlen)
        return inside or way_out is None or not any(place in network for network in others)

    found: list[str] = []
    last = ""
    for line in read_text(root / "proc/net/fib_trie").splitlines():
        _, bars, address = line.partition("|-- ")
        if bars:
            last = address.strip()
        elif "/32 host LOCAL" in line and last not in found and not last.startswith(("127.", "169.254.")):
            found.append(last)
    return [address for address in found if is_ours(address)] + _addresses_v6(root, way_out=way_out)


def _addresses_v6(root: Path, *, way_out: str | None) -> list[str]:
    found = []
    for line in read_text(root / "proc/net/if_inet6").splitlines():
        digits, _, _, scope, flags, name = line.split()
        is_usable = not int(flags, 16) & (_TENTATIVE | _DUPLICATE)
        if scope == _GLOBAL_SCOPE and is_usable and name != "lo" and way_out in {None, name}:
            found.append(socket.inet_ntop(socket.AF_INET6, bytes.fromhex(digits)))
    return found


def _name_servers(root: Path) -> list[str]:
    lines = [line.split() for line in read_text(root / "etc/resolv.conf").splitlines()]
    return [words[1] for words in lines if len(words) > 1 and words[0] == "nameserver"]


def _virtual_line(line: VirtualLine, knobs: LineKnobs) -> Line:
    is_routed = knobs.fault not in {"cut", "no_address"} and knobs.modem in {"", "connected"}
    is_wireless = knobs.wifi_dbm is not None
    interface = Interface(
        name=line.name,
        carrier=knobs.fault != "cut" and knobs.modem in {"", "connected"},
        speed_mbit=None if is_wireless or knobs.modem else knobs.speed_mbit,
        duplex=None if is_wireless or knobs.modem else knobs.duplex,
        wireless=is_wireless,
        level_dbm=knobs.wifi_dbm,
    )
    return Line(
        interfaces=(interface,),
        addresses=(line.address,) if is_routed else (),
        interface=line.name if is_routed else None,
        gateway=line.gateway if is_routed else None,
        name_servers=(line.dns,),
        virtual=True,
        web=line.web,
    )
