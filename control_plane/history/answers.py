"""What was reported, as it is answered to programs: within the asker's scope."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.fleet.models import Placement
from control_plane.fleet.scope import visible_terminals
from control_plane.history.models import CheckState, Flip, ReadinessFlip, TerminalState
from control_plane.paging import Page, Paging, page_of
from control_plane.people.actor import Actor


def page_of_states(session: Session, actor: Actor, *, readiness: str | None, paging: Paging) -> Page[TerminalState]:
    """The state of each terminal that an actor sees and that stands somewhere."""
    placed = select(Placement.terminal_id).where(Placement.until_ms.is_(None))
    query = select(TerminalState).where(
        TerminalState.terminal.in_(placed), visible_terminals(actor, column=TerminalState.terminal)
    )
    if readiness is not None:
        query = query.where(TerminalState.readiness == readiness)
    return page_of(session, query, key=TerminalState.terminal, paging=paging)


def checks_of(session: Session, terminal: str) -> Sequence[CheckState]:
    """The newest answer of each check."""
    return session.scalars(
        select(CheckState).where(CheckState.terminal == terminal).order_by(CheckState.check_name)
    ).all()


def looks_of(session: Session, terminal: str) -> dict[str, int]:
    """When checks were looked at since their answer was told, as far as the newest report says."""
    return session.scalar(select(TerminalState.looked).where(TerminalState.terminal == terminal)) or {}


def last_look(state: CheckState, looks: dict[str, int]) -> int:
    """When a check was last looked at, with or without news."""
    return max(state.looked_ms, looks.get(state.check_name, 0))


def flips_of(session: Session, terminal: str, *, before_ms: int, limit: int) -> Sequence[Flip]:
    """Changes of checks before a moment, the latest event first."""
    query = select(Flip).where(Flip.terminal == terminal, Flip.event_ms < before_ms)
    return session.scalars(query.order_by(Flip.event_ms.desc(), Flip.id.desc()).limit(limit)).all()


def readiness_flips_of(session: Session, terminal: str, *, before_ms: int, limit: int) -> Sequence[ReadinessFlip]:
    """Changes of readiness before a moment, the latest first."""
    query = select(ReadinessFlip).where(ReadinessFlip.terminal == terminal, ReadinessFlip.at_ms < before_ms)
    return session.scalars(query.order_by(ReadinessFlip.at_ms.desc(), ReadinessFlip.id.desc()).limit(limit)).all()
