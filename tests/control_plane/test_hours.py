from datetime import UTC, date, datetime

import pytest

from control_plane.fleet.hours import BranchHours, DayHours, DayKind, DayRule, opening_at, opening_intervals

WORKDAY = DayHours(opens_min=9 * 60, closes_min=18 * 60, lunch=(13 * 60, 14 * 60))
SATURDAY = DayHours(opens_min=10 * 60, closes_min=14 * 60)
WEEK = dict.fromkeys(range(5), WORKDAY) | {5: SATURDAY}


def at(text: str, offset_h: int = 5) -> int:
    """A local time at UTC+5 in milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000) - offset_h * 3_600_000


def local(ms: int | None, offset_h: int = 5) -> str | None:
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000 + offset_h * 3600, UTC).strftime("%m-%d %H:%M")


def a_rule(day: str, kind: DayKind, hours: DayHours | None = None, until: str | None = None) -> DayRule:
    first, last = date.fromisoformat(day), date.fromisoformat(until or day)
    return DayRule(from_day=first, until_day=last, kind=kind, hours=hours)


SHORT = DayHours(opens_min=10 * 60, closes_min=12 * 60)
CALENDAR = (
    a_rule("2026-12-16", DayKind.HOLIDAY),  # a Wednesday
    a_rule("2026-12-20", DayKind.WORKING),  # a Sunday
    a_rule("2026-12-19", DayKind.WORKING),  # a Saturday with hours of its own
)
EXCEPTIONS = (
    a_rule("2026-12-03", DayKind.HOURS, SHORT),
    a_rule("2026-12-01", DayKind.CLOSED, until="2026-12-04"),
    a_rule("2026-12-16", DayKind.HOURS, SHORT),
)
HOURS = BranchHours(utc_offset_min=300, week=WEEK, calendar=CALENDAR)
EXCEPTED = BranchHours(utc_offset_min=300, week=WEEK, calendar=CALENDAR, exceptions=EXCEPTIONS)


@pytest.mark.parametrize(
    ("hours", "moment", "is_open", "until"),
    [
        (HOURS, "2026-11-23T08:59", False, "11-23 09:00"),
        (HOURS, "2026-11-23T09:00", True, "11-23 13:00"),
        (HOURS, "2026-11-23T12:59", True, "11-23 13:00"),
        (HOURS, "2026-11-23T13:00", False, "11-23 14:00"),
        (HOURS, "2026-11-23T14:00", True, "11-23 18:00"),
        (HOURS, "2026-11-23T18:00", False, "11-24 09:00"),
        (HOURS, "2026-11-28T13:30", True, "11-28 14:00"),  # Saturday has no lunch
        (HOURS, "2026-11-28T14:00", False, "11-30 09:00"),  # over Sunday
        (HOURS, "2026-12-16T10:00", False, "12-17 09:00"),  # holiday
        (HOURS, "2026-12-20T10:00", True, "12-20 13:00"),  # Sunday worked like a Monday
        (HOURS, "2026-12-19T10:30", True, "12-19 14:00"),  # Saturday worked as it is
        (EXCEPTED, "2026-12-01T10:00", False, "12-03 10:00"),  # closed for days
        (EXCEPTED, "2026-12-03T11:00", True, "12-03 12:00"),  # the later exception first
        (EXCEPTED, "2026-12-16T11:00", True, "12-16 12:00"),  # the branch beats the republic
        (BranchHours(utc_offset_min=300, week={}), "2026-11-23T10:00", False, None),
    ],
)
def test_a_branch_is_open_when_its_hours_say_so(
    hours: BranchHours, moment: str, *, is_open: bool, until: str | None
) -> None:
    opening = opening_at(hours, at(moment))
    assert (opening.is_open, local(opening.until_ms)) == (is_open, until)


def test_a_branch_that_never_closes_has_no_next_moment() -> None:
    week = dict.fromkeys(range(7), DayHours(opens_min=0, closes_min=24 * 60))
    opening = opening_at(BranchHours(utc_offset_min=300, week=week), at("2026-11-23T10:00"))
    assert (opening.is_open, opening.until_ms) == (True, None)


def test_the_branchs_offset_counts_not_the_machines() -> None:
    west = BranchHours(utc_offset_min=0, week=WEEK)
    assert not opening_at(west, at("2026-11-23T09:00")).is_open
    assert opening_at(west, at("2026-11-23T09:00", offset_h=0)).is_open


def test_intervals_are_whole_even_where_the_window_cuts_them() -> None:
    spans = list(opening_intervals(HOURS, at("2026-11-23T10:00"), until_ms=at("2026-11-24T09:30")))
    assert [(local(a), local(b)) for a, b in spans] == [
        ("11-23 09:00", "11-23 13:00"),
        ("11-23 14:00", "11-23 18:00"),
        ("11-24 09:00", "11-24 13:00"),
    ]
