"""Keeping track of contact: what messages say, what deadlines say, and what our own blindness excuses."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from contract.verdicts import LinkClass
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.presence import repository
from control_plane.presence.models import PresenceFlip
from control_plane.presence.rules import (
    Contact,
    Farewell,
    Standing,
    after_blindness,
    after_contact,
    after_deadline,
    after_farewell,
)

AT_ONCE = 500

Event = Contact | Farewell


def record_events(session: Session, events: Mapping[str, Sequence[Event]], *, now: int) -> list[str]:
    """Take in what was heard of terminals, in order; return those whose contact changed."""
    if not events:
        return []
    known = repository.standings(session, events.keys())
    links = repository.link_classes(session, events.keys())
    after: dict[str, Standing] = {}
    flips: list[PresenceFlip] = []
    for terminal, heard in events.items():
        standing = known.get(terminal) or Standing(since_ms=now)
        standing = _on_line(standing, links.get(terminal, LinkClass.UNKNOWN))
        for event in heard:
            before, standing = standing, _after(standing, event, now)
            flips += _flip(terminal, before, standing, why=_why(event), now=now)
        after[terminal] = standing
    repository.save(session, after)
    return _tell(session, flips)


def sweep(session: Session, *, now: int) -> list[str]:
    """Move the terminals whose deadline has passed; return those whose contact changed.

    Only for a centre that sees: see `sight`.
    """
    due = repository.overdue(session, now=now, limit=AT_ONCE)
    after = {terminal: after_deadline(standing, now) for terminal, standing in due.items()}
    repository.save(session, after)
    flips = [flip for name in due for flip in _flip(name, due[name], after[name], why="deadline", now=now)]
    return _tell(session, flips)


def rearm(session: Session, *, now: int) -> int:
    """After blindness: nobody is due before they had time to speak. Return how many were waiting."""
    known = repository.waiting(session)
    after = {terminal: after_blindness(standing, now) for terminal, standing in known.items()}
    repository.save(session, after)
    return len(after)


def _after(standing: Standing, event: Event, now: int) -> Standing:
    if isinstance(event, Contact):
        return after_contact(standing, event, now)
    return after_farewell(standing, event, now)


def _why(event: Event) -> str:
    return "contact" if isinstance(event, Contact) else event.why or "will"


def _on_line(standing: Standing, link_class: LinkClass) -> Standing:
    return standing if standing.link_class is link_class else replace(standing, link_class=link_class)


def _flip(terminal: str, before: Standing, after: Standing, *, why: str, now: int) -> list[PresenceFlip]:
    if before.state is after.state:
        return []
    return [PresenceFlip(terminal=terminal, from_state=before.state, to_state=after.state, why=why, at_ms=now)]


def _tell(session: Session, flips: Sequence[PresenceFlip]) -> list[str]:
    repository.add_flips(session, flips)
    moved = sorted({flip.terminal for flip in flips})
    for terminal in moved:
        changes.note(session, ChangeKind.PRESENCE, terminal)
    return moved
