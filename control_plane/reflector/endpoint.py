"""The reflector's socket: datagrams with the kernel's own time of arrival and the TTL that they came with."""

import socket
import struct
from dataclasses import dataclass

from contract.stamp import EXPEDITED, LARGEST
from control_plane.ports import EVERYWHERE, PortTakenError

Source = tuple[str, int] | tuple[str, int, int, int]

WAIT_S = 0.2
"""How long one call waits, so that an order to stop is heard."""

_SO_TIMESTAMPNS = 35
_IP_RECVTTL, _IP_TTL = 12, 2
_QUEUE_OCTETS = 4 << 20
"""Thousands of packets wait in the kernel, stamped, while this process does not run."""
_ANCILLARY_OCTETS = 128
_TIMESPEC = struct.Struct("@qq")
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Datagram:
    """What came, from whom, and when the kernel had it (nanoseconds since 1970; None where it does not say)."""

    packet: bytes
    source: Source
    reached_ns: int | None
    ttl: int


class Endpoint:
    """One UDP socket, IPv4 or IPv6, or both where it listens everywhere."""

    def __init__(self, host: str, port: int) -> None:
        """Listen; raises PortTakenError."""
        try:
            self._socket = _bound(host, port)
        except OSError as error:
            raise PortTakenError(
                f"UDP port {port} (reflector_port) at {host or 'every address'} cannot be used: {error.strerror}"
            ) from error

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._socket.getsockname()[1])

    def receive(self) -> Datagram | None:
        """Return the next datagram, or None when none came for a moment."""
        try:
            # One octet more than any test packet, so that a longer one is seen to be longer.
            packet, ancillary, _, source = self._socket.recvmsg(LARGEST + 1, _ANCILLARY_OCTETS)
        except BlockingIOError:
            return None
        reached_ns, ttl = None, 0
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                seconds, nanoseconds = _TIMESPEC.unpack(data)
                reached_ns = seconds * _SECOND_NS + nanoseconds
            elif (level, kind) in {(socket.IPPROTO_IP, _IP_TTL), (socket.IPPROTO_IPV6, socket.IPV6_HOPLIMIT)}:
                ttl = int.from_bytes(data[:4], "little") & 0xFF
        return Datagram(packet, source, reached_ns, ttl)

    def send(self, packet: bytes, to: Source) -> bool:
        """Send an answer; False when the kernel would not take it."""
        try:
            self._socket.sendto(packet, socket.MSG_DONTWAIT, to)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()


def _bound(host: str, port: int) -> socket.socket:
    made = _unbound(host)
    try:
        made.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _QUEUE_OCTETS)
        # The kernel waits, not a poll before each read: one system call a packet less.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, int(WAIT_S * 1_000_000)))
        made.setsockopt(socket.IPPROTO_IP, _IP_RECVTTL, 1)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
        if made.family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, EXPEDITED)
        made.bind((_everywhere(made) if host in _ALL else host, port))
    except OSError:
        made.close()
        raise
    return made


_ALL = {*EVERYWHERE, "::"}


def _everywhere(made: socket.socket) -> str:
    return "::" if made.family == socket.AF_INET6 else ""


def _unbound(host: str) -> socket.socket:
    if host not in _ALL:
        family = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)[0][0]
        return socket.socket(family, socket.SOCK_DGRAM)
    if host == EVERYWHERE[0] or not socket.has_dualstack_ipv6():
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    both = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    both.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    return both
