"""The largest packet that gets through to a server whole, and what the kernel believes of it.

UDP is asked with STUN requests filled up to a size and marked DF. Where no STUN server is known, TCP: the kernel's
path MTU and the segment size that both ends agreed on, tried with a TLS greeting that fills a segment.
"""

import errno
import socket
import ssl
from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct

from hardware.network.binding import UdpProbe, path_mtu
from hardware.network.connecting import Address, connect

SIZES = (576, 1024, 1200, 1280, 1300, 1358, 1400, 1428, 1450, 1472, 1480, 1492, 1500)
"""Packets worth trying: IPv6's least, tunnels, mobile networks, PPPoE, Ethernet."""
_TRY_S = 1.6
"""Two requests of a size before it is held for lost."""
_GREETING_NAMES = ["x" * 250] * 10
_IP_AND_TCP, _IPV6_AND_TCP = 40, 60
_TIMESTAMPS = 12
"""The option of TCP that every segment carries where both ends have it."""


class Fitting(Struct, frozen=True, kw_only=True):
    """What came through: None when not even the smallest size did."""

    by: str
    largest: int | None
    believed: int


def fit_udp(addresses: Sequence[Address], *, timeout_s: float) -> Fitting | None:
    """Return the largest of `SIZES` that the first answering address answers; None when it answers to nothing."""
    for address in addresses:
        try:
            with UdpProbe(address) as probe:
                if probe.ask(timeout_s=timeout_s / len(addresses)):
                    largest = largest_that(partial(_fits, probe, min(timeout_s, _TRY_S)))
                    return Fitting(by="udp", largest=largest, believed=min(probe.path_mtu(), SIZES[-1]))
        except OSError:
            continue
    return None


def largest_that(fits: Callable[[int], bool], sizes: Sequence[int] = SIZES) -> int | None:
    """Return the largest size that fits: the largest of all is tried first, then by halves."""
    if fits(sizes[-1]):
        return sizes[-1]
    low, high = -1, len(sizes) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(sizes[middle]) else (low, middle)
    return sizes[low] if low >= 0 else None


def fit_tcp(addresses: Sequence[Address], *, timeout_s: float) -> Fitting | None:
    """Return what a TLS server's connection carries; None when it answers no greeting at all."""
    size, believed = _greet(addresses, names=_GREETING_NAMES, timeout_s=timeout_s)
    if size is not None:
        return Fitting(by="tcp", largest=size, believed=believed)
    small, believed = _greet(addresses, names=[], timeout_s=timeout_s)
    return Fitting(by="tcp", largest=None, believed=believed) if small is not None else None


def _fits(probe: UdpProbe, timeout_s: float, size: int) -> bool:
    try:
        return probe.ask(timeout_s=timeout_s, size=size - probe.headers) is not None
    except OSError as error:
        if error.errno in {errno.EMSGSIZE, errno.ECONNREFUSED}:
            return False
        raise


def _greet(addresses: Sequence[Address], *, names: list[str], timeout_s: float) -> tuple[int | None, int]:
    """Send a greeting that names so many protocols; return the segments' packet size if it is answered."""
    with connect(addresses, timeout_s=timeout_s) as connection:
        believed = _path_mtu(connection)
        connection.sendall(_greeting(names))
        try:
            connection.recv(1)
            answered = True
        except TimeoutError:
            answered = False
        except ConnectionError:  # a refusal is an answer, as is an end: the greeting arrived
            answered = True
        return (_segment_packet(connection) if answered else None), believed


def _segment_packet(connection: socket.socket) -> int:
    """Return the packet that a full segment makes: both ends agreed on it, and a router may have shortened it."""
    headers = _IPV6_AND_TCP if connection.family == socket.AF_INET6 else _IP_AND_TCP
    segment = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)
    return min(_path_mtu(connection), segment + headers + _TIMESTAMPS)


def _path_mtu(connection: socket.socket) -> int:
    return min(path_mtu(connection), SIZES[-1])


def _greeting(names: list[str]) -> bytes:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if names:
        context.set_alpn_protocols(names)
    written = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), written).do_handshake()
    except ssl.SSLWantReadError:
        return written.read()
    raise RuntimeError("a TLS handshake ended without an answer")
