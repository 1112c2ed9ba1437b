"""Queries and statements about contact with terminals."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from contract.verdicts import LinkClass
from control_plane.bulk import BulkInsert
from control_plane.fleet.models import Branch, Placement, Seat
from control_plane.presence.models import Presence, PresenceFlip
from control_plane.presence.rules import Standing

_NAMES = ("terminal", "state", "since_ms", "run", "session", "deadline_ms", "seen_ms", "link_class")
_COLUMNS = [getattr(Presence, name) for name in _NAMES]
_SAVE = BulkInsert(
    model=Presence,
    columns=_NAMES,
    conflict="(terminal) DO UPDATE SET state = excluded.state, since_ms = excluded.since_ms, run = excluded.run, "
    "session = excluded.session, deadline_ms = excluded.deadline_ms, seen_ms = excluded.seen_ms, "
    "link_class = excluded.link_class",
)


def standings(session: Session, terminals: Collection[str]) -> dict[str, Standing]:
    """What is known of these terminals' contact, locked until the transaction ends."""
    return _locked(session, Presence.terminal.in_(terminals))


def overdue(session: Session, *, now: int, limit: int) -> dict[str, Standing]:
    """Terminals whose deadline has passed, the longest first, locked until the transaction ends."""
    due = select(Presence.terminal).where(Presence.deadline_ms <= now).order_by(Presence.deadline_ms).limit(limit)
    return standings(session, session.scalars(due).all())


def waiting(session: Session) -> dict[str, Standing]:
    """Terminals that have a deadline, locked until the transaction ends."""
    return _locked(session, Presence.deadline_ms.is_not(None))


def link_classes(session: Session, terminals: Collection[str]) -> Mapping[str, LinkClass]:
    """The line of the branch where each terminal stands; one that stands nowhere is left out."""
    asked = (
        select(Placement.terminal_id, Branch.link_class)
        .join(Seat, Seat.id == Placement.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .where(Placement.until_ms.is_(None), Placement.terminal_id.in_(terminals))
    )
    return {terminal: LinkClass(link_class) for terminal, link_class in session.execute(asked)}


def save(session: Session, standings_by_terminal: Mapping[str, Standing]) -> None:
    """Write what is now known."""
    _SAVE.write(session, [_row(name, standings_by_terminal[name]) for name in sorted(standings_by_terminal)])


def add_flips(session: Session, flips: Iterable[PresenceFlip]) -> None:
    """Keep the changes of contact."""
    session.add_all(flips)


def flips_of(session: Session, terminal: str) -> Sequence[PresenceFlip]:
    """Every change of contact with a terminal, the oldest first."""
    return session.scalars(
        select(PresenceFlip).where(PresenceFlip.terminal == terminal).order_by(PresenceFlip.id)
    ).all()


def _locked(session: Session, which: ColumnElement[bool]) -> dict[str, Standing]:
    # Workers and the clock lock in the same order, or they could wait for each other for ever.
    rows = session.execute(select(*_COLUMNS).where(which).order_by(Presence.terminal).with_for_update())
    return {
        terminal: Standing(
            state=state,
            since_ms=since_ms,
            run=run,
            session=of_session,
            deadline_ms=deadline_ms,
            seen_ms=seen_ms,
            link_class=LinkClass(link_class),
        )
        for terminal, state, since_ms, run, of_session, deadline_ms, seen_ms, link_class in rows
    }


def _row(terminal: str, standing: Standing) -> tuple[str, str, int, str, str, int | None, int, str]:
    return (
        terminal,
        standing.state,
        standing.since_ms,
        standing.run,
        standing.session,
        standing.deadline_ms,
        standing.seen_ms,
        standing.link_class,
    )
