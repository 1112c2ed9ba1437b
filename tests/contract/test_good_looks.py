"""What is usual for a terminal: medians of its own good looks, on a leash."""

from random import Random

import pytest

from contract.judgement.baseline import Baseline, Leash, Origin
from contract.judgement.good_looks import (
    KEPT_DAYS,
    MOST_ANCHORED,
    MOST_RECENT,
    Record,
    baseline_of,
    confirmed,
    with_look,
)

LEASH = Leash(share=0.2)
DAY = 20_000.0


def usual(record: Record, *, luma: float = 120.0, today: float | None = DAY, leash: Leash = LEASH) -> Baseline | None:
    return baseline_of(record, "sharpness", leash=leash, like={"luma_mean": luma}, today=today)


def seen(sharpness: float, luma: float = 120.0) -> dict[str, float]:
    return {"sharpness": sharpness, "luma_mean": luma}


def confirmed_at(sharpness: float) -> Record:
    return confirmed([seen(sharpness)], origin=Origin.ACCEPTANCE, today=DAY)


def test_nothing_is_usual_before_a_person_confirmed_it() -> None:
    record = with_look(Record(), seen(100), today=DAY)
    assert record == Record()
    assert usual(record) is None


def test_a_confirmed_look_is_a_baseline_with_its_age_and_origin() -> None:
    baseline = usual(confirmed_at(100), today=DAY + 2)
    assert baseline == Baseline(median=100, spread=0, count=1, age_days=2, origin=Origin.ACCEPTANCE)


def test_another_brightness_has_another_baseline() -> None:
    record = with_look(confirmed_at(100), seen(40, luma=60), today=DAY + 0.5)
    found = [usual(record, luma=luma) for luma in (125, 55)]
    assert [baseline and baseline.median for baseline in found] == [100, 40]
    assert usual(record, luma=200) is None


def test_a_look_that_lacks_a_condition_is_not_alike() -> None:
    assert baseline_of(confirmed_at(100), "sharpness", leash=LEASH, like={}, today=DAY) is None


def test_light_that_was_first_seen_weeks_after_the_confirmation_has_no_baseline() -> None:
    record = with_look(confirmed_at(100), seen(40, luma=60), today=DAY + 30)
    assert usual(record, luma=60, today=DAY + 30) is None


def test_the_baseline_follows_the_median_of_the_last_fortnight() -> None:
    record = confirmed_at(100)
    for day in range(1, 40):
        record = with_look(record, seen(110 + day % 3), today=DAY + day)
    baseline = usual(record, today=DAY + 39)
    assert baseline is not None
    assert (baseline.median, baseline.count) == (111, KEPT_DAYS + 1)


def test_a_lens_that_gets_dirty_over_weeks_does_not_drag_its_baseline_along() -> None:
    record, sharpness = confirmed_at(100), 100.0
    for day in range(1, 70):
        sharpness *= 0.98
        record = with_look(record, seen(sharpness), today=DAY + day)
    baseline = usual(record, today=DAY + 69)
    assert baseline is not None
    assert 75 <= baseline.median <= 80
    assert sharpness < baseline.median / 3


def test_a_step_is_a_leash_too() -> None:
    assert Leash(step=3).hold(-40, anchor=-50) == -47
    assert Leash(step=3).hold(-51, anchor=-50) == -51


def test_without_a_clock_nothing_is_learnt_and_what_is_known_stands() -> None:
    record = with_look(confirmed_at(100), seen(100), today=None)
    assert not record.recent
    assert usual(record, today=None) == Baseline(median=100, age_days=None, origin=Origin.ACCEPTANCE)


def test_a_clock_that_is_ahead_for_a_day_takes_no_good_look_along() -> None:
    record = confirmed_at(100)
    for day in range(1, 9):
        record = with_look(record, seen(110), today=DAY + day)
    record = with_look(record, seen(119), today=DAY + 4000)
    record = with_look(record, seen(110), today=DAY + 9)
    baseline = usual(record, today=DAY + 9)
    assert baseline is not None
    assert (baseline.median, baseline.count) == (110, 9)


def test_a_clock_that_was_in_the_future_leaves_nothing_behind() -> None:
    record = confirmed_at(100)
    for hour in range(0, 60, 3):
        record = with_look(record, seen(119), today=DAY + 4000 + hour / 24)
    record = with_look(record, seen(100), today=DAY + 4)
    assert [look.day for look in record.recent] == [DAY + 4]


def test_a_record_stays_small_for_years() -> None:
    record, chance = confirmed_at(100), Random(1)
    for hour in range(24 * 60):
        record = with_look(record, seen(100 + chance.random(), luma=chance.uniform(0, 255)), today=DAY + hour / 24)
        assert len(record.recent) <= MOST_RECENT
        assert len(record.anchor) <= MOST_ANCHORED


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), -float("inf"), None])
def test_what_is_no_number_is_not_remembered(odd: float | None) -> None:
    record = with_look(confirmed_at(100), {"sharpness": odd, "luma_mean": 120}, today=DAY + 1)
    baseline = usual(record, today=DAY + 1)
    assert baseline is not None
    assert baseline.median == 100
