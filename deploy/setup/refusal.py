"""The one way in which set-up gives up: a sentence for the person who ran make."""

from __future__ import annotations

import errno


class SetupRefusedError(Exception):
    """Set-up cannot go on; the text says why and what to do."""


def sentence_of(error: OSError) -> str:
    """Say what the operating system refused."""
    where = f" at {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{where}: set-up needs about 2 GB. Free some space and run make again."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"this folder cannot be written{where}. Run make as its owner."
    return f"{error.strerror or error}{where}."
