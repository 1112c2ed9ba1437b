"""What a TCP connection has cost on the wire, both ways, as the kernel counts it (TCP_INFO of tcp(7))."""

import socket
import struct

HEADERS = 14 + 20 + 32
"""Octets of a segment that are not its load: Ethernet, IPv4, TCP with timestamps (RFC 7323)."""
IPV6_MORE = 20
HANDSHAKE_MORE = 3 * 8
"""What the segments of a beginning and an end carry besides: the options of SYN."""

_BYTES = 224
_UNACKED = struct.Struct("=I")
_UNACKED_AT = 24
_RECEIVED = struct.Struct("=Q")
_RECEIVED_AT = 128
_SEGMENTS = struct.Struct("=II")
_SEGMENTS_AT = 136
_SENT = struct.Struct("=Q")
_SENT_AT = 200


def octets_of(line: socket.socket) -> int:
    """Return the octets of all Ethernet frames so far, repeated ones among them; raises OSError when it is closed."""
    told = _told(line)
    (received,) = _RECEIVED.unpack_from(told, _RECEIVED_AT)
    out, into = _SEGMENTS.unpack_from(told, _SEGMENTS_AT)
    (sent,) = _SENT.unpack_from(told, _SENT_AT)
    headers = HEADERS + (IPV6_MORE if line.family == socket.AF_INET6 else 0)
    return int(sent + received + (out + into) * headers + HANDSHAKE_MORE)


def is_unanswered(line: socket.socket) -> bool:
    """Is something under way that the far kernel has not acknowledged? Raises OSError when it is closed."""
    (unacked,) = _UNACKED.unpack_from(_told(line), _UNACKED_AT)
    return bool(unacked)


def _told(line: socket.socket) -> bytes:
    return line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES).ljust(_BYTES, b"\0")
