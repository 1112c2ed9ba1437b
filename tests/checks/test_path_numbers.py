"""The arithmetic of the path on echoes made by hand: order, loss each way, jitter, lateness; and its rules' limits."""

import math

import pytest

from agent.checks.reading.network_path import cost_of, plan
from agent.measure.path import burst_ratio, jitter, late, losses, path_numbers, reordered, round_trip_ms
from contract.configuration.path import LineClass, Path, VoiceCodec
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Baseline
from contract.judgement.centre import RoundTripNumbers, judge_centre
from contract.judgement.circumstances import Circumstances
from contract.judgement.path import PathNumbers, judge_path, judge_quality
from contract.stamp import Echo
from contract.verdicts import Reason, Verdict
from hardware.network.throughput import cost as throughput_cost

MS = 1_000_000
FAR_CLOCK = 5_000_000_000 * MS


def an_echo(asked: int, *, number: int | None = None, up_ms: float = 30, down_ms: float = 20) -> Echo:
    sent = asked * 20 * MS
    reached = FAR_CLOCK + sent + int(up_ms * MS)
    return Echo(
        asked=asked,
        number=asked if number is None else number,
        sent_ns=sent,
        reached_ns=reached,
        left_ns=reached + 7 * MS,
        back_ns=sent + int((up_ms + 7 + down_ms) * MS),
    )


def given(*, baseline: float | None = None, **rules: object) -> Circumstances:
    baselines = {} if baseline is None else {"rtt_ms": Baseline(median=baseline, spread=5.0)}
    return Circumstances(configuration=Configuration(path=Path(**rules)), baselines=baselines)  # type: ignore[arg-type]


def test_the_round_trip_leaves_out_the_reflector_s_own_time_and_its_clock() -> None:
    assert round_trip_ms(an_echo(3)) == pytest.approx(50)


def test_jitter_follows_the_recurrence_of_rfc_3550() -> None:
    assert jitter([10, 10, 10]) == 0
    # |D| = 16, 0: J = 1, then 1 - 1/16; the mean over the test is told.
    assert jitter([10, 26, 26]) == pytest.approx((1 + 15 / 16) / 2)
    assert jitter([100, 116] * 2000) == pytest.approx(16, rel=0.01)
    assert jitter([5]) == 0


@pytest.mark.parametrize(
    ("echoes", "sent", "expected"),
    [
        ([(0, 0), (1, 1), (2, 2), (3, 3)], 4, (0, 0, 0)),
        ([(0, 0), (2, 1), (3, 2)], 4, (0.25, 0, 0)),  # 1 never reached the reflector
        ([(0, 0), (2, 2), (3, 3)], 4, (0, 0.25, 0)),  # 1 did, and did not come back
        ([(0, 0), (1, 1)], 4, (0, 0, 0.5)),  # nobody knows
    ],
)
def test_a_loss_has_a_direction(echoes: list[tuple[int, int]], sent: int, expected: tuple[float, float, float]) -> None:
    assert losses([an_echo(asked, number=number) for asked, number in echoes], sent=sent) == expected


def test_packets_that_overtake_each_other_are_out_of_order_and_not_lost() -> None:
    assert reordered([0, 2, 1, 3]) == 0.25
    assert losses([an_echo(0), an_echo(2, number=1), an_echo(1, number=2)], sent=3) == (0, 0, 0)


def test_a_reflector_that_begins_to_count_anew_loses_nothing_on_the_way_up() -> None:
    begun_again = [an_echo(asked, number=asked % 50) for asked in range(100)]
    assert losses(begun_again, sent=100) == (0, 0, 0)


def test_a_copy_is_counted_once() -> None:
    numbers = path_numbers([an_echo(0), an_echo(0, number=1), an_echo(1, number=2)], sent=2, playout_ms=60)
    assert (numbers.answered, numbers.loss) == (2, 0)


def test_what_comes_after_its_time_in_the_play_out_buffer_is_late() -> None:
    assert late([30, 35, 89, 91], 60) == 0.25


def test_a_burst_is_longer_than_chance_would_have_it() -> None:
    assert burst_ratio(set(range(100)) - {50}, sent=100) == 1
    assert burst_ratio(set(range(100)) - {50, 51, 52, 53}, sent=100) == pytest.approx(4 * 0.96)


