"""STAMP test packets, unauthenticated (RFC 8762, figures 2 and 5): bytes in, numbers out, and back.

    sender     sequence 4 | timestamp 8 | error 2 | session 2 | zero 28
    reflector  sequence 4 | timestamp 8 | error 2 | session 2 | receive timestamp 8
               | sender's sequence 4 | sender's timestamp 8 | sender's error 2 | zero 2 | sender's TTL 1 | zero 3

Both are 44 octets. The session's identifier is RFC 8972's (section 3) in octets that RFC 8762 leaves at zero; a longer
packet carries an Extra Padding TLV (RFC 8972, section 4.1). What follows the 44 octets comes back in the same length,
so that an answer is never larger than what was asked. Timestamps are NTP's (RFC 5905, section 6).
"""

import struct

from msgspec import Struct

OCTETS = 44
LARGEST = 1472
"""What fits one Ethernet frame over IPv4."""
PORT = 862
EXPEDITED = 46 << 2
"""DSCP EF (RFC 3246) as a TOS byte: the class of a call's voice."""

_SENDER = struct.Struct("!IQHH28x")
_REFLECTOR = struct.Struct("!IQHHQIQHHB3x")
_PADDING = struct.Struct("!BBH")
_PADDING_TYPE = 1
_UNRECOGNISED = 0x80

_ERA_S = 1 << 32
_EPOCH_S = 2_208_988_800
"""From 1900 to 1970 (RFC 868)."""
_SECOND_NS = 1_000_000_000
_SYNCHRONISED = 0x8000
_SCALE_OF_A_MILLISECOND = 22


class StampError(ValueError):
    """These bytes are no test packet; the message says why."""


class Question(Struct, frozen=True, kw_only=True):
    """What a sender asks; the time is its own clock's, in nanoseconds since 1970."""

    number: int
    sent_ns: int
    error: int
    session: int = 0


class Answer(Struct, frozen=True, kw_only=True):
    """What a reflector gives back: its own count and times beside the sender's."""

    number: int
    left_ns: int
    error: int
    session: int
    reached_ns: int
    asked: int
    """The sender's number."""
    asked_ns: int
    asked_error: int
    ttl: int


class Echo(Struct, frozen=True, kw_only=True):
    """One packet there and back, in nanoseconds: the sender's uptime at its ends, the reflector's clock in between."""

    asked: int
    """The sender's number."""
    number: int
    """The reflector's."""
    sent_ns: int
    reached_ns: int
    left_ns: int
    back_ns: int


def error_estimate(*, synchronised: bool) -> int:
    """Return 2^-10 s as RFC 4656, section 4.1.2, has it; S says that a clock from outside is followed."""
    return (_SYNCHRONISED if synchronised else 0) | _SCALE_OF_A_MILLISECOND << 8 | 1


def write_question(question: Question, *, octets: int = OCTETS) -> bytes:
    """Return a sender's packet of so many octets; the padding is zeros. Raises StampError."""
    if octets != OCTETS and not OCTETS + _PADDING.size <= octets <= LARGEST:
        raise StampError(f"a test packet has {OCTETS}, or {OCTETS + _PADDING.size} to {LARGEST} octets, not {octets}")
    begun = _SENDER.pack(question.number, _to_ntp(question.sent_ns), question.error, question.session)
    if octets == OCTETS:
        return begun
    length = octets - OCTETS - _PADDING.size
    return begun + _PADDING.pack(_UNRECOGNISED, _PADDING_TYPE, length) + bytes(length)


def read_question(packet: bytes) -> Question:
    """Return what a sender asks. Raises StampError for what no sender may send."""
    if not OCTETS <= len(packet) <= LARGEST:
        raise StampError(f"{len(packet)} octets are no test packet")
    number, sent, error, session = _SENDER.unpack_from(packet)
    if not error & 0xFF:
        raise StampError("the multiplier of the error estimate is zero (RFC 4656, section 4.1.2)")
    return Question(number=number, sent_ns=_from_ntp(sent), error=error, session=session)


def reflect(packet: bytes, *, number: int, reached_ns: int, left_ns: int, ttl: int, error: int) -> bytes:
    """Return the answer to a sender's packet that `read_question` took: as long as that, and what it said copied."""
    asked, asked_ntp, asked_error, session = _SENDER.unpack_from(packet)
    begun = _REFLECTOR.pack(
        number, _to_ntp(left_ns), error, session, _to_ntp(reached_ns), asked, asked_ntp, asked_error, 0, ttl
    )
    return begun + _recognised(packet[OCTETS:])


def read_answer(packet: bytes) -> Answer:
    """Return what a reflector answered. Raises StampError for what is shorter."""
    if len(packet) < OCTETS:
        raise StampError(f"{len(packet)} octets are no answer")
    number, left, error, session, reached, asked, asked_at, asked_error, _, ttl = _REFLECTOR.unpack_from(packet)
    return Answer(
        number=number,
        left_ns=_from_ntp(left),
        error=error,
        session=session,
        reached_ns=_from_ntp(reached),
        asked=asked,
        asked_ns=_from_ntp(asked_at),
        asked_error=asked_error,
        ttl=ttl,
    )


def _recognised(tail: bytes) -> bytes:
    """The padding with its U flag off, as whoever knows the TLV has to send it; anything else as it came."""
    if len(tail) < _PADDING.size or tail[1] != _PADDING_TYPE:
        return tail
    return bytes((tail[0] & ~_UNRECOGNISED,)) + tail[1:]


def _to_ntp(unix_ns: int) -> int:
    seconds, rest_ns = divmod(unix_ns, _SECOND_NS)
    return (seconds + _EPOCH_S) % _ERA_S << 32 | (rest_ns << 32) // _SECOND_NS


def _from_ntp(ntp: int) -> int:
    seconds, fraction = ntp >> 32, ntp & 0xFFFF_FFFF
    # The count begins anew in 2036; what would lie before 1968 is of the next era (RFC 4330, section 3).
    era_s = 0 if seconds & 0x8000_0000 else _ERA_S
    return (seconds + era_s - _EPOCH_S) * _SECOND_NS + (fraction * _SECOND_NS + (1 << 31) >> 32)
