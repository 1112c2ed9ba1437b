"""Changing the registry: branches, seats, who stands where, the life cycle, hours."""

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from control_plane.authority.service import Authority
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import ConflictError, InvalidError, NotFoundError
from control_plane.fleet import repository, scope
from control_plane.fleet.hours import DayHours, DayKind
from control_plane.fleet.models import HoursChange, Placement, Seat, Terminal, WeeklyHours
from control_plane.fleet.states import LifeCycle, next_life_cycle
from control_plane.history.models import TerminalState
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.actor import CENTRE, Actor, Permission
from control_plane.privacy import refuse_personal_number
from control_plane.receptions.schedule import send_changed_schedules

DAY_MIN = 24 * 60
WEEKDAYS = range(7)


def create_seat(session: Session, actor: Actor, *, branch_id: str, number: int) -> Seat:
    """Add a seat to a branch; its id is the branch's with the number."""
    branch = scope.require_branch(session, actor, branch_id=branch_id, permission=Permission.REGISTER)
    if session.get(Seat, f"{branch.id}-{number}") is not None:
        raise ConflictError(f"branch {branch.id} already has a seat {number}")
    seat = Seat(id=f"{branch.id}-{number}", branch_id=branch.id, number=number)
    session.add(seat)
    session.flush()
    _tell(session, actor, action="seat.create", thing=f"seat:{seat.id}", key=branch.id)
    return seat


def set_week(
    session: Session,
    actor: Actor,
    *,
    authority: Authority,
    branch_id: str,
    week: Mapping[int, DayHours],
    now: int,
) -> None:
    """Replace the weekly hours of a branch; a weekday that is left out is closed."""
    branch = scope.require_branch(session, actor, branch_id=branch_id, permission=Permission.REGISTER)
    for weekday, hours in week.items():
        _check_day(weekday, hours)
    take(session, Lock.SCHEDULES, Lock.ACTIONS)
    session.execute(sa.delete(WeeklyHours).where(WeeklyHours.branch_id == branch.id))
    session.add_all(weekly_row(branch.id, weekday, hours=hours) for weekday, hours in week.items())
    _hours_changed(session, authority, branch_id=branch.id, now=now)
    _tell(session, actor, action="hours.set_week", thing=f"branch:{branch.id}", key=branch.id)


def add_hours_change(
    session: Session,
    actor: Actor,
    *,
    authority: Authority,
    branch_id: str | None,
    days: tuple[date, date],
    kind: DayKind,
    hours: DayHours | None = None,
    note: str = "",
    now: int,
) -> HoursChange:
    """Another rule for some days, both ends in: of one branch, or of the republic without a branch."""
    if branch_id is None:
        actor.require(Permission.REGISTER)
    else:
        scope.require_branch(session, actor, branch_id=branch_id, permission=Permission.REGISTER)
    refuse_personal_number("note", note)
    if days[1] < days[0]:
        raise InvalidError("until_day lies before from_day")
    if kind is DayKind.HOURS and hours is None:
        raise InvalidError("opens_min and closes_min are needed with the kind 'hours'")
    if hours is not None:
        _check_day(0, hours)
    take(session, Lock.SCHEDULES, Lock.ACTIONS)
    change = HoursChange(
        branch_id=branch_id,
        from_day=days[0].isoformat(),
        until_day=days[1].isoformat(),
        kind=kind.value,
        opens_min=hours.opens_min if hours else None,
        closes_min=hours.closes_min if hours else None,
        note=note,
    )
    session.add(change)
    session.flush()
    _hours_changed(session, authority, branch_id=branch_id, now=now)
    _tell(session, actor, action="hours.add_change", thing=f"hours_change:{change.id}", key=branch_id or "")
    return change


def remove_hours_change(
    session: Session, actor: Actor, *, authority: Authority, change_id: int, now: int
) -> str | None:
    """Take a rule back; returns the branch that it was for, None for the republic's calendar."""
    change = session.get(HoursChange, change_id)
    if change is None:
        raise NotFoundError(f"there is no change of hours {change_id}")
    if change.branch_id is None:
        actor.require(Permission.REGISTER)
    else:
        scope.require_branch(session, actor, branch_id=change.branch_id, permission=Permission.REGISTER)
    take(session, Lock.SCHEDULES, Lock.ACTIONS)
    session.delete(change)
    session.flush()
    _hours_changed(session, authority, branch_id=change.branch_id, now=now)
    _tell(session, actor, action="hours.remove_change", thing=f"hours_change:{change_id}", key=change.branch_id or "")
    return change.branch_id


