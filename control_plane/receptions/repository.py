"""Queries about receptions and schedules."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.fleet.models import Branch, Seat
from control_plane.fleet.scope import visible_branches
from control_plane.paging import Page, Paging, page_of
from control_plane.people.actor import Actor
from control_plane.receptions.models import Reception
from control_plane.receptions.states import ReceptionState


def page_of_receptions(
    session: Session, actor: Actor, *, seat: str | None, from_ms: int, until_ms: int, paging: Paging
) -> Page[Reception]:
    """The receptions that an actor sees and that touch the time between."""
    query = (
        select(Reception)
        .join(Seat, Seat.id == Reception.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .where(visible_branches(actor), Reception.starts_ms < until_ms, Reception.ends_ms > from_ms)
    )
    if seat is not None:
        query = query.where(Reception.seat_id == seat)
    return page_of(session, query, key=Reception.id, paging=paging)


def booked_at(session: Session, seats: Iterable[str], *, from_ms: int, until_ms: int) -> Sequence[Reception]:
    """The booked receptions at these seats that touch the time between, the first first."""
    query = (
        select(Reception)
        .where(
            Reception.seat_id.in_(list(seats)),
            Reception.state == ReceptionState.BOOKED,
            Reception.starts_ms < until_ms,
            Reception.ends_ms > from_ms,
        )
        .order_by(Reception.starts_ms, Reception.id)
    )
    return session.scalars(query).all()
