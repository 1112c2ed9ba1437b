"""One question to one name server (RFC 1035), so that a dead server is told apart from a dead line."""

import secrets
import socket
import struct
import time

from msgspec import Struct

_RECURSION_DESIRED = 0x0100
_ANSWERED = {0, 3}
"""NOERROR and NXDOMAIN: the server did its work, whatever the name is."""
_TYPE_A, _CLASS_IN = 1, 1


class DnsAnswer(Struct, frozen=True, kw_only=True):
    """Whether the server answered, and how fast."""

    server: str
    answered: bool
    took_ms: float
    code: int | None = None
    """The server's response code; None when it said nothing."""


def ask_server(server: str, name: str, *, timeout_s: float) -> DnsAnswer:
    """Ask `server` (`address` or `address#port`) for the address of `name`."""
    address, _, port = server.partition("#")
    number = secrets.randbelow(1 << 16)
    began = time.monotonic()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.settimeout(timeout_s)
        try:
            asking.connect((address, int(port or 53)))
            asking.send(question(number, name))
            code = response_code(asking.recv(512), number=number)
        except (OSError, ValueError):
            code = None
    took_ms = 1000 * (time.monotonic() - began)
    return DnsAnswer(server=server, answered=code in _ANSWERED, took_ms=took_ms, code=code)


def question(number: int, name: str) -> bytes:
    """Return the datagram that asks for a name's IPv4 address."""
    labels = [label.encode("idna") for label in name.strip(".").split(".") if label]
    written = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    return struct.pack("!6H", number, _RECURSION_DESIRED, 1, 0, 0, 0) + written + struct.pack("!2H", _TYPE_A, _CLASS_IN)


def response_code(datagram: bytes, *, number: int) -> int:
    """Return the code of an answer to question `number`; raise `ValueError` for anything else."""
    if len(datagram) < 12:
        raise ValueError("shorter than a header")
    told, flags = struct.unpack_from("!2H", datagram)
    if told != number or not flags & 0x8000:
        raise ValueError("not the answer to this question")
    return int(flags & 0xF)
