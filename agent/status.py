"""`status.json`: the terminal's state for people on the spot, written whole on a change, at most once a second.

Under systemd it is a link into the unit's runtime folder: a card would be written 80 MB a day for it.
"""

from pathlib import Path

import msgspec
from msgspec import Struct

from agent import log
from agent.durable import write_whole
from agent.questions import OpenQuestion
from contract.messages import CheckState
from contract.verdicts import Component, Readiness

LEAST_MS = 1000


class LinkStatus(Struct, frozen=True, kw_only=True):
    """The line to the centre; times are uptime in ms."""

    stage: str
    since_ms: int
    last_word_ms: int | None
    trouble: str
    round_trip_ms: float | None
    code: str = ""
    """`contract.trouble.Trouble` of the last attempt or session, as long as the centre is not reached."""
    octets_today: int = 0
    octets_allowed: int = 0


class SelfCheck(Struct, frozen=True, kw_only=True):
    """A look under way that uses a device of the branch: nothing of it is recorded. Times are uptime in ms."""

    component: Component
    lamp: bool
    """The camera's lamp is on for it."""
    since_ms: int
    sounds_ms: int | None = None
    """When it is heard in the room, unless somebody says "not now" before."""


class Told(Struct, frozen=True, kw_only=True):
    """A problem that the employee reported."""

    kind: str
    at_ms: int


class ToRate(Struct, frozen=True, kw_only=True):
    """A call or a reception that is over, and of which she has not yet said how it was."""

    subject: str
    ended_ms: int


class DeskStatus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the employee's page shows besides the checks. `…_centre_ms` is by the centre's clock, the rest uptime."""

    seat: int = 0
    branch: dict[str, str] = {}
    """The branch's name in each language."""
    now_centre_ms: int | None = None
    """The centre's time at the status' `uptime_ms`."""
    utc_offset_min: int = 300
    opens_centre_ms: int | None = None
    """When the branch opens next."""
    closed_until_centre_ms: int | None = None
    """She said that it is closed until then."""
    reception_centre_ms: tuple[int, int] | None = None
    """The reception under way, or the next one of these 12 hours."""
    call_since_ms: int | None = None
    problems: tuple[Told, ...] = ()
    to_rate: ToRate | None = None


class Status(Struct, frozen=True, kw_only=True):
    """All of it; times are uptime in ms of the boot that is named."""

    terminal: str
    model: str
    agent_version: str
    run: str
    boot: str
    uptime_ms: int
    readiness: Readiness
    because: tuple[str, ...]
    checks: tuple[CheckState, ...]
    link: LinkStatus
    generation: int
    config_hash: str
    configuration_phase: str
    spooled: int
    spool_trouble: str
    language: str
    telephone: str
    self_checks: tuple[SelfCheck, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    shown_until_ms: int | None = None
    """Until then the terminal's number is shown large: somebody looks for this terminal."""
    desk: DeskStatus = DeskStatus()


class StatusFile:
    """The file, and when it was last written."""

    def __init__(self, path: Path) -> None:
        """Make a first write due."""
        self._path = path.resolve()  # it may be a link into memory
        self._due_ms: int | None = 0
        self._written_ms = -LEAST_MS

    def touch(self) -> None:
        """Note that something changed."""
        if self._due_ms is None:
            self._due_ms = self._written_ms + LEAST_MS

    @property
    def next_ms(self) -> int | None:
        """When a write is due; None while nothing changed."""
        return self._due_ms

    def is_due(self, now_ms: int) -> bool:
        """Say whether to write now."""
        return self._due_ms is not None and now_ms >= self._due_ms

    def write(self, status: Status, now_ms: int) -> None:
        """Write the file; a disk that refuses is not worth stopping for."""
        self._written_ms, self._due_ms = now_ms, None
        try:
            write_whole(self._path, msgspec.json.encode(status))
        except OSError as error:
            log.debug("status.not_written", why=error)


def read_status(path: Path) -> Status | None:
    """Return what the agent last wrote; None if there is nothing to be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Status)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
