"""Booking receptions; nothing about a citizen is asked for or kept."""

import secrets

from sqlalchemy.orm import Session

from control_plane.authority.service import Authority
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import ConflictError, InvalidError, NotFoundError
from control_plane.fleet import scope
from control_plane.fleet.models import Seat
from control_plane.fleet.repository import open_placement
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission
from control_plane.privacy import refuse_personal_number
from control_plane.receptions import repository
from control_plane.receptions.models import Addressee, Reception
from control_plane.receptions.schedule import send_changed_schedules
from control_plane.receptions.states import ReceptionState, next_state
from control_plane.timekeeping import HOUR_MS

LONGEST_MS = 12 * HOUR_MS


def create_addressee(session: Session, actor: Actor, *, addressee_id: str, names: dict[str, str]) -> Addressee:
    """Add whom citizens talk to: a public reception or an office, never a citizen."""
    actor.require(Permission.REGISTER)
    refuse_personal_number("id", addressee_id)
    for language, name in names.items():
        refuse_personal_number(f"name_{language}", name)
    if session.get(Addressee, addressee_id) is not None:
        raise ConflictError(f"there is an addressee '{addressee_id}' already")
    addressee = Addressee(id=addressee_id, name_kk=names["kk"], name_ru=names["ru"], name_en=names["en"])
    session.add(addressee)
    session.flush()
    audit.record(session, actor, action="addressee.create", thing=f"addressee:{addressee_id}", detail={})
    return addressee


def book(
    session: Session,
    actor: Actor,
    *,
    authority: Authority,
    seat_id: str,
    starts_ms: int,
    ends_ms: int,
    addressee_id: str | None,
    now: int,
) -> Reception:
    """Book a session at a seat and tell its terminal.

    Raises ConflictError when the seat is taken at that time, InvalidError when a time is wrong.
    """
    scope.require_seat(session, actor, seat_id=seat_id, permission=Permission.WORK)
    take(session, Lock.SCHEDULES, Lock.ACTIONS)
    session.get(Seat, seat_id, with_for_update=True)  # of two bookings at once the second sees the first
    _check_times(starts_ms, ends_ms, now=now)
    if addressee_id is not None and session.get(Addressee, addressee_id) is None:
        raise NotFoundError("there is no such addressee")
    if repository.booked_at(session, [seat_id], from_ms=starts_ms, until_ms=ends_ms):
        raise ConflictError(f"seat {seat_id} is booked for some of that time")
    reception = Reception(
        id=secrets.token_hex(8),
        seat_id=seat_id,
        addressee_id=addressee_id,
        starts_ms=starts_ms,
        ends_ms=ends_ms,
        state=ReceptionState.BOOKED,
        created_ms=now,
    )
    session.add(reception)
    _follow(session, actor, authority=authority, reception=reception, action="reception.book", now=now)
    return reception


def move(
    session: Session, actor: Actor, *, authority: Authority, reception_id: str, target: ReceptionState, now: int
) -> Reception:
    """Cancel a reception, or say how it went; raises ForbiddenMoveError when it is past that."""
    take(session, Lock.SCHEDULES, Lock.ACTIONS)
    reception = session.get(Reception, reception_id)
    if reception is None:
        raise NotFoundError(f"there is no reception '{reception_id}'")
    scope.require_seat(session, actor, seat_id=reception.seat_id, permission=Permission.WORK)
    reception.state = next_state(reception.state, target)
    _follow(session, actor, authority=authority, reception=reception, action=f"reception.{target}", now=now)
    return reception


def _follow(
    session: Session, actor: Actor, *, authority: Authority, reception: Reception, action: str, now: int
) -> None:
    session.flush()
    placement = open_placement(session, seat=reception.seat_id)
    if placement is not None:
        send_changed_schedules(session, authority, terminals=[placement.terminal_id], now=now)
    changes.note(session, ChangeKind.RECEPTION, reception.seat_id)
    detail = {"seat": reception.seat_id, "starts_ms": reception.starts_ms, "ends_ms": reception.ends_ms}
    audit.record(session, actor, action=action, thing=f"reception:{reception.id}", detail=detail)


def _check_times(starts_ms: int, ends_ms: int, *, now: int) -> None:
    if ends_ms <= starts_ms:
        raise InvalidError("ends_ms must lie after starts_ms")
    if ends_ms - starts_ms > LONGEST_MS:
        raise InvalidError("a reception lasts 12 hours at most")
    if ends_ms <= now:
        raise InvalidError("starts_ms and ends_ms lie in the past")
