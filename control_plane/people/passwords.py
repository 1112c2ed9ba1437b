"""Passwords (Argon2id, RFC 9106) and tokens, of which only hashes are kept."""

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from control_plane.errors import InvalidError

SHORTEST = 10
LONGEST = 200

# OWASP's smallest recommended setting: 19 MiB, so that many sign-ins at once do not fill the memory.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# However many try at once, they take the memory and the processors of two.
_AT_ONCE = threading.BoundedSemaphore(2)
_NOBODY = _HASHER.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    """The hash to keep; raises InvalidError when the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidError(f"a password has {SHORTEST} to {LONGEST} characters")
    return _HASHER.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Is it the password? Takes as long when there is no account, so that names cannot be found out."""
    try:
        with _AT_ONCE:
            _HASHER.verify(password_hash or _NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def new_token() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a token: it is random, so one SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
