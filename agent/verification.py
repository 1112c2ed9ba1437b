"""Ed25519 on the terminal: PyNaCl, as `contract.signatures` wants it handed in."""

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature of the message is this key's."""
    try:
        VerifyKey(public_key).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True
