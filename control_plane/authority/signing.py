"""Ed25519: the offline root that terminals pin, and the signing key that it vouches for."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contract.signatures import Document, certify_key, from_text, seal_document, to_text
from control_plane.authority.files import write_private, write_public

ROOT_KEY = "offline/root.key"
ROOT_PUBLIC = "root.pub"
SIGNING_KEY = "signing.key"


class _Stored(msgspec.Struct, frozen=True):
    """A signing key's one file: key and statement are replaced together or not at all."""

    key_id: str
    serial: int
    private: str
    statement: msgspec.Raw


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The signing key in use, with the root's statement on it."""

    root_public_key: bytes
    key_id: str
    serial: int
    statement: bytes
    private: Ed25519PrivateKey

    def sign_document(self, kind: str, terminal: str, *, generation: int, body: bytes) -> bytes:
        """The signed envelope of a body (JSON bytes) for one terminal."""
        document = Document(
            kind=kind,
            terminal=terminal,
            generation=generation,
            key_id=self.key_id,
            body=msgspec.Raw(body),
        )
        return seal_document(document, key=self.statement, sign=self.private.sign)


def create_root(folder: Path) -> None:
    """Make the offline root; its private half is needed only to certify a new signing key."""
    (folder / ROOT_KEY).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    write_private(folder / ROOT_KEY, private.private_bytes_raw())
    write_public(folder / ROOT_PUBLIC, private.public_key().public_bytes_raw())


def certify_new_signing_key(folder: Path, serial: int) -> None:
    """Make a signing key and have the root vouch for it; a terminal refuses a serial below its highest."""
    root = Ed25519PrivateKey.from_private_bytes((folder / ROOT_KEY).read_bytes())
    private, key_id = Ed25519PrivateKey.generate(), secrets.token_hex(4)
    public = private.public_key().public_bytes_raw()
    statement = certify_key(public, key_id=key_id, serial=serial, sign_by_root=root.sign)
    stored = _Stored(key_id, serial, to_text(private.private_bytes_raw()), msgspec.Raw(statement))
    write_private(folder / SIGNING_KEY, msgspec.json.encode(stored))


def load_signer(folder: Path) -> Signer:
    """The signing key in use; the root's private half is not touched."""
    stored = msgspec.json.decode((folder / SIGNING_KEY).read_bytes(), type=_Stored)
    return Signer(
        root_public_key=(folder / ROOT_PUBLIC).read_bytes(),
        key_id=stored.key_id,
        serial=stored.serial,
        statement=bytes(stored.statement),
        private=Ed25519PrivateKey.from_private_bytes(from_text(stored.private)),
    )


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Is the Ed25519 signature good? The arithmetic that `contract.signatures` asks for."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
