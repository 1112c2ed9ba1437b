"""A trend is named when something is surely going somewhere, and never by noise, a step or a season."""

import math
from collections.abc import Callable
from random import Random

import pytest

from contract.judgement.slope import LEAST_DAYS, Point, mann_kendall_z, theil_sen, trend_of
from contract.judgement.trend import Trend

Scatter = Callable[[Random, int], float]
DAYS = 42
LIMIT, HORIZON_DAYS = 5.0, 30.0
"""Five standard deviations away, within a month."""


def noise(chance: Random, _day: int) -> float:
    return chance.gauss(0, 1)


def heavy_tails(chance: Random, _day: int) -> float:
    return chance.expovariate(1) * chance.choice((1, -1))


def weeks(chance: Random, day: int) -> float:
    return 1.5 * math.sin(2 * math.pi * day / 7) + chance.gauss(0, 0.5)


def step(chance: Random, day: int) -> float:
    return (4 if day > DAYS // 2 else 0) + chance.gauss(0, 0.3)


def outliers(chance: Random, _day: int) -> float:
    return chance.gauss(0, 1) + (100 if chance.random() < 0.1 else 0)


def series(scatter: Scatter, *, seed: int, per_day: float = 0.0, days: int = DAYS) -> list[Point]:
    chance = Random(seed)
    return [(day, per_day * day + scatter(chance, day)) for day in range(days)]


def is_alarming(trend: Trend | None) -> bool:
    days = trend.days_until(LIMIT, rising=True) if trend is not None else None
    return days is not None and 0 <= days <= HORIZON_DAYS


@pytest.mark.parametrize("scatter", [noise, heavy_tails, weeks, step, outliers])
def test_nothing_is_a_trend_that_goes_nowhere(scatter: Scatter) -> None:
    alarms = [seed for seed in range(200) if is_alarming(trend_of(series(scatter, seed=seed), today=DAYS))]
    assert not alarms


@pytest.mark.parametrize("scatter", [noise, heavy_tails])
def test_a_real_decay_is_found_in_noise_before_it_arrives(scatter: Scatter) -> None:
    def is_found(seed: int) -> bool:
        points = series(scatter, seed=seed, per_day=0.1, days=50)
        return any(is_alarming(trend_of(points[max(0, day - DAYS) : day], today=day)) for day in range(25, 50))

    assert sum(is_found(seed) for seed in range(50)) >= 45


def test_the_date_of_arrival_is_the_lines() -> None:
    trend = trend_of([(day, 40.0 + day) for day in range(100, 120)], today=121)
    assert trend is not None
    assert (trend.per_day, trend.level, trend.days_until(171, rising=True)) == (1, 161, 10)


@pytest.mark.parametrize(
    ("level", "per_day", "rising", "days"),
    [(95, 2, True, 0), (10, -2, False, 0), (50, -2, True, None), (50, 0, True, None), (50, 2, False, None)],
)
def test_what_is_past_has_no_days_left_and_what_goes_away_never_arrives(
    *, level: float, per_day: float, rising: bool, days: float | None
) -> None:
    assert Trend(day=1, level=level, per_day=per_day, points=20).days_until(30, rising=rising) == days


def test_too_few_days_say_nothing() -> None:
    assert trend_of([(day, float(day)) for day in range(LEAST_DAYS - 1)], today=20) is None


def test_many_readings_of_one_day_are_no_trend() -> None:
    assert trend_of([(7, float(value)) for value in range(50)], today=8) is None


@pytest.mark.parametrize("per_day", [-0.368421, 0.1, 1 / 3])
def test_a_straight_line_is_a_trend_whatever_rounding_leaves_of_it(per_day: float) -> None:
    trend = trend_of([(day, -26 + per_day * day) for day in range(20_000, 20_020)], today=20_021)
    assert trend is not None
    assert trend.per_day == pytest.approx(per_day)


def test_one_wild_day_does_not_bend_the_slope() -> None:
    points = [(day, 2.0 * day) for day in range(20)]
    assert theil_sen([*points[:7], (7, 1e6), *points[8:]]) == pytest.approx(2.0)


def test_the_order_of_values_is_tested_as_mann_and_kendall_do() -> None:
    # Ten rising values: S = 45, variance 125; ties among five take 16.7 of it.
    assert mann_kendall_z([float(value) for value in range(10)]) == pytest.approx(44 / math.sqrt(125))
    assert mann_kendall_z([3.0] * 10) == 0
    assert mann_kendall_z([0, 0, 0, 0, 0, 1, 2, 3, 4, 5]) == pytest.approx(34 / math.sqrt(125 - 50 * 6 / 18))


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 1e308, -1e308])
def test_odd_values_make_neither_an_error_nor_a_trend(odd: float) -> None:
    points = [*series(noise, seed=1, days=20), (20, odd), (21, odd)]
    assert not is_alarming(trend_of(points, today=22))
