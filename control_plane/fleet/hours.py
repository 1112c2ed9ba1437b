"""When a branch is open: weekly hours with lunch, the republic's calendar, the branch's own exceptions.

A day is judged by the first that speaks of it: the branch's exceptions (the latest made first), the
republic's calendar, the week. Everything counts at the branch's configured offset from UTC, never at
the machine's zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from control_plane.timekeeping import DAY_MS, MINUTE_MS

HORIZON_DAYS = 31
MONDAY = 0

Span = tuple[int, int]


class DayKind(StrEnum):
    """What another rule makes of a day."""

    HOLIDAY = "holiday"
    WORKING = "working"  # a moved working day: like a Monday where that weekday has no hours
    CLOSED = "closed"
    HOURS = "hours"


@dataclass(frozen=True, kw_only=True)
class DayHours:
    """Hours of a day in minutes after local midnight."""

    opens_min: int
    closes_min: int
    lunch: Span | None = None

    def spans(self) -> tuple[Span, ...]:
        """The open stretches, lunch left out."""
        if self.lunch is None:
            return ((self.opens_min, self.closes_min),)
        return ((self.opens_min, self.lunch[0]), (self.lunch[1], self.closes_min))


@dataclass(frozen=True, kw_only=True)
class DayRule:
    """Another rule from one day to another, both in; `hours` with HOURS, or with WORKING if it differs."""

    from_day: date
    until_day: date
    kind: DayKind
    hours: DayHours | None = None


@dataclass(frozen=True, kw_only=True)
class BranchHours:
    """All that decides when one branch is open; the latest rule stands first."""

    utc_offset_min: int
    week: Mapping[int, DayHours]
    exceptions: tuple[DayRule, ...] = ()
    calendar: tuple[DayRule, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Whether it is open, and when that changes; None when not within a month."""

    is_open: bool
    until_ms: int | None


ALWAYS_OPEN = Opening(is_open=True, until_ms=None)
"""For a terminal that stands nowhere: nothing excuses its faults."""


def opening_at(hours: BranchHours, at_ms: int) -> Opening:
    """Whether the branch is open at that moment, and the next moment when it closes or opens."""
    for opens_ms, closes_ms in opening_intervals(hours, at_ms, until_ms=at_ms + HORIZON_DAYS * DAY_MS):
        if opens_ms <= at_ms < closes_ms:
            is_for_ever = closes_ms >= at_ms + HORIZON_DAYS * DAY_MS
            return Opening(is_open=True, until_ms=None if is_for_ever else closes_ms)
        if opens_ms > at_ms:
            return Opening(is_open=False, until_ms=opens_ms)
    return Opening(is_open=False, until_ms=None)


def opening_intervals(hours: BranchHours, from_ms: int, *, until_ms: int) -> Iterator[Span]:
    """The open stretches that touch the time between, in order, those that meet joined."""
    current: Span | None = None
    for span in _spans(hours, from_ms, until_ms=until_ms):
        if current is not None and span[0] <= current[1]:
            current = (current[0], max(current[1], span[1]))
        else:
            if current is not None:
                yield current
            current = span
    if current is not None:
        yield current


def _spans(hours: BranchHours, from_ms: int, *, until_ms: int) -> Iterator[Span]:
    day = local_day(from_ms, hours.utc_offset_min)
    while (midnight := midnight_ms(day, hours.utc_offset_min)) < until_ms:
        for opens_min, closes_min in _spans_of_day(hours, day):
            span = (midnight + opens_min * MINUTE_MS, midnight + closes_min * MINUTE_MS)
            if span[0] < span[1] and span[1] > from_ms and span[0] < until_ms:
                yield span
        day += timedelta(days=1)


def local_day(at_ms: int, utc_offset_min: int) -> date:
    """The calendar day at an offset from UTC."""
    return datetime.fromtimestamp((at_ms + utc_offset_min * MINUTE_MS) / 1000, UTC).date()


def midnight_ms(day: date, utc_offset_min: int) -> int:
    """The moment at which a local day begins."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(start.timestamp()) * 1000 - utc_offset_min * MINUTE_MS


def _spans_of_day(hours: BranchHours, day: date) -> tuple[Span, ...]:
    usual = hours.week.get(day.weekday())
    rule = next((r for r in (*hours.exceptions, *hours.calendar) if r.from_day <= day <= r.until_day), None)
    if rule is None:
        return usual.spans() if usual else ()
    if rule.kind in {DayKind.HOLIDAY, DayKind.CLOSED}:
        return ()
    chosen = rule.hours
    if rule.kind is DayKind.WORKING:
        chosen = rule.hours or usual or hours.week.get(MONDAY)
    return chosen.spans() if chosen else ()
