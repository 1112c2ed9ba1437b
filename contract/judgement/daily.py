"""One median a day and figure: the bounded memory that trends are read from.

Days are counted by the centre's time: what is seen while no clock can be believed belongs to no day and is not kept,
and a day that has not come yet (a clock that was ahead) is forgotten, without taking the days before it along.
"""

import math
from collections.abc import Mapping
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from contract.judgement.measured import is_measured
from contract.judgement.slope import Point

KEPT_DAYS = 42
MOST_A_DAY = 48
LEAST_APART_DAYS = 0.4 / 24
"""Confirming looks within minutes are one look: neither the median nor the disk gains by them."""


class Daily(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The finished days of each figure, and what was seen on the day that is not over."""

    day: int = 0
    looked: float = 0.0
    """When the last of `seen` was looked at, in days."""
    seen: dict[str, tuple[float, ...]] = {}
    finished: dict[str, tuple[Point, ...]] = {}


def with_figures(daily: Daily, figures: Mapping[str, float | None], *, today: float | None) -> Daily:
    """Return the memory with the figures of one look."""
    if today is None or not is_measured(today):
        return daily
    current = _until(daily, math.floor(today))
    if current.seen and 0 <= today - current.looked < LEAST_APART_DAYS:
        return current
    seen = dict(current.seen)
    for name, value in figures.items():
        if value is not None and is_measured(value):
            seen[name] = (*seen.get(name, ()), float(value))[-MOST_A_DAY:]
    return replace(current, looked=today, seen=seen)


def points_of(daily: Daily, figure: str, *, today: int) -> tuple[Point, ...]:
    """Return the finished days of a figure, oldest first."""
    return tuple(point for point in _known(daily, figure, until=today) if today - KEPT_DAYS <= point[0])


def _known(daily: Daily, figure: str, *, until: int) -> tuple[Point, ...]:
    seen = daily.seen.get(figure) if daily.day < until else None
    ended = [(daily.day, median(seen))] if seen else []
    known = [point for point in daily.finished.get(figure, ()) if point[0] != daily.day]
    return tuple(point for point in (*known, *ended) if point[0] < until)


def _until(daily: Daily, day: int) -> Daily:
    """Close the day that was open, unless it is this one. What is too old is left out when it is read, not here."""
    if daily.day == day:
        return daily
    names = daily.seen.keys() | daily.finished.keys()
    known = {name: _known(daily, name, until=day)[-KEPT_DAYS:] for name in sorted(names)}
    return Daily(day=day, finished={name: points for name, points in known.items() if points})
