import random

import pytest

from tests.score.bounds import clustered_rate, wilson


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_a_thousand_looks_at_three_clips_prove_no_more_than_three() -> None:
    rate = clustered_rate([(0, 400), (0, 300), (0, 300)])
    assert (rate.share, rate.low) == pytest.approx((0, 0))
    assert rate.high == pytest.approx(wilson(0, 3)[1])


def test_clips_that_differ_widen_the_bounds() -> None:
    alike = clustered_rate([(5, 10)] * 9 + [(4, 10)])
    torn = clustered_rate([(10, 10)] * 5 + [(0, 10)] * 5)
    assert torn.high - torn.low > 2 * (alike.high - alike.low)


def test_the_bounds_hold_what_is_true_nineteen_times_in_twenty() -> None:
    chance = random.Random(7)
    held = 0
    for _ in range(400):
        clips = []
        for _ in range(30):
            rate = chance.betavariate(8, 2)
            clips.append((sum(chance.random() < rate for _ in range(20)), 20))
        bounds = clustered_rate(clips)
        held += bounds.low <= 0.8 <= bounds.high
    assert held >= 370


def test_nobody_looked() -> None:
    assert clustered_rate([(0, 0)]).share is None
