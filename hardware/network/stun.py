"""STUN, as much as it takes to learn that UDP gets through (RFC 8489): a Binding request and its answer.

A message is a header of 20 bytes (type, length, magic cookie, transaction) and attributes of type, length and value,
each padded to four bytes. XOR-MAPPED-ADDRESS says from where the request came; FINGERPRINT is a CRC-32.
"""

import ipaddress
import secrets
import struct
import zlib

from msgspec import Struct

COOKIE = 0x2112A442
HEADER = struct.Struct("!2HI12s")
REQUEST, SUCCESS, ERROR = 0x0001, 0x0101, 0x0111
_XOR_MAPPED_ADDRESS, _FINGERPRINT = 0x0020, 0x8028
_FILLING = 0xC0BE
"""An attribute that nobody knows; from 0x8000 up what is not known is passed over (section 14)."""
_ATTRIBUTE = struct.Struct("!2H")
_CRC_XOR = 0x5354554E


class StunError(ValueError):
    """The bytes are no STUN message, or not the answer to this request."""


class Binding(Struct, frozen=True, kw_only=True):
    """A server's answer: any answer proves the way; the address only a success brings."""

    transaction: bytes
    succeeded: bool
    mapped: str = ""
    """`address#port` that the server saw."""


def new_transaction() -> bytes:
    """Return a transaction id that nobody can guess."""
    return secrets.token_bytes(12)


def binding_request(transaction: bytes, *, size: int = HEADER.size) -> bytes:
    """Return a request, filled up to `size` bytes (a multiple of 4, if more than a header)."""
    filling = b""
    if size > HEADER.size:
        length = size - HEADER.size - _ATTRIBUTE.size
        filling = _ATTRIBUTE.pack(_FILLING, length) + bytes(length)
    return HEADER.pack(REQUEST, len(filling), COOKIE, transaction) + filling


def parse_binding(message: bytes) -> Binding:
    """Return what the answer says; raise `StunError`."""
    if len(message) < HEADER.size:
        raise StunError("shorter than a header")
    kind, length, cookie, transaction = HEADER.unpack_from(message)
    if cookie != COOKIE or kind not in {SUCCESS, ERROR} or HEADER.size + length != len(message):
        raise StunError("not a Binding answer")
    mapped = ""
    for attribute, place, value in _attributes(message):
        if attribute == _XOR_MAPPED_ADDRESS:
            mapped = _unmask(value, transaction)
        elif attribute == _FINGERPRINT and value != struct.pack("!I", zlib.crc32(message[:place]) ^ _CRC_XOR):
            raise StunError("its fingerprint is wrong")
    return Binding(transaction=transaction, succeeded=kind == SUCCESS, mapped=mapped)


def _attributes(message: bytes) -> list[tuple[int, int, bytes]]:
    """Return the type, the place and the value of each attribute."""
    found, place = [], HEADER.size
    while place < len(message):
        if place + _ATTRIBUTE.size > len(message):
            raise StunError("an attribute is cut off")
        kind, length = _ATTRIBUTE.unpack_from(message, place)
        value = message[place + _ATTRIBUTE.size : place + _ATTRIBUTE.size + length]
        if len(value) != length:
            raise StunError("an attribute is cut off")
        found.append((kind, place, value))
        place += _ATTRIBUTE.size + length + -length % 4
    return found


def _unmask(value: bytes, transaction: bytes) -> str:
    """Return `address#port` (section 14.2): both are masked, so that no meddling router rewrites them."""
    if len(value) not in {8, 20}:
        raise StunError("a mapped address of no known length")
    mask = struct.pack("!I", COOKIE) + transaction
    port = int.from_bytes(value[2:4], "big") ^ (COOKIE >> 16)
    address = bytes(masked ^ bit for masked, bit in zip(value[4:], mask, strict=False))
    return f"{ipaddress.ip_address(address)}#{port}"
