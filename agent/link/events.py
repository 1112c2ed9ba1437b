"""What the line says to the core. Every event names its session, so that a late one is known as late."""

from dataclasses import dataclass

from contract.trouble import Trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Connected:
    """The broker took the session. `valid` is its certificate's time from and until, in ms since 1970."""

    session: str
    valid: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """No session came about."""

    session: str
    why: str
    trouble: Trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Lost:
    """The session ended without our doing."""

    session: str
    why: str
    trouble: Trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirmed:
    """The broker answered a message with a PUBACK: its number, its reason code, and when that came (uptime in ms)."""

    session: str
    mid: int
    code: int
    at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrived:
    """A message came down."""

    session: str
    topic: str
    payload: bytes


LinkEvent = Connected | Failed | Lost | Confirmed | Arrived
