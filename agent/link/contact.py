"""Where the line stands, since when the centre is away and why.

waiting    → connecting  the attempt is due, or the line moved
connecting → online      the broker took the session
connecting → waiting     it failed, was refused, or nobody answered: after a backoff
online     → waiting     the session was lost: after a backoff
any        → stopped     for good
"""

from dataclasses import dataclass
from enum import StrEnum

from contract.trouble import Trouble


class Stage(StrEnum):
    """Where the line stands."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    ONLINE = "online"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """How long the centre was not reached, why at last, and when that ended (uptime in ms)."""

    lasted_ms: int
    code: Trouble
    ended_ms: int


@dataclass(kw_only=True, slots=True)
class Contact:
    """What `status` tells of the line."""

    stage: Stage = Stage.WAITING
    since_ms: int = 0
    last_word_ms: int | None = None
    trouble: str = ""
    code: Trouble | None = None
    away_ms: int | None = None
    """Since when the centre has not been reached; None while it is."""
    absence: Absence | None = None
    """The last one that ended."""
