"""One median a day, by the centre's time or not at all."""

from random import Random

import pytest

from contract.judgement.daily import KEPT_DAYS, MOST_A_DAY, Daily, points_of, with_figures

DAY = 20_000


def after(*looks: tuple[float, float | None], daily: Daily | None = None) -> Daily:
    known = daily or Daily()
    for today, value in looks:
        known = with_figures(known, {"rtt_ms": value}, today=today)
    return known


def test_a_day_that_is_over_has_its_median() -> None:
    daily = after((DAY + 0.1, 40.0), (DAY + 0.5, 42.0), (DAY + 0.9, 900.0), (DAY + 1.1, 41.0))
    assert points_of(daily, "rtt_ms", today=DAY + 1) == ((DAY, 42.0),)


def test_the_day_that_is_not_over_does_not_count_yet() -> None:
    assert points_of(after((DAY + 0.5, 40.0)), "rtt_ms", today=DAY) == ()
    assert points_of(after((DAY + 0.5, 40.0)), "rtt_ms", today=DAY + 1) == ((DAY, 40.0),)


def test_days_without_a_look_are_no_days() -> None:
    daily = after((DAY, 40.0), (DAY + 5, 45.0), (DAY + 9, 49.0))
    assert [day for day, _ in points_of(daily, "rtt_ms", today=DAY + 9)] == [DAY, DAY + 5]


@pytest.mark.parametrize("today", [None, float("nan"), float("inf")])
def test_without_a_clock_nothing_is_kept(today: float | None) -> None:
    assert with_figures(Daily(), {"rtt_ms": 40.0}, today=today) == Daily()


def test_days_that_have_not_come_yet_are_forgotten() -> None:
    daily = after((DAY, 40.0), (DAY + 4000, 99.0), (DAY + 4001, 99.0), (DAY + 1, 41.0), (DAY + 2, 42.0))
    assert [value for _, value in points_of(daily, "rtt_ms", today=DAY + 2)] == [40.0, 41.0]


def test_a_clock_that_is_ahead_for_a_day_takes_no_history_along() -> None:
    daily = after(*((DAY + day, 40.0 + day) for day in range(10)), (DAY + 4000, 99.0), (DAY + 10, 50.0))
    assert points_of(daily, "rtt_ms", today=DAY + 4001) == ()
    assert [day for day, _ in points_of(daily, "rtt_ms", today=DAY + 10)] == list(range(DAY, DAY + 10))


def test_what_is_older_than_six_weeks_is_no_point() -> None:
    daily = after((DAY, 40.0), (DAY + 1, 41.0), (DAY + KEPT_DAYS + 1, 42.0))
    assert [day for day, _ in points_of(daily, "rtt_ms", today=DAY + KEPT_DAYS + 1)] == [DAY + 1]


def test_a_clock_of_1970_forgets_what_was_known_and_nothing_breaks() -> None:
    assert points_of(after((DAY, 40.0), (0.5, 41.0), (DAY + 1, 42.0)), "rtt_ms", today=DAY + 2) == ((DAY + 1, 42.0),)


def test_a_year_of_looks_stays_small() -> None:
    daily, chance = Daily(), Random(1)
    for hour in range(24 * 365):
        daily = with_figures(daily, {"rtt_ms": chance.random()}, today=DAY + hour / 24)
    assert 0 < len(daily.seen["rtt_ms"]) <= MOST_A_DAY
    assert len(points_of(daily, "rtt_ms", today=DAY + 365)) == KEPT_DAYS
    assert len(daily.finished["rtt_ms"]) <= KEPT_DAYS


def test_confirming_looks_within_minutes_are_one_look() -> None:
    daily = after(*((DAY + 0.5 + minute / 1440, 900.0) for minute in range(5)), (DAY + 0.9, 40.0))
    assert daily.seen["rtt_ms"] == (900.0, 40.0)


@pytest.mark.parametrize("odd", [None, float("nan"), float("inf")])
def test_what_is_no_number_is_no_figure(odd: float | None) -> None:
    assert not after((DAY, odd)).seen
