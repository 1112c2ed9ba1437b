"""Writing and reading changes."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from control_plane.changes.models import Change
from control_plane.timekeeping import SECOND_MS, now_ms

OVERLAP_MS = 5 * SECOND_MS


def note(session: Session, kind: str, key: str) -> None:
    """Write a change in the transaction of its cause."""
    session.add(Change(kind=kind, key=key, at_ms=now_ms()))


def note_many(session: Session, kind: str, keys: Iterable[str]) -> None:
    """Write one change for each key."""
    now = now_ms()
    rows = [{"kind": kind, "key": key, "at_ms": now} for key in keys]
    if rows:
        session.execute(insert(Change), rows)


def latest_id(session: Session) -> int:
    """The id of the newest change, 0 when there is none."""
    return session.scalar(select(func.max(Change.id))) or 0


def since(session: Session, last_id: int, *, now: int) -> Sequence[Change]:
    """Changes after `last_id`, and again those of the last 5 s.

    PostgreSQL commits out of order: a smaller id may appear after a larger one was read.
    The caller remembers the ids that it has already seen.
    """
    fresh = (Change.id > last_id) | (Change.at_ms >= now - OVERLAP_MS)
    return session.scalars(select(Change).where(fresh).order_by(Change.id)).all()


def forget_before(session: Session, at_ms: int) -> None:
    """Drop changes that every process has long seen."""
    session.execute(delete(Change).where(Change.at_ms < at_ms))
