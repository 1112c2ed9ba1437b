"""Signed documents of the centre: configuration, schedule, command.

    {"key":    {"signed": {"kind": "signing_key", "key_id", "serial", "public_key"}, "signature"},
     "signed": {"kind", "terminal", "generation", "key_id", "body"},
     "signature"}

Both signatures are Ed25519 (RFC 8032) over the exact bytes of the `signed` object beside them, as they
stand in the payload: nothing is put into a normal form. The terminal pins only the offline root; the root
vouches for the signing key. `kind` and `terminal` are inside, so that no document can be passed off as
another or sent to another terminal. The arithmetic is handed in: PyNaCl on the terminal, `cryptography`
at the centre.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

Verify = Callable[[bytes, bytes, bytes], bool]
"""`verify(public_key, message, signature)`: is the signature good? Keys are 32 bytes, signatures 64."""

Sign = Callable[[bytes], bytes]

SIGNING_KEY = "signing_key"
MAX_ENVELOPE = 256 * 1024

_Kind = TypeVar("_Kind", bound=Struct)


class SignatureError(ValueError):
    """The document is not to be believed; the message says why."""


class KeyStatement(Struct, frozen=True, kw_only=True):
    """What the root signs: this key speaks for the centre. A terminal accepts no serial below its highest."""

    kind: str
    key_id: str
    serial: Annotated[int, Meta(ge=1)]
    public_key: str


class Document(Struct, frozen=True, kw_only=True):
    """What a signing key signs."""

    kind: str
    terminal: str
    generation: Annotated[int, Meta(ge=1)]
    key_id: str
    body: Raw


class _Signed(Struct, frozen=True):
    signed: Raw
    signature: str


class _Envelope(Struct, frozen=True):
    key: _Signed
    signed: Raw
    signature: str


class Opened(Struct, frozen=True, kw_only=True):
    """A document whose two signatures are good: its body's exact bytes, and the key's serial."""

    generation: int
    body: bytes
    key_id: str
    key_serial: int


def certify_key(public_key: bytes, *, key_id: str, serial: int, sign_by_root: Sign) -> bytes:
    """Return the root's signed statement on a signing key."""
    statement = KeyStatement(kind=SIGNING_KEY, key_id=key_id, serial=serial, public_key=to_text(public_key))
    return _seal(msgspec.json.encode(statement), sign_by_root)


def seal_document(document: Document, *, key: bytes, sign: Sign) -> bytes:
    """Return the envelope of a document: `key` is what `certify_key` gave for the key that signs."""
    signed = msgspec.json.encode(document)
    envelope = _Envelope(msgspec.json.decode(key, type=_Signed), Raw(signed), to_text(sign(signed)))
    return msgspec.json.encode(envelope)


def open_document(payload: bytes, *, kind: str, terminal: str, root: bytes, verify: Verify) -> Opened:
    """Return the document in an envelope; raises `SignatureError` if anything about it is not right."""
    if len(payload) > MAX_ENVELOPE:
        raise SignatureError(_because("larger than an envelope may be"))
    envelope = _decode(payload, _Envelope)
    statement = _decode(_verified(envelope.key, root, verify=verify, whose="root"), KeyStatement)
    if statement.kind != SIGNING_KEY:
        raise SignatureError(_because("the root signed no signing key"))
    signed = _Signed(envelope.signed, envelope.signature)
    key = from_text(statement.public_key)
    document = _decode(_verified(signed, key, verify=verify, whose="signing key"), Document)
    if (document.kind, document.terminal, document.key_id) != (kind, terminal, statement.key_id):
        raise SignatureError(_because("made for another purpose, terminal or key"))
    return Opened(
        generation=document.generation,
        body=bytes(document.body),
        key_id=document.key_id,
        key_serial=statement.serial,
    )


def to_text(data: bytes) -> str:
    """Return bytes as unpadded URL-safe base64."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Return the bytes of unpadded URL-safe base64; raises `SignatureError`."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError(_because("broken base64")) from error


def _seal(signed: bytes, sign: Sign) -> bytes:
    return msgspec.json.encode(_Signed(Raw(signed), to_text(sign(signed))))


def _verified(signed: _Signed, key: bytes, *, verify: Verify, whose: str) -> bytes:
    message = bytes(signed.signed)
    if not verify(key, message, from_text(signed.signature)):
        raise SignatureError(_because(f"the {whose}'s signature is wrong"))
    return message


def _decode(payload: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(payload, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SignatureError(_because(f"not an envelope ({error})")) from error


def _because(why: str) -> str:
    return f"refused: {why}"
