"""A figure on its way to its limit is a warning with a date, and readiness is at risk before the fault is there."""

from datetime import date

import pytest

from contract.configuration.looks import Trends
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.judgement.outlook import Course, trend_judge
from contract.judgement.readiness import CheckVerdict, Situation, judge_readiness
from contract.judgement.trend import Trend
from contract.verdicts import Judgement, Readiness, Reason, Verdict

TODAY = date(2026, 12, 15).toordinal() - date(1970, 1, 1).toordinal()
JUDGE = trend_judge(
    Course(figure="rtt_ms", limit=lambda _: 150, reason=Reason.NETWORK_RTT_RISING, rising=True, unit="ms"),
    Course(figure="loss_share", limit=lambda _: 0.01, reason=Reason.NETWORK_LOSS_RISING, rising=True),
    unknown=Reason.NETWORK_NO_HISTORY,
)


def judged(*, horizon_days: int = 30, **trends: tuple[float, float]) -> Judgement:
    known = {
        name: Trend(day=TODAY, level=level, per_day=per_day, points=20) for name, (level, per_day) in trends.items()
    }
    configuration = Configuration(trends=Trends(horizon_days=horizon_days))
    return JUDGE(None, Circumstances(configuration=configuration, trends=known))


def test_before_enough_days_were_seen_there_is_no_evidence_and_nothing_is_lowered() -> None:
    answer = judged()
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_NO_HISTORY,))


def test_a_limit_within_the_horizon_is_a_warning_with_its_date_and_days_left() -> None:
    answer = judged(rtt_ms=(132.0, 2.0))
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.NETWORK_RTT_RISING,))
    left = answer.figures[0]
    assert (left.name, left.value, left.unit, left.op, left.limit) == ("days_left", 9.0, "d", "<=", 30)
    assert answer.facts == {"date": "2026-12-24"}


@pytest.mark.parametrize("course", [(40.0, 2.0), (40.0, 0.0), (140.0, -2.0)])
def test_what_arrives_later_or_never_is_well(course: tuple[float, float]) -> None:
    answer = judged(rtt_ms=course)
    assert (answer.verdict, answer.reasons, answer.facts) == (Verdict.OK, (), {})


def test_of_two_courses_the_one_that_arrives_first_gives_the_date() -> None:
    answer = judged(rtt_ms=(110.0, 2.0), loss_share=(0.005, 0.001))
    assert answer.reasons == (Reason.NETWORK_LOSS_RISING, Reason.NETWORK_RTT_RISING)
    assert answer.facts == {"date": "2026-12-20"}


def test_a_figure_past_its_limit_has_no_days_left() -> None:
    assert judged(rtt_ms=(170.0, 2.0)).figures[0].value == 0


def test_a_day_that_no_calendar_has_is_not_told() -> None:
    trends = {"rtt_ms": Trend(day=10**12, level=149.0, per_day=1.0, points=20)}
    answer = JUDGE(None, Circumstances(trends=trends))
    assert (answer.verdict, answer.facts) == (Verdict.WARNING, {"date": ""})


def test_a_trend_makes_a_terminal_that_is_well_at_risk() -> None:
    answer = judged(rtt_ms=(132.0, 2.0))
    well = [
        CheckVerdict(check=name, verdict=Verdict.OK) for name in ("camera.view", "microphone.level", "network.link")
    ]
    trend = CheckVerdict(check="network.path_trend", verdict=answer.verdict, reasons=answer.reasons)
    assert judge_readiness([*well, trend], Situation()).readiness is Readiness.AT_RISK
