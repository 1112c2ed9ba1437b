"""Queries about the registry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from control_plane.fleet.models import Branch, District, HoursChange, Placement, Seat, Terminal, WeeklyHours
from control_plane.fleet.scope import visible_branches, visible_terminals
from control_plane.fleet.states import LifeCycle
from control_plane.paging import Page, Paging, page_of
from control_plane.people.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a terminal stands: all that layers and scopes go by."""

    terminal: str
    model: str
    seat: str
    branch: str
    district: str
    office: str
    region: str
    link_class: str


@dataclass(frozen=True, kw_only=True)
class BranchFilter:
    """Which branches are asked for; None asks for all."""

    region: str | None = None
    office: str | None = None
    district: str | None = None
    provider: str | None = None
    link_class: str | None = None
    postal_index: str | None = None


def page_of_branches(session: Session, actor: Actor, *, wanted: BranchFilter, paging: Paging) -> Page[Branch]:
    """The branches that an actor sees, with their districts."""
    query = select(Branch).where(visible_branches(actor)).options(joinedload(Branch.district))
    for column, value in (
        (Branch.region_kato, wanted.region),
        (Branch.district_id, wanted.district),
        (Branch.provider, wanted.provider),
        (Branch.link_class, wanted.link_class),
        (Branch.postal_index, wanted.postal_index),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.office is not None:
        query = query.where(Branch.district_id.in_(select(District.id).where(District.office_id == wanted.office)))
    return page_of(session, query, key=Branch.id, paging=paging)


def page_of_seats(session: Session, actor: Actor, *, branch: str | None, paging: Paging) -> Page[Seat]:
    """The seats that an actor sees."""
    query = select(Seat).join(Branch, Branch.id == Seat.branch_id).where(visible_branches(actor))
    if branch is not None:
        query = query.where(Seat.branch_id == branch)
    return page_of(session, query, key=Seat.id, paging=paging)


def page_of_terminals(
    session: Session, actor: Actor, *, life_cycle: LifeCycle | None, paging: Paging
) -> Page[Terminal]:
    """The terminals that an actor sees."""
    query = select(Terminal).where(visible_terminals(actor))
    if life_cycle is not None:
        query = query.where(Terminal.life_cycle == life_cycle)
    return page_of(session, query, key=Terminal.id, paging=paging)


def places(session: Session, terminals: Iterable[str] | None = None) -> dict[str, Place]:
    """Where each of these terminals stands now, or each terminal that stands anywhere."""
    query = (
        select(Placement.terminal_id, Terminal.model, Seat.id, Branch.id, District.id, District.office_id)
        .add_columns(Branch.region_kato, Branch.link_class)
        .join(Terminal, Terminal.id == Placement.terminal_id)
        .join(Seat, Seat.id == Placement.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .join(District, District.id == Branch.district_id)
        .where(Placement.until_ms.is_(None))
    )
    if terminals is not None:
        query = query.where(Placement.terminal_id.in_(list(terminals)))
    return {
        row[0]: Place(
            terminal=row[0],
            model=row[1],
            seat=row[2],
            branch=row[3],
            district=row[4],
            office=row[5],
            region=row[6],
            link_class=row[7],
        )
        for row in session.execute(query)
    }


def open_placement(session: Session, *, terminal: str | None = None, seat: str | None = None) -> Placement | None:
    """Where a terminal stands now, or what stands at a seat now."""
    query = select(Placement).where(Placement.until_ms.is_(None))
    if terminal is not None:
        query = query.where(Placement.terminal_id == terminal)
    if seat is not None:
        query = query.where(Placement.seat_id == seat)
    return session.scalars(query).first()


def terminals_at(session: Session, *, branch: str | None) -> Sequence[str]:
    """The terminals that stand in a branch now, or in any branch."""
    query = select(Placement.terminal_id).where(Placement.until_ms.is_(None))
    if branch is not None:
        query = query.join(Seat, Seat.id == Placement.seat_id).where(Seat.branch_id == branch)
    return session.scalars(query.order_by(Placement.terminal_id)).all()


def weeks_of(session: Session, branches: Iterable[str]) -> Mapping[str, list[WeeklyHours]]:
    """The weekly hours of each of these branches."""
    found: dict[str, list[WeeklyHours]] = {branch: [] for branch in branches}
    for row in session.scalars(select(WeeklyHours).where(WeeklyHours.branch_id.in_(list(found)))):
        found[row.branch_id].append(row)
    return found


def changes_of_hours(session: Session, branches: Iterable[str], *, since_day: str) -> Sequence[HoursChange]:
    """The republic's calendar and these branches' exceptions from a day on, the latest made first."""
    query = (
        select(HoursChange)
        .where(
            HoursChange.until_day >= since_day,
            HoursChange.branch_id.is_(None) | HoursChange.branch_id.in_(list(branches)),
        )
        .order_by(HoursChange.id.desc())
    )
    return session.scalars(query).all()
