"""Connection codes: said by telephone, typed by hand, good once and for a while."""

import hashlib
import secrets

# Digits and letters that nobody confuses when reading them out (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def new_code() -> str:
    """A fresh code of 60 random bits, as people write it: `7K2M-Q0XR-93TD`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def code_hash(code: str) -> str:
    """What is kept of a code, however it was typed."""
    plain = code.upper().translate(_MISREAD)
    return hashlib.sha256(plain.encode()).hexdigest()
