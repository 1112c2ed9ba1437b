"""The configuration's files: `committed.json`, `staged.json`, `rejected.json`, each whole after any power cut.

What is staged is not yet trusted: a start finds it, drops it and goes on with what was committed; the
centre's retained document comes again with the next session.
"""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from agent import log
from agent.durable import remove_durably, write_durably
from contract.configuration.schema import Configuration
from contract.configuration.validation import load, without_unknown_keys

MOST_REJECTED = 32


class Kept(Struct, frozen=True, kw_only=True):
    """A good configuration: its number, its hash, and the document without unknown keys."""

    generation: int
    hash: str = ""
    document: dict[str, Any] = {}

    @property
    def configuration(self) -> Configuration:
        """The settings that the document stands for."""
        return load(self.document)


class Rejection(Struct, frozen=True, kw_only=True):
    """A document that this version of the agent refused or took back."""

    generation: int
    hash: str
    agent_version: str


class Store:
    """The files of one folder."""

    def __init__(self, folder: Path) -> None:
        """Name the files."""
        self.committed_path = folder / "committed.json"
        self.staged_path = folder / "staged.json"
        self.rejected_path = folder / "rejected.json"

    def committed(self, floor: int) -> Kept:
        """Return the last good configuration; the defaults at the floor's generation before the first."""
        try:
            kept = msgspec.json.decode(self.committed_path.read_bytes(), type=Kept)
            # A younger or older agent may have written it: what this one does not know is left out.
            known, _ = without_unknown_keys(kept.document)
            load(known)
        except FileNotFoundError:
            return Kept(generation=floor)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            log.warning("configuration.unreadable", file=self.committed_path, why=error)
            return Kept(generation=floor)
        return Kept(generation=kept.generation, hash=kept.hash, document=known)

    def stage(self, kept: Kept) -> None:
        """Put a configuration on disk before it is tried; raises OSError."""
        write_durably(self.staged_path, msgspec.json.encode(kept))

    def commit(self, kept: Kept) -> None:
        """Make a configuration the last good one; raises OSError."""
        write_durably(self.committed_path, msgspec.json.encode(kept))
        remove_durably(self.staged_path)

    def drop_staged(self) -> bool:
        """Forget what was staged; return whether there was something. Raises OSError."""
        staged = self.staged_path.exists()
        if staged:
            remove_durably(self.staged_path)
        return staged

    def is_rejected(self, rejection: Rejection) -> bool:
        """Say whether this very document was refused by this very version."""
        return rejection in self._rejected()

    def reject(self, rejection: Rejection) -> None:
        """Remember a refusal; raises OSError."""
        if rejection not in (known := self._rejected()):
            write_durably(self.rejected_path, msgspec.json.encode([*known, rejection][-MOST_REJECTED:]))

    def _rejected(self) -> list[Rejection]:
        try:
            return msgspec.json.decode(self.rejected_path.read_bytes(), type=list[Rejection])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return []
