"""When the dear looks are due besides their hours: pure, the schedule and the centre's time are arguments.

    before opening      at the terminal's own moment of the hour before; the centre's reflector must not meet 3,200 of
                        them in one minute. Who slept through it (switched on with the branch) makes up for it within
                        an hour after opening. A break of less than three hours is no new opening.
    before a reception  at the terminal's own moment between 30 and 20 minutes before
    at rest             what was closed or muted by good manners is looked at again from 15 to 10 minutes before

A terminal without a clock, or without hours that it knows, has one occasion in each boot: that it was switched on.
"""

import zlib
from collections.abc import Iterator

from contract.messages import Schedule

MINUTE_MS = 60_000
LEAD_MS, LATEST_MS = 60 * MINUTE_MS, 10 * MINUTE_MS
MADE_UP_MS = 60 * MINUTE_MS
BREAK_MS = 180 * MINUTE_MS
BEFORE_MS, HANDS_OFF_MS = 30 * MINUTE_MS, 10 * MINUTE_MS
LAST_CALL_MS = 20 * MINUTE_MS
REST_MS = 15 * MINUTE_MS


def chance_of(terminal: str) -> float:
    """Return this terminal's place between 0 and 1, the same for ever."""
    return zlib.crc32(terminal.encode()) / 2**32


def knows_hours(schedule: Schedule | None, centre_ms: int | None) -> bool:
    """Does the schedule say anything of now?"""
    if schedule is None or centre_ms is None or not schedule.open:
        return False
    return centre_ms < max(until for _, until in schedule.open)


def occasion_at(schedule: Schedule, centre_ms: int, *, chance: float, openings: bool = True) -> int | None:
    """Return when the occasion of now began, openings apart if they are not asked for; None between occasions."""
    occasions = [*(_before_openings(schedule, chance) if openings else ()), *_before_receptions(schedule, chance)]
    held = [began for began, until in occasions if began <= centre_ms < until]
    return max(held, default=None)


def day_of(schedule: Schedule, centre_ms: int) -> tuple[int, int] | None:
    """Return when the day of now opened and when it closes for good, its breaks left out; None between days."""
    day: tuple[int, int] | None = None
    for opens_ms, until_ms in sorted(schedule.open):
        if day is not None and opens_ms - day[1] < BREAK_MS:
            day = day[0], max(day[1], until_ms)
        elif day is not None and day[0] <= centre_ms < day[1]:
            return day
        else:
            day = opens_ms, until_ms
    return day if day is not None and day[0] <= centre_ms < day[1] else None


def rest_occasion_at(schedule: Schedule, centre_ms: int) -> int | None:
    """Return since when what is at rest is to be looked at again; None while it may rest."""
    since = [each.starts_ms - REST_MS for each in schedule.receptions]
    return max((began for began in since if began <= centre_ms < began + REST_MS - HANDS_OFF_MS), default=None)


def _before_openings(schedule: Schedule, chance: float) -> Iterator[tuple[int, int]]:
    for opens_ms, _ in schedule.open:
        if not any(opens_ms - BREAK_MS < until <= opens_ms for _, until in schedule.open):
            began = opens_ms - LEAD_MS + int(chance * (LEAD_MS - LATEST_MS))
            yield began, opens_ms + MADE_UP_MS


def _before_receptions(schedule: Schedule, chance: float) -> Iterator[tuple[int, int]]:
    for reception in schedule.receptions:
        began = reception.starts_ms - BEFORE_MS + int(chance * (BEFORE_MS - LAST_CALL_MS))
        yield began, reception.starts_ms - HANDS_OFF_MS
