"""Bytes to messages and back.

Upward payloads are JSON, plain (first byte `{`) or compressed: one byte that names the version of the
preset dictionary, then a raw deflate stream (RFC 1951). Plain is always accepted. Downward payloads are
plain, so that a terminal without the dictionary can read its configuration. Inflating stops at
`MAX_MESSAGE` bytes, so a small payload cannot fill the memory.
"""

import zlib
from typing import TypeVar

import msgspec
from msgspec import Struct

from contract import messages
from contract.dictionary import DICTIONARIES, NEWEST
from contract.topics import Up

MAX_MESSAGE = 64 * 1024

UPWARD: dict[Up, type[Struct]] = {
    Up.PRESENCE: messages.Presence,
    Up.REPORT: messages.Report,
    Up.GAP: messages.Gap,
    Up.CONFIG: messages.ConfigOutcome,
    Up.RESULT: messages.CommandResult,
    Up.INVENTORY: messages.Inventory,
}

_Message = TypeVar("_Message", bound=Struct)
_ENCODER = msgspec.json.Encoder()
_DECODERS = {channel: msgspec.json.Decoder(kind) for channel, kind in UPWARD.items()}


class CodecError(ValueError):
    """The payload is no message of its channel; the message says why."""


def encode_plain(message: Struct) -> bytes:
    """Return the message as JSON."""
    return _ENCODER.encode(message)


def encode_up(message: Struct) -> bytes:
    """Return the message compressed with the newest preset dictionary."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=DICTIONARIES[NEWEST])
    return bytes([NEWEST]) + deflate.compress(encode_plain(message)) + deflate.flush()


def decode_up(channel: Up, payload: bytes) -> Struct:
    """Return the message of an upward channel; raises `CodecError`."""
    decoder = _DECODERS.get(channel)
    if decoder is None:
        message = f"nothing is said on up/{channel} yet"
        raise CodecError(message)
    try:
        return decoder.decode(readable(payload))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CodecError(str(error)) from error


def decode_plain(kind: type[_Message], payload: bytes) -> _Message:
    """Return a message of a given type from plain JSON; raises `CodecError`."""
    if len(payload) > MAX_MESSAGE:
        raise CodecError(_too_large())
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CodecError(str(error)) from error


def readable(payload: bytes) -> bytes:
    """Return the payload's JSON, inflated if it was compressed; raises `CodecError`."""
    if not payload:
        message = "empty"
        raise CodecError(message)
    if payload[:1] == b"{":
        if len(payload) > MAX_MESSAGE:
            raise CodecError(_too_large())
        return payload
    dictionary = DICTIONARIES.get(payload[0])
    if dictionary is None:
        message = f"neither JSON nor a known dictionary (first byte {payload[0]})"
        raise CodecError(message)
    return _inflate(payload[1:], dictionary)


def _inflate(stream: bytes, dictionary: bytes) -> bytes:
    inflate = zlib.decompressobj(-15, zdict=dictionary)
    try:
        plain = inflate.decompress(stream, MAX_MESSAGE + 1)
    except zlib.error as error:
        message = f"broken deflate stream: {error}"
        raise CodecError(message) from error
    if len(plain) > MAX_MESSAGE:
        raise CodecError(_too_large())
    if not inflate.eof:
        message = "deflate stream cut short"
        raise CodecError(message)
    return plain


def _too_large() -> str:
    return f"larger than {MAX_MESSAGE} bytes"
