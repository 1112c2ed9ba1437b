"""The tries of the last day, on disk before each is made: a reboot in the middle of one forgets none."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from agent import log
from agent.durable import write_durably
from agent.repair.rule import Try

MOST = 64
LONGEST_DETAIL = 120


class Diary:
    """The file; a disk that keeps nothing leaves the tries of this process."""

    def __init__(self, path: Path) -> None:
        """Read what was kept."""
        self._path = path
        self.tries: tuple[Try, ...] = ()
        try:
            self.tries = msgspec.json.decode(path.read_bytes(), type=tuple[Try, ...])
        except FileNotFoundError:
            pass
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            log.warning("repair.unreadable", file=path, why=error)

    def note(self, tried: Try) -> None:
        """Keep one more."""
        self._keep((*self.tries, tried)[-MOST:])

    def note_outcome(self, detail: str) -> None:
        """Say of the last one how it ended."""
        *before, last = self.tries
        self._keep((*before, replace(last, detail=detail[:LONGEST_DETAIL])))

    def _keep(self, tries: tuple[Try, ...]) -> None:
        self.tries = tries
        try:
            write_durably(self._path, msgspec.json.encode(tries))
        except OSError as error:
            log.warning("repair.not_kept", why=error)
