"""Who this terminal is: what enrolment left in `identity/`."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.configuration.link import Transport
from contract.identity import is_terminal_id
from contract.signatures import SignatureError, from_text

KEY = "key.pem"
CERTIFICATE = "certificate.pem"
AUTHORITY = "authority.pem"
STATEMENT = "identity.json"

ROOT_KEY_BYTES = 32


class IdentityError(Exception):
    """The terminal is not enrolled, or its identity cannot be read; the message says which file and why."""


class Address(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One address of the centre's broker."""

    host: str
    port: int
    transport: Transport = Transport.TLS


class Statement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The content of `identity.json`; `root_public_key` is the pinned offline root, unpadded URL-safe base64."""

    terminal: str
    root_public_key: str
    brokers: tuple[Address, ...]
    generation_floor: int = 0
    model: str = "any"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """The terminal's id, the root that it trusts, and the files that TLS reads."""

    terminal: str
    root: bytes
    brokers: tuple[Address, ...]
    generation_floor: int
    model: str
    key: Path
    certificate: Path
    authority: Path


def load_identity(folder: Path) -> Identity:
    """Return the identity in the folder; raises `IdentityError`."""
    statement = _read_statement(folder / STATEMENT)
    for name in (KEY, CERTIFICATE, AUTHORITY):
        if not (folder / name).is_file():
            raise IdentityError(f"{folder / name} is missing: enrol this terminal again")
    return Identity(
        terminal=statement.terminal,
        root=_root_of(statement, folder / STATEMENT),
        brokers=statement.brokers,
        generation_floor=statement.generation_floor,
        model=statement.model,
        key=folder / KEY,
        certificate=folder / CERTIFICATE,
        authority=folder / AUTHORITY,
    )


def _read_statement(path: Path) -> Statement:
    try:
        statement = msgspec.json.decode(path.read_bytes(), type=Statement)
    except FileNotFoundError as error:
        raise IdentityError(f"{path} is missing: this terminal is not enrolled (beket-provision enrol)") from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise IdentityError(f"{path} cannot be read: {error}") from error
    if not is_terminal_id(statement.terminal):
        raise IdentityError(f"{path}: `terminal` is no terminal id")
    if not statement.brokers:
        raise IdentityError(f"{path}: `brokers` names no address")
    return statement


def _root_of(statement: Statement, path: Path) -> bytes:
    try:
        root = from_text(statement.root_public_key)
    except SignatureError as error:
        raise IdentityError(f"{path}: `root_public_key` is not base64") from error
    if len(root) != ROOT_KEY_BYTES:
        raise IdentityError(f"{path}: `root_public_key` has {len(root)} bytes in place of {ROOT_KEY_BYTES}")
    return root
