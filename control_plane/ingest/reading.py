"""Bytes from the broker to a message that can be stored, or the reason why not. No I/O."""

from dataclasses import dataclass
from typing import Any

import msgspec

from contract.codec import MAX_MESSAGE, CodecError, decode_up, readable
from contract.identity import is_run
from contract.messages import Gap, Numbered, Presence, Report, Stamped
from contract.topics import Topic, TopicError, Up
from control_plane.ingest.states import BadReason

EXCERPT = 512
LARGEST_PAYLOAD = MAX_MESSAGE + 1
"""A longer payload is cut here: nothing that long is a message."""
LARGEST_NUMBER = 2**53

Body = Stamped | Gap


@dataclass(slots=True)
class Delivery:
    """One message as the broker handed it over; `connection` and `mid` say whom to acknowledge it to."""

    connection: Any
    mid: int
    topic: str
    payload: bytes
    size: int
    retained: bool
    received_ms: int
    qos: int = 1


@dataclass(slots=True)
class Message:
    """A well-formed message of a terminal; `plain` is its JSON as it came."""

    delivery: Delivery
    terminal: str
    body: Body
    plain: bytes


@dataclass(slots=True)
class Bad:
    """A message that goes into quarantine; `counts` is its number, if that much could be read.

    Numbers of unreadable messages are acknowledged all the same: kept, though of no use, they must not
    hold up what the terminal says next.
    """

    delivery: Delivery
    reason: BadReason
    detail: str
    terminal: str = ""
    counts: tuple[str, int] | None = None


class _Number(msgspec.Struct):
    run: str
    seq: int


class _RefusedError(Exception):
    """Why a message is bad."""

    def __init__(self, reason: BadReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def read(delivery: Delivery) -> Message | Bad:
    """Parse topic and payload, and refuse what could not be stored."""
    try:
        topic = _topic(delivery.topic)
    except _RefusedError as refused:
        return Bad(delivery, refused.reason, refused.detail)
    try:
        plain = _plain(delivery)
        return Message(delivery, topic.terminal, _body(topic, plain), plain)
    except _RefusedError as refused:
        return Bad(delivery, refused.reason, refused.detail, topic.terminal, _number(delivery.payload))


def _topic(text: str) -> Topic:
    try:
        topic = Topic.parse(text)
    except TopicError as error:
        raise _RefusedError(BadReason.TOPIC, str(error)) from error
    if not isinstance(topic.channel, Up):
        raise _RefusedError(BadReason.TOPIC, "a downward channel")
    return topic


def _plain(delivery: Delivery) -> bytes:
    if delivery.size > len(delivery.payload) or delivery.size > MAX_MESSAGE:
        raise _RefusedError(BadReason.TOO_LARGE, f"{delivery.size} bytes")
    try:
        plain = readable(delivery.payload)
    except CodecError as error:
        too_large = "larger than" in str(error)
        raise _RefusedError(BadReason.TOO_LARGE if too_large else BadReason.MALFORMED, str(error)) from error
    if b"\\u0000" in plain or b"\0" in plain:
        raise _RefusedError(BadReason.NOT_STORABLE, "holds the character U+0000")
    if not plain.isascii():
        _require_utf8(plain)
    return plain


def _require_utf8(plain: bytes) -> None:
    """The decoder passes over fields that it does not know, whatever is in them; the database stores them."""
    try:
        plain.decode()
    except UnicodeDecodeError as error:
        raise _RefusedError(BadReason.MALFORMED, "is not UTF-8") from error


def _body(topic: Topic, plain: bytes) -> Body:
    try:
        body = decode_up(Up(topic.channel), plain)
    except CodecError as error:
        raise _RefusedError(BadReason.MALFORMED, str(error)) from error
    if not isinstance(body, Stamped | Gap):
        raise _RefusedError(BadReason.MALFORMED, "a message of a kind that has no place here")
    if not all(-LARGEST_NUMBER <= number <= LARGEST_NUMBER for number in _free_numbers(body)):
        raise _RefusedError(BadReason.NOT_STORABLE, "a number beyond 2^53")
    return body


def _free_numbers(body: Body) -> list[int]:
    """The numbers of a message that its schema leaves without a limit."""
    if isinstance(body, Gap):
        return []
    numbers = [body.wall_ms]
    if isinstance(body, Numbered | Presence):
        numbers.append(body.generation)
    if isinstance(body, Report):
        numbers += [check.deviating for check in body.checks]
    return numbers


def _number(payload: bytes) -> tuple[str, int] | None:
    try:
        number = msgspec.json.decode(readable(payload), type=_Number)
    except (CodecError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    is_number = is_run(number.run) and 1 <= number.seq <= LARGEST_NUMBER
    return (number.run, number.seq) if is_number else None
