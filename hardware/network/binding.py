"""Asks a STUN server over UDP, in packets of a size that may not be broken up, or over TCP where UDP is blocked."""

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Self

from msgspec import Struct

from hardware.network.connecting import Address
from hardware.network.stun import HEADER, Binding, StunError, binding_request, new_transaction, parse_binding

_FIRST_WAIT_S = 0.5
"""The RFC's RTO (RFC 8489, 6.2.1); each further wait is twice as long."""
_LARGEST = 2048
_MTU_DISCOVER, _DO_DISCOVER = 10, 2
_MTU_DISCOVER_V6, _PATH_MTU, _PATH_MTU_V6 = 23, 14, 24
_IP_HEADER, _IPV6_HEADER, _UDP_HEADER = 20, 40, 8


class Bound(Struct, frozen=True, kw_only=True):
    """An answer: from which address, and how long it took from the request that it belongs to."""

    address: Address
    binding: Binding
    took_ms: float


def ask_udp(addresses: Sequence[Address], *, timeout_s: float) -> Bound | None:
    """Return the first address' answer over UDP, each tried for its share of the time; None when none answers."""
    for address in addresses:
        with contextlib.suppress(OSError), UdpProbe(address) as probe:
            if bound := probe.ask(timeout_s=timeout_s / len(addresses)):
                return bound
    return None


def ask_tcp(connection: socket.socket) -> Binding:
    """Ask over a connection that is open (RFC 8489, 6.2.2); raise `OSError` or `StunError`."""
    transaction = new_transaction()
    connection.sendall(binding_request(transaction))
    head = _read(connection, HEADER.size)
    binding = parse_binding(head + _read(connection, int.from_bytes(head[2:4], "big")))
    if binding.transaction != transaction:
        raise StunError("not the answer to this request")
    return binding


def path_mtu(connected: socket.socket) -> int:
    """Return the largest packet that the kernel believes to fit on the way to the other end."""
    if connected.family == socket.AF_INET6:
        return connected.getsockopt(socket.IPPROTO_IPV6, _PATH_MTU_V6)
    return connected.getsockopt(socket.IPPROTO_IP, _PATH_MTU)


class UdpProbe:
    """A socket to one server whose packets may not be broken up on the way (DF)."""

    def __init__(self, address: Address) -> None:
        """Open it; raise `OSError` when there is no way there."""
        self.address = address
        self._is_v6 = address.family == socket.AF_INET6
        self._socket = socket.socket(address.family, socket.SOCK_DGRAM)
        level, option = (socket.IPPROTO_IPV6, _MTU_DISCOVER_V6) if self._is_v6 else (socket.IPPROTO_IP, _MTU_DISCOVER)
        self._socket.setsockopt(level, option, _DO_DISCOVER)
        try:
            self._socket.connect((address.host, address.port))
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the socket."""
        self._socket.close()

    @property
    def headers(self) -> int:
        """What IP and UDP add to a message."""
        return (_IPV6_HEADER if self._is_v6 else _IP_HEADER) + _UDP_HEADER

    def path_mtu(self) -> int:
        """Return what the kernel believes that the way carries."""
        return path_mtu(self._socket)

    def ask(self, *, timeout_s: float, size: int = HEADER.size) -> Bound | None:
        """Send a message of `size` bytes, again and again, and return its answer, or None.

        Raises `OSError` with EMSGSIZE when the kernel knows that it is too large, ECONNREFUSED when nobody listens.
        """
        deadline, wait_s = time.monotonic() + timeout_s, _FIRST_WAIT_S
        sent: dict[bytes, float] = {}
        while (left_s := deadline - time.monotonic()) > 0:
            transaction = new_transaction()
            sent[transaction] = time.monotonic()
            self._socket.send(binding_request(transaction, size=size))
            if bound := self._await(sent, until=time.monotonic() + min(wait_s, left_s)):
                return bound
            wait_s *= 2
        return None

    def _await(self, sent: dict[bytes, float], *, until: float) -> Bound | None:
        while (left_s := until - time.monotonic()) > 0:
            self._socket.settimeout(left_s)
            try:
                binding = parse_binding(self._socket.recv(_LARGEST))
            except TimeoutError:
                return None
            except StunError:  # somebody else's datagram: the answer may still come
                continue
            if binding.transaction in sent:
                took_ms = 1000 * (time.monotonic() - sent[binding.transaction])
                return Bound(address=self.address, binding=binding, took_ms=took_ms)
        return None


def _read(connection: socket.socket, size: int) -> bytes:
    read = b""
    while len(read) < size:
        if not (more := connection.recv(size - len(read))):
            raise ConnectionError("the connection ended within an answer")
        read += more
    return read
