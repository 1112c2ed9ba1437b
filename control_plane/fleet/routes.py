"""The registry by `/api/v1`."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import select

from control_plane.access import Db, Now, Pages, Signer, Who
from control_plane.fleet import repository, scope, service
from control_plane.fleet.hours import DayHours, DayKind, opening_at
from control_plane.fleet.models import Region
from control_plane.fleet.openings import hours_of
from control_plane.fleet.repository import BranchFilter
from control_plane.fleet.states import LifeCycle
from control_plane.people.actor import Permission
from control_plane.views import Asked, PageView, View, Whole

DAY_MIN = 24 * 60

router = APIRouter(tags=["fleet"])

Minute = Annotated[int, Field(ge=0, le=DAY_MIN, description="minutes after local midnight")]


class RegionView(View):
    kato: str
    name_kk: str
    name_ru: str
    name_en: str
    kind: str


class BranchView(View):
    id: str
    postal_index: str
    district_id: str
    region_kato: str
    name_kk: str
    name_ru: str
    name_en: str
    former_names: list[str]
    address: str
    lat: float | None
    lon: float | None
    provider: str
    link_class: str
    telephone: str
    language: str
    utc_offset_min: int


class SeatView(View):
    id: str
    branch_id: str
    number: int


class TerminalView(View):
    id: str
    model: str
    life_cycle: LifeCycle
    agent_version: str
    created_ms: int
    retired_ms: int | None


class HoursOfDay(Asked):
    opens_min: Minute
    closes_min: Minute
    lunch_from_min: Minute | None = None
    lunch_until_min: Minute | None = None

    def as_hours(self) -> DayHours:
        lunch = None
        if self.lunch_from_min is not None and self.lunch_until_min is not None:
            lunch = (self.lunch_from_min, self.lunch_until_min)
        return DayHours(opens_min=self.opens_min, closes_min=self.closes_min, lunch=lunch)


class HoursView(View):
    week: dict[int, HoursOfDay]
    changes: list["HoursChangeView"]
    is_open: bool
    until_ms: int | None = Field(description="when that changes; null when not within a month")


class HoursChangeView(View):
    id: int
    branch_id: str | None = Field(description="null: the republic's calendar")
    from_day: date
    until_day: date
    kind: DayKind
    opens_min: int | None
    closes_min: int | None
    note: str


class NewHoursChange(Asked):
    branch_id: str | None = None
    from_day: date
    until_day: date
    kind: DayKind
    opens_min: Minute | None = None
    closes_min: Minute | None = None
    note: str = Field("", max_length=200)


class NewSeat(Asked):
    branch_id: str
    number: int = Field(ge=1, le=99)


@router.get("/regions")
def list_regions(session: Db, _who: Who) -> list[RegionView]:
    """The regions and cities of republic rank."""
    return [RegionView.model_validate(row) for row in session.scalars(select(Region).order_by(Region.kato))]


@router.get("/branches")
def list_branches(
    session: Db,
    who: Who,
    pages: Pages,
    *,
    region: Annotated[str | None, Query()] = None,
    office: Annotated[str | None, Query()] = None,
    district: Annotated[str | None, Query()] = None,
    provider: Annotated[str | None, Query()] = None,
    link_class: Annotated[str | None, Query()] = None,
    postal_index: Annotated[str | None, Query()] = None,
) -> PageView[BranchView]:
    """The branches that you may see, filtered."""
    wanted = BranchFilter(
        region=region,
        office=office,
        district=district,
        provider=provider,
        link_class=link_class,
        postal_index=postal_index,
    )
    page = repository.page_of_branches(session, who, wanted=wanted, paging=pages)
    return PageView(items=[BranchView.model_validate(row) for row in page.items], after=page.after)


@router.get("/branches/{branch_id}")
def show_branch(session: Db, who: Who, branch_id: str) -> BranchView:
    """One branch."""
    branch = scope.require_branch(session, who, branch_id=branch_id, permission=Permission.VIEW)
    return BranchView.model_validate(branch)


@router.get("/branches/{branch_id}/hours")
def show_hours(session: Db, who: Who, now: Now, branch_id: str) -> HoursView:
    """The hours of a branch, and whether it is open now."""
    scope.require_branch(session, who, branch_id=branch_id, permission=Permission.VIEW)
    opening = opening_at(hours_of(session, [branch_id], now=now)[branch_id], now)
    week = repository.weeks_of(session, [branch_id])[branch_id]
    rules = repository.changes_of_hours(session, [branch_id], since_day="")
    return HoursView(
        week={row.weekday: HoursOfDay.model_validate(row, from_attributes=True) for row in week},
        changes=[HoursChangeView.model_validate(row) for row in rules],
        is_open=opening.is_open,
        until_ms=opening.until_ms,
    )


@router.put("/branches/{branch_id}/hours", status_code=204)
def set_week(
    session: Db, who: Who, authority: Signer, now: Now, *, branch_id: str, week: dict[int, HoursOfDay]
) -> None:
    """Replace the weekly hours; 0 is Monday, a weekday left out is closed."""
    hours = {weekday: day.as_hours() for weekday, day in week.items()}
    service.set_week(session, who, authority=authority, branch_id=branch_id, week=hours, now=now)


@router.post("/hours-changes", status_code=201)
def add_hours_change(session: Db, who: Who, authority: Signer, now: Now, *, asked: NewHoursChange) -> HoursChangeView:
    """A closure, temporary hours, or a day of the republic's calendar."""
    hours = None
    if asked.opens_min is not None and asked.closes_min is not None:
        hours = DayHours(opens_min=asked.opens_min, closes_min=asked.closes_min)
    change = service.add_hours_change(
        session,
        who,
        authority=authority,
        branch_id=asked.branch_id,
        days=(asked.from_day, asked.until_day),
        kind=asked.kind,
        hours=hours,
        note=asked.note,
        now=now,
    )
    return HoursChangeView.model_validate(change)


@router.delete("/hours-changes/{change_id}", status_code=204)
def remove_hours_change(session: Db, who: Who, authority: Signer, now: Now, *, change_id: Whole) -> None:
    """Take a change of hours back."""
    service.remove_hours_change(session, who, authority=authority, change_id=change_id, now=now)


@router.get("/seats")
def list_seats(
    session: Db, who: Who, pages: Pages, *, branch: Annotated[str | None, Query()] = None
) -> PageView[SeatView]:
    """The seats that you may see."""
    page = repository.page_of_seats(session, who, branch=branch, paging=pages)
    return PageView(items=[SeatView.model_validate(row) for row in page.items], after=page.after)


@router.post("/seats", status_code=201)
def create_seat(session: Db, who: Who, asked: NewSeat) -> SeatView:
    """Another seat in a branch."""
    seat = service.create_seat(session, who, branch_id=asked.branch_id, number=asked.number)
    return SeatView.model_validate(seat)


@router.get("/terminals")
def list_terminals(
    session: Db, who: Who, pages: Pages, *, life_cycle: Annotated[LifeCycle | None, Query()] = None
) -> PageView[TerminalView]:
    """The terminals that you may see."""
    page = repository.page_of_terminals(session, who, life_cycle=life_cycle, paging=pages)
    return PageView(items=[TerminalView.model_validate(row) for row in page.items], after=page.after)


@router.get("/terminals/{terminal_id}")
def show_terminal(session: Db, who: Who, terminal_id: str) -> TerminalView:
    """One terminal."""
    terminal = scope.require_terminal(session, who, terminal_id=terminal_id, permission=Permission.VIEW)
    return TerminalView.model_validate(terminal)
