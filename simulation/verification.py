"""Ed25519 on the terminal's side of the wire."""

from functools import partial

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from contract.signatures import open_document
from contract.topics import Down
from simulation.settings import Open


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Is the signature good?"""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def opener(terminal: str, root: bytes) -> Open:
    """Return what opens configurations that are signed for this terminal under this root."""
    return partial(open_document, kind=Down.CONFIG, terminal=terminal, root=root, verify=verify)
