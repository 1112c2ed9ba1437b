"""The rules of trends: a figure that is surely on its way to its limit is a warning, with the date of arrival.

What counts as surely is told in `contract/judgement/slope.py`. The warning comes `trends.horizon_days` ahead, which
makes the terminal's readiness `at_risk` while the figure's own check is still good.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct

from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.judgement.trend import Trend
from contract.verdicts import Figure, Judgement, Reason, Verdict

EPOCH = date(1970, 1, 1).toordinal()


class Course(Struct, frozen=True, kw_only=True):
    """One figure, the limit that its own check has, and on which side of it the figure is bad."""

    figure: str
    limit: Callable[[Configuration], float]
    reason: Reason
    rising: bool = False
    unit: str = ""


def trend_judge(*courses: Course, unknown: Reason) -> Callable[[Any, Circumstances], Judgement]:
    """Return the rule of a check that follows these figures; `unknown` says that too few days were seen."""

    def judge(_numbers: Any, given: Circumstances) -> Judgement:
        known = [(course, given.trends[course.figure]) for course in courses if course.figure in given.trends]
        if not known:
            return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(unknown,))
        reached = sorted(
            ((days, course) for course, trend in known if (days := _days_left(course, trend, given)) is not None),
            key=lambda each: each[0],
        )
        return _answer(known, reached, given)

    return judge


def _answer(known: list[tuple[Course, Trend]], reached: list[tuple[float, Course]], given: Circumstances) -> Judgement:
    horizon = given.configuration.trends.horizon_days
    reasons = tuple(dict.fromkeys(course.reason for days, course in reached if days <= horizon))
    soonest = reached[0][0] if reached else None
    first = next(each for each in known if not reached or each[0] is reached[0][1])
    figures = (
        Figure(name="days_left", value=soonest, unit="d", op="<=", limit=horizon),
        *(_level(course, trend, given) for course, trend in known),
        *_slope(*first),
    )
    if soonest is None or not reasons:
        return Judgement(verdict=Verdict.OK, figures=figures)
    facts = {"date": _date_in(soonest, first[1])}
    return Judgement(verdict=Verdict.WARNING, reasons=reasons, figures=figures, facts=facts)


def _days_left(course: Course, trend: Trend, given: Circumstances) -> float | None:
    return trend.days_until(course.limit(given.configuration), rising=course.rising)


def _level(course: Course, trend: Trend, given: Circumstances) -> Figure:
    limit, op = course.limit(given.configuration), ">" if course.rising else "<"
    return Figure(name=course.figure, value=trend.level, unit=course.unit, op=op, limit=limit)


def _slope(course: Course, trend: Trend) -> tuple[Figure, ...]:
    return (
        Figure(name="per_day", value=trend.per_day, unit=course.unit),
        Figure(name="days_seen", value=trend.points, unit="d"),
    )


def _date_in(days: float, trend: Trend) -> str:
    """Return the day of arrival; "" where the calendar has no such day."""
    try:
        return date.fromordinal(EPOCH + int(trend.day + days)).isoformat()
    except (OverflowError, ValueError):
        return ""
