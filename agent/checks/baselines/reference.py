"""The camera's reference at rest: an image of a kind, so it is encrypted, and only numbers ever come of it.

An earlier version kept the edges as a plain file; it is taken over once, and removed.
"""

import contextlib
from pathlib import Path

from agent.checks.baselines.vault import Vault
from agent.durable import remove_durably, settle_folder

NAME = "camera.reference"
_PLAIN_FOLDER, _PLAIN_NAME = "reference", "camera.edges"


def read_reference(state: Path) -> bytes | None:
    """Return the reference's bytes; None when nobody has confirmed a view, or they cannot be opened."""
    vault = Vault(state)
    plain = state / _PLAIN_FOLDER / _PLAIN_NAME
    content = vault.read(NAME)
    if not plain.exists():
        return content
    if content is None:
        content = plain.read_bytes()
        with contextlib.suppress(OSError):
            write_reference(state, content)
    else:  # a power cut came between
        with contextlib.suppress(OSError):
            _remove_plain(plain)
    return content


def write_reference(state: Path, content: bytes) -> None:
    """Keep the reference in place of an earlier one; raises OSError."""
    vault = Vault(state)
    with vault.locked():
        vault.write(NAME, content)
        _remove_plain(state / _PLAIN_FOLDER / _PLAIN_NAME)


def _remove_plain(plain: Path) -> None:
    if not plain.parent.exists():
        return
    remove_durably(plain)
    with contextlib.suppress(OSError):  # something else lies in it
        plain.parent.rmdir()
        settle_folder(plain.parent.parent)
