"""Which branches are open: the registry's rows made into `hours`' rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.fleet import repository
from control_plane.fleet.hours import (
    ALWAYS_OPEN,
    BranchHours,
    DayHours,
    DayKind,
    DayRule,
    Opening,
    local_day,
    opening_at,
)
from control_plane.fleet.models import Branch, HoursChange, WeeklyHours


def is_open(session: Session, terminal: str, *, now: int) -> Opening:
    """Whether the branch where a terminal stands is open, and when that changes."""
    return openings(session, [terminal], now=now)[terminal]


def openings(session: Session, terminals: Iterable[str], *, now: int) -> Mapping[str, Opening]:
    """The same for many terminals; one that stands nowhere counts as always open."""
    wanted = list(terminals)
    branch_of = {terminal: place.branch for terminal, place in repository.places(session, wanted).items()}
    hours = hours_of(session, set(branch_of.values()), now=now)
    by_branch = {branch: opening_at(rules, now) for branch, rules in hours.items()}
    return {terminal: by_branch[branch_of[terminal]] if terminal in branch_of else ALWAYS_OPEN for terminal in wanted}


def hours_of(session: Session, branches: Iterable[str], *, now: int) -> Mapping[str, BranchHours]:
    """The rules of each of these branches, with what is past left out."""
    wanted = list(branches)
    weeks = repository.weeks_of(session, wanted)
    offsets = session.execute(select(Branch.id, Branch.utc_offset_min).where(Branch.id.in_(wanted)))
    since_day = (local_day(now, 0) - timedelta(days=1)).isoformat()
    rules: dict[str | None, list[DayRule]] = defaultdict(list)
    for change in repository.changes_of_hours(session, wanted, since_day=since_day):
        rules[change.branch_id].append(_rule(change))
    return {
        branch: BranchHours(
            utc_offset_min=offset,
            week={row.weekday: _day_hours(row) for row in weeks[branch]},
            exceptions=tuple(rules[branch]),
            calendar=tuple(rules[None]),
        )
        for branch, offset in offsets
    }


def _day_hours(row: WeeklyHours) -> DayHours:
    lunch = None
    if row.lunch_from_min is not None and row.lunch_until_min is not None:
        lunch = (row.lunch_from_min, row.lunch_until_min)
    return DayHours(opens_min=row.opens_min, closes_min=row.closes_min, lunch=lunch)


def _rule(change: HoursChange) -> DayRule:
    hours = None
    if change.opens_min is not None and change.closes_min is not None:
        hours = DayHours(opens_min=change.opens_min, closes_min=change.closes_min)
    return DayRule(
        from_day=date.fromisoformat(change.from_day),
        until_day=date.fromisoformat(change.until_day),
        kind=DayKind(change.kind),
        hours=hours,
    )
