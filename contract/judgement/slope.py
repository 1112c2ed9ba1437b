"""A slope that neither an outlier nor a noisy day bends: Theil–Sen, and when it may be called a trend.

The slope is the median of the slopes of all pairs of days (Theil 1950; Sen, J. Am. Stat. Assoc. 1968, 63:1379); the
level is the median of what is left over. It is called a trend when four things hold together:

    it is no chance    Mann–Kendall test (Mann, Econometrica 1945, 13:245; Kendall 1975, ties allowed for), z ≥ 3.29,
                       where days that resemble the day before count for less (Bayley & Hammersley 1946, lag one)
    it is no flutter   the line moved at least three times as far as the days scatter about it
    it still goes on   the later half climbs at least half as fast as the whole
    it is no step      a line fits better than two levels: what somebody turned once does not go further by itself

Fewer than `LEAST_DAYS` days say nothing.
"""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from statistics import median

from contract.judgement.measured import is_measured
from contract.judgement.trend import Trend

LEAST_DAYS = 10
SURE_Z = 3.29
"""One chance in a thousand, both ways."""
CLEAR_MOVE = 3.0
GOES_ON = 0.5

_TO_DEVIATION = 1.4826
_DUST = 1e-6

Point = tuple[int, float]
"""A day, and the figure's median on it."""


def trend_of(points: Sequence[Point], *, today: int) -> Trend | None:
    """Return where the figure is going; None when too few days were looked at."""
    known = sorted((day, value) for day, value in points if is_measured(value) and day <= today)
    if len(known) < LEAST_DAYS or known[-1][0] == known[0][0]:
        return None
    per_day = theil_sen(known)
    level = median(value - per_day * (day - today) for day, value in known)
    if not _is_trend(known, per_day, level=level, today=today):
        return Trend(day=today, level=median(value for _, value in known), per_day=0.0, points=len(known))
    return Trend(day=today, level=level, per_day=per_day, points=len(known))


def theil_sen(points: Sequence[Point]) -> float:
    """Return the median slope of all pairs of points on different days; 0 when there is none."""
    slopes = [(y - v) / (x - u) for (u, v), (x, y) in itertools.combinations(points, 2) if x != u]
    return median(slopes) if slopes else 0.0


def mann_kendall_z(values: Sequence[float]) -> float:
    """Return how many standard deviations the order of the values is from chance; 0 for values that never change."""
    count = len(values)
    concord = sum((later > earlier) - (later < earlier) for earlier, later in itertools.combinations(values, 2))
    tied = sum(ties * (ties - 1) * (2 * ties + 5) for ties in Counter(values).values())
    variance = (count * (count - 1) * (2 * count + 5) - tied) / 18
    if variance <= 0 or concord == 0:
        return 0.0
    return (concord - math.copysign(1, concord)) / math.sqrt(variance)


def _is_trend(points: Sequence[Point], per_day: float, *, level: float, today: int) -> bool:
    if per_day == 0 or not math.isfinite(per_day):
        return False
    values = [value for _, value in points]
    moved = abs(per_day) * (points[-1][0] - points[0][0])
    left = [_without_dust(value - level - per_day * (day - today), moved) for day, value in points]
    return (
        abs(mann_kendall_z(values)) * math.sqrt(_independence(left)) >= SURE_Z
        and moved >= CLEAR_MOVE * _TO_DEVIATION * median(map(abs, left))
        and theil_sen(points[len(points) // 2 :]) / per_day >= GOES_ON
        and math.fsum(map(abs, left)) < _left_of_a_step(values)
    )


def _without_dust(left: float, moved: float) -> float:
    """Return what is left over; what rounding leaves of a straight line is nothing, and resembles itself."""
    return left if abs(left) > _DUST * moved else 0.0


def _independence(left: Sequence[float]) -> float:
    """Return the share of independent days: what is left over on one day may resemble the day before's."""
    power = math.fsum(value * value for value in left)
    if power == 0:
        return 1.0
    alike = math.fsum(before * after for before, after in itertools.pairwise(left)) / power
    return 1.0 if alike <= 0 else (1 - alike) / (1 + alike)


def _left_of_a_step(values: Sequence[float]) -> float:
    """Return what two levels leave over, with the step where it leaves the least."""

    def scatter(part: Sequence[float]) -> float:
        middle = median(part)
        return math.fsum(abs(value - middle) for value in part)

    return min(scatter(values[:cut]) + scatter(values[cut:]) for cut in range(1, len(values)))
