"""Encrypted files for what must not leave the terminal: references, which are images of a kind, and baselines.

Each file is a XSalsa20-Poly1305 box (libsodium's secretbox) of its own name and its content, so that one cannot be
passed off as another. The key is made once, beside the identity, readable by the agent alone: it outlives updates of
the agent, and files that were copied without it say nothing. Files change by an atomic rename. What cannot be opened
(damaged, foreign, of another key) is as if it were not there: it is learnt again, never guessed.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import nacl.exceptions
import nacl.secret
import nacl.utils

from agent.durable import remove_durably, settle_folder, write_durably

MOST_BYTES = 1 << 20
_MAGIC = b"beket vault 1\n"


class Vault:
    """The files of one terminal. Every method raises OSError when the disk refuses."""

    def __init__(self, state: Path) -> None:
        """Touch nothing yet."""
        self._folder = state / "baselines"
        self._key = state / "baselines.key"

    def read(self, name: str) -> bytes | None:
        """Return what was written under a name; None when there is nothing that can be opened."""
        key, sealed = _bytes_of(self._key), _bytes_of(self._folder / name)
        if key is None or sealed is None or len(key) != nacl.secret.SecretBox.KEY_SIZE:
            return None
        try:
            opened = nacl.secret.SecretBox(key).decrypt(sealed)
        except (nacl.exceptions.CryptoError, ValueError, TypeError):
            return None
        title = _title(name)
        return opened[len(title) :] if opened.startswith(title) else None

    def write(self, name: str, content: bytes) -> None:
        """Put the content in place, whole or not at all; raise ValueError for more than `MOST_BYTES`."""
        if len(content) > MOST_BYTES // 2:
            raise ValueError(f"{name}: {len(content)} bytes are more than a baseline has")
        self._prepare()
        sealed = nacl.secret.SecretBox(self._own_key()).encrypt(_title(name) + content)
        write_durably(self._folder / name, bytes(sealed))

    def remove(self, name: str) -> None:
        """Forget what was written under a name."""
        if self._folder.exists():
            remove_durably(self._folder / name)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the files against other children from reading to writing."""
        self._prepare()
        descriptor = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _prepare(self) -> None:
        if not self._folder.exists():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            settle_folder(self._folder.parent)

    def _own_key(self) -> bytes:
        """Return the key, made now if there is none: two children at once agree on one."""
        known = _bytes_of(self._key)
        if known is not None and len(known) == nacl.secret.SecretBox.KEY_SIZE:
            return known
        fresh = self._key.with_name(f".{self._key.name}.{nacl.utils.random(8).hex()}")
        write_durably(fresh, nacl.utils.random(nacl.secret.SecretBox.KEY_SIZE))
        if known is None:
            with contextlib.suppress(FileExistsError):
                os.link(fresh, self._key)
            fresh.unlink()
        else:  # damaged: what it opened is lost already
            fresh.replace(self._key)
        settle_folder(self._key.parent)
        return self._key.read_bytes()


def _title(name: str) -> bytes:
    return _MAGIC + name.encode() + b"\n"


def _bytes_of(path: Path) -> bytes | None:
    """Return a file's content, cut off where no file of ours is that long; None when it is not there."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
