"""The centre's own password at the broker: made here, kept 0600, in no argument list.

Mosquitto's password file holds `user:$7$iterations$salt$hash` with PBKDF2-HMAC-SHA512 (RFC 8018), salt
and hash in base64. The password has 256 random bits, so the iterations only follow Mosquitto's default.
"""

import base64
import hashlib
import secrets
from pathlib import Path

from control_plane.authority.files import write_private

CENTRE_USER = "beket-centre"

_ITERATIONS = 101
_SALT_BYTES = 12


def ensure_password(path: Path) -> str:
    """The password in the file; the first call makes it."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32).encode())
    return path.read_text(encoding="ascii").strip()


def hashed_line(user: str, password: str, *, salt: bytes | None = None) -> str:
    """A line of Mosquitto's password file."""
    salt = secrets.token_bytes(_SALT_BYTES) if salt is None else salt
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    return f"{user}:$7${_ITERATIONS}${_text(salt)}${_text(digest)}\n"


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
