"""The E-model against the Recommendation's check values, and against a published fit of its delay."""

import pytest

from contract.judgement.emodel import opinion, rating


@pytest.mark.parametrize(("rated", "mos"), [(93.2, 4.41), (80, 4.02), (70, 3.60), (60, 3.10), (50, 2.58)])
def test_the_check_values_of_g_107(rated: float, mos: float) -> None:
    assert opinion(rated) == pytest.approx(mos, abs=0.005)


def test_a_line_without_fault_has_the_rating_of_the_defaults() -> None:
    assert rating(delay_ms=0, loss=0) == pytest.approx(93.2, abs=0.001)


@pytest.mark.parametrize("delay_ms", [25, 100, 150, 200, 250, 300])
def test_delay_costs_what_cole_and_rosenbluth_fitted(delay_ms: float) -> None:
    fitted = 93.2 - 0.024 * delay_ms - 0.11 * max(0.0, delay_ms - 177.3)
    assert rating(delay_ms=delay_ms, loss=0) == pytest.approx(fitted, abs=0.6)


@pytest.mark.parametrize(("loss", "rated"), [(0.01, 89.56), (0.05, 77.42), (0.1, 66.13)])
def test_loss_costs_what_g_711_with_concealment_bears(loss: float, rated: float) -> None:
    assert rating(delay_ms=0, loss=loss) == pytest.approx(rated, abs=0.01)


def test_losses_in_bursts_cost_more() -> None:
    assert rating(delay_ms=0, loss=0.05, burst_ratio=2) < rating(delay_ms=0, loss=0.05) - 0.5


@pytest.mark.parametrize("rated", [-5, 0, 100, 120])
def test_an_opinion_stays_on_its_scale(rated: float) -> None:
    assert 1 <= opinion(rated) <= 4.5
    assert 0 <= rating(delay_ms=1e6, loss=1.0, burst_ratio=9) <= 100