def place(session: Session, actor: Actor, *, terminal_id: str, seat_id: str, now: int) -> Placement:
    """Record that a terminal stands at a seat from now on; where it stood before ends.

    Raises ConflictError when another terminal stands there.
    """
    seat = scope.require_seat(session, actor, seat_id=seat_id, permission=Permission.INSTALL)
    there = repository.open_placement(session, seat=seat.id)
    if there is not None and there.terminal_id != terminal_id:
        raise ConflictError(f"terminal {there.terminal_id} stands at seat {seat.id}; take it out of service first")
    if there is not None:
        return there
    _end_placement(session, terminal_id, now)
    placement = Placement(terminal_id=terminal_id, seat_id=seat.id, from_ms=now)
    session.add(placement)
    session.flush()
    _judge_again(session, [terminal_id])
    _tell(session, actor, action="terminal.place", thing=f"terminal:{terminal_id}", key=seat.id)
    changes.note(session, ChangeKind.TERMINAL, terminal_id)
    return placement


def set_life_cycle(session: Session, actor: Actor, *, terminal_id: str, target: LifeCycle, now: int) -> Terminal:
    """Move a terminal's life cycle (maintenance and back, out of service)."""
    terminal = scope.require_terminal(session, actor, terminal_id=terminal_id, permission=Permission.INSTALL)
    take(session, Lock.ACTIONS)
    _move(session, terminal, target=target)
    if target is LifeCycle.RETIRED:
        terminal.retired_ms = now
        _end_placement(session, terminal.id, now)
    _tell(session, actor, action=f"terminal.{target}", thing=f"terminal:{terminal.id}", key=terminal.id)
    return terminal


def mark_proven(session: Session, terminal_id: str) -> bool:
    """The first report has come: an enrolled terminal is active. Returns whether it was that moment."""
    claimed = session.execute(
        sa.update(Terminal)
        .where(Terminal.id == terminal_id, Terminal.life_cycle == LifeCycle.ENROLLED)
        .values(life_cycle=LifeCycle.ACTIVE)
        .returning(Terminal.id)
        .execution_options(synchronize_session="fetch")
    ).first()
    if claimed is None:
        return False
    changes.note(session, ChangeKind.TERMINAL, terminal_id)
    audit.record(session, CENTRE, action="terminal.active", thing=f"terminal:{terminal_id}", detail={})
    return True


def weekly_row(branch_id: str, weekday: int, *, hours: DayHours) -> WeeklyHours:
    """A weekday's hours as they are stored."""
    lunch = hours.lunch or (None, None)
    return WeeklyHours(
        branch_id=branch_id,
        weekday=weekday,
        opens_min=hours.opens_min,
        closes_min=hours.closes_min,
        lunch_from_min=lunch[0],
        lunch_until_min=lunch[1],
    )


def _move(session: Session, terminal: Terminal, *, target: LifeCycle) -> None:
    terminal.life_cycle = next_life_cycle(terminal.life_cycle, target)
    _judge_again(session, [terminal.id])
    changes.note(session, ChangeKind.TERMINAL, terminal.id)


def _end_placement(session: Session, terminal_id: str, now: int) -> None:
    placement = repository.open_placement(session, terminal=terminal_id)
    if placement is not None:
        placement.until_ms = now
        session.flush()


def _hours_changed(session: Session, authority: Authority, *, branch_id: str | None, now: int) -> None:
    session.flush()
    terminals = repository.terminals_at(session, branch=branch_id)
    _judge_again(session, terminals)
    send_changed_schedules(session, authority, terminals=terminals, now=now)
    changes.note(session, ChangeKind.FLEET, branch_id or "")


def _judge_again(session: Session, terminals: Iterable[str]) -> None:
    # The clock process judges the readiness of everything that is due.
    session.execute(sa.update(TerminalState).where(TerminalState.terminal.in_(list(terminals))).values(next_due_ms=0))


def _check_day(weekday: int, hours: DayHours) -> None:
    if weekday not in WEEKDAYS:
        raise InvalidError(f"weekday is {weekday}, but a weekday is 0 (Monday) to 6")
    times = [hours.opens_min, *(hours.lunch or ()), hours.closes_min]
    if times != sorted(times) or times[0] < 0 or times[-1] > DAY_MIN or times[0] == times[-1]:
        raise InvalidError(f"opens, lunch and closes must follow one another within 0 to {DAY_MIN} minutes")


def _tell(session: Session, actor: Actor, *, action: str, thing: str, key: str) -> None:
    audit.record(session, actor, action=action, thing=thing, detail={"key": key})
