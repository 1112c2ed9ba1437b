"""Names of terminals and of agent runs, and the shard and lane that follow from a terminal's name."""

import hashlib
import os
import re
from functools import lru_cache

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TERMINAL_LENGTH = 16
LANES = 16

_TERMINAL = re.compile(f"[{ALPHABET}]{{{TERMINAL_LENGTH}}}")
_RUN = re.compile("[0-9a-f]{16}")
_SHARD = re.compile("[0-9a-f]{2}")


def new_terminal_id() -> str:
    """Return a fresh opaque id: 16 characters, 80 random bits, no place in it."""
    # 32 characters: each byte chooses one, all as often. (`secrets` brings 0.3 MiB of chance into the agent's core.)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in os.urandom(TERMINAL_LENGTH))


def is_terminal_id(text: str) -> bool:
    """Is this a well-formed terminal id (and so safe in a topic and a certificate's name)?"""
    return _TERMINAL.fullmatch(text) is not None


def new_run() -> str:
    """Return the name of one agent process: 64 random bits as 16 hexadecimal digits."""
    return os.urandom(8).hex()


def is_run(text: str) -> bool:
    """Is this a well-formed run?"""
    return _RUN.fullmatch(text) is not None


def is_shard(text: str) -> bool:
    """Is this a well-formed shard, two hexadecimal digits?"""
    return _SHARD.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def shard_of(terminal: str) -> str:
    """Return the shard of a terminal: the first byte of its id's SHA-256 as two hexadecimal digits."""
    return hashlib.sha256(terminal.encode()).hexdigest()[:2]


def lane_of(shard: str) -> int:
    """Return the lane (0 to 15) that a shard belongs to: 16 shards a lane."""
    return int(shard, 16) * LANES // 256
