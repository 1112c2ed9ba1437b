"""Whatever is seen and whatever the clock says, a memory stays small, and what it gives is a number on its leash."""

import math
from random import Random

import pytest

from contract.judgement.baseline import Leash, Origin
from contract.judgement.daily import KEPT_DAYS, MOST_A_DAY, Daily, points_of, with_figures
from contract.judgement.good_looks import (
    MOST_ANCHORED,
    MOST_RECENT,
    baseline_of,
    confirmed,
    confirmed_median,
    with_look,
)
from contract.judgement.slope import trend_of

ODD = (None, math.nan, math.inf, -math.inf, 1e308, -1e308, 1e15, 0.0, -0.0, 5e-324)
DAYS = (None, math.nan, math.inf, -1e9, 0.0, 19_999.5, 20_000.0, 20_001.0, 1e9, 1e308)


def some_number(chance: Random) -> float | None:
    return chance.choice(ODD) if chance.random() < 0.3 else chance.uniform(-200, 200)


def some_look(chance: Random) -> dict[str, float | None]:
    names = chance.sample(["sharpness", "noise", "luma_mean", "gain"], k=chance.randint(0, 4))
    return {name: some_number(chance) for name in names}


@pytest.mark.parametrize("seed", range(20))
def test_a_baseline_of_anything_is_a_number_on_its_leash(seed: int) -> None:
    chance = Random(seed)
    leash = Leash(share=chance.uniform(0, 1), step=chance.uniform(0, 5))
    looks = [some_look(chance) for _ in range(chance.randint(0, 60))]
    record = confirmed(looks, origin=Origin.EMPLOYEE, today=chance.choice(DAYS))
    for _ in range(150):
        record = with_look(record, some_look(chance), today=chance.choice(DAYS))
        like = {name: value for name, value in some_look(chance).items() if value is not None}
        baseline = baseline_of(record, "sharpness", leash=leash, like=like, today=chance.choice(DAYS))
        anchor = confirmed_median(record, "sharpness", like=like)
        assert (baseline is None) == (anchor is None)
        if baseline is not None and anchor is not None:
            reach = max(leash.step, leash.share * abs(anchor))
            assert abs(baseline.median - anchor) <= reach * 1.000001 + 1e-9
            assert math.isfinite(baseline.spread)
            assert baseline.age_days is None or baseline.age_days >= 0
    assert len(record.anchor) <= MOST_ANCHORED
    assert len(record.recent) <= MOST_RECENT


@pytest.mark.parametrize("seed", range(20))
def test_days_of_anything_stay_few_and_give_a_number_or_none(seed: int) -> None:
    chance, daily = Random(seed), Daily()
    for _ in range(200):
        daily = with_figures(daily, some_look(chance), today=chance.choice(DAYS))
    assert all(len(seen) <= MOST_A_DAY for seen in daily.seen.values())
    assert all(len(points) <= KEPT_DAYS for points in daily.finished.values())
    trend = trend_of(points_of(daily, "noise", today=20_002), today=20_002)
    assert trend is None or (math.isfinite(trend.level) and math.isfinite(trend.per_day))


@pytest.mark.parametrize("seed", range(20))
def test_a_trend_of_anything_is_a_number_or_none(seed: int) -> None:
    chance = Random(seed)
    points = [(chance.randint(0, 60), some_number(chance) or 0.0) for _ in range(chance.randint(0, 80))]
    trend = trend_of(points, today=60)
    days = trend.days_until(chance.uniform(-300, 300), rising=chance.random() < 0.5) if trend else None
    assert days is None or days >= 0