def test_a_test_that_nobody_answered_has_no_figures() -> None:
    assert path_numbers([], sent=9, playout_ms=60) == PathNumbers(sent=9)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        (PathNumbers(rtt_ms=150, jitter_up_ms=20, loss_up=0.01), Verdict.OK),
        (PathNumbers(rtt_ms=151), Verdict.WARNING),
        (PathNumbers(rtt_ms=400, jitter_down_ms=50, loss_down=0.05), Verdict.WARNING),
        (PathNumbers(rtt_ms=401), Verdict.FAILED),
        (PathNumbers(rtt_ms=9, jitter_up_ms=51), Verdict.FAILED),
        (PathNumbers(rtt_ms=9, loss_unplaced=0.5), Verdict.FAILED),
    ],
)
def test_green_amber_and_red_are_where_the_bar_has_them(numbers: PathNumbers, verdict: Verdict) -> None:
    assert judge_path(numbers, given()).verdict is verdict


@pytest.mark.parametrize(
    ("rtt_ms", "usual_ms", "verdict"),
    [
        (560, None, Verdict.OK),
        (720, None, Verdict.WARNING),
        (1250, None, Verdict.FAILED),
        (560, 540, Verdict.OK),
        (760, 750, Verdict.OK),
        (560, 350, Verdict.WARNING),
        (140, 60, Verdict.OK),
        (1250, 1100, Verdict.FAILED),
    ],
)
def test_by_satellite_500_ms_for_ever_is_no_alarm_and_a_rise_is(
    rtt_ms: float, usual_ms: float | None, verdict: Verdict
) -> None:
    answer = judge_path(PathNumbers(rtt_ms=rtt_ms), given(baseline=usual_ms, link_class=LineClass.SATELLITE))
    assert answer.verdict is verdict


def test_the_way_to_the_broker_is_judged_by_the_line_s_class_too() -> None:
    slow = RoundTripNumbers(rtt_ms=560)
    assert judge_centre(slow, given()).verdict is Verdict.FAILED
    assert judge_centre(slow, given(link_class=LineClass.SATELLITE)).verdict is Verdict.OK


def test_a_wired_line_is_never_used_to_being_slow() -> None:
    assert judge_path(PathNumbers(rtt_ms=500), given(baseline=500)).reasons == (Reason.NETWORK_HIGH_RTT,)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        (PathNumbers(rtt_ms=40), Verdict.OK),
        (PathNumbers(rtt_ms=40, loss_up=0.08), Verdict.WARNING),
        (PathNumbers(rtt_ms=40, late_down=0.3), Verdict.FAILED),
        (PathNumbers(rtt_ms=500), Verdict.WARNING),
    ],
)
def test_the_worse_direction_says_how_a_call_would_sound(numbers: PathNumbers, verdict: Verdict) -> None:
    assert judge_quality(numbers, given()).verdict is verdict


def test_what_has_no_itu_value_is_called_a_heuristic() -> None:
    numbers = PathNumbers(rtt_ms=40)
    assert "method" not in judge_quality(numbers, given()).facts
    assert judge_quality(numbers, given(codec=VoiceCodec.OPUS)).facts["method"].startswith("heuristic")


def test_a_satellite_is_given_the_advantage_that_the_recommendation_has_for_it() -> None:
    numbers = PathNumbers(rtt_ms=700)
    assert judge_quality(numbers, given(link_class=LineClass.SATELLITE)).verdict is Verdict.OK


def test_a_day_of_tests_stays_within_two_megabytes() -> None:
    configuration = Configuration()
    looks = 10 * 3600 // configuration.looks.full_s  # opening hours of a long day
    light = looks * cost_of(*plan(configuration.path, full=False))
    full = 3 * cost_of(*plan(configuration.path, full=True))  # before opening and before two receptions
    assert configuration.path.day_bytes <= 2_000_000
    assert light + full + throughput_cost() <= configuration.path.day_bytes
    assert math.isclose(cost_of(*plan(configuration.path, full=True)), 0.2e6, rel_tol=0.1)
