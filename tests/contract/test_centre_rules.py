"""What the way to the centre says: a past absence with its cause, and the day's data."""

import pytest

from contract.configuration.schema import Configuration
from contract.judgement.centre import AbsenceNumbers, DataNumbers, RoundTripNumbers, judge_centre, judge_data
from contract.judgement.circumstances import Circumstances
from contract.trouble import Trouble
from contract.verdicts import Reason, Verdict

GIVEN = Circumstances(configuration=Configuration())


@pytest.mark.parametrize(("rtt_ms", "verdict"), [(50.0, Verdict.OK), (None, Verdict.NO_EVIDENCE)])
def test_how_long_the_centre_was_away_and_why_is_told_and_is_no_fault(rtt_ms: float | None, verdict: Verdict) -> None:
    absence = AbsenceNumbers(away_s=7200, trouble=Trouble.FOREIGN_CERTIFICATE)
    judged = judge_centre(RoundTripNumbers(rtt_ms=rtt_ms, absence=absence), GIVEN)
    assert (judged.verdict, judged.facts) == (verdict, {"cause": "foreign_certificate"})
    assert ("away_s", 7200, "s") in [(figure.name, figure.value, figure.unit) for figure in judged.figures]


@pytest.mark.parametrize(("spent", "verdict"), [(8_000_000, Verdict.OK), (8_000_001, Verdict.WARNING)])
def test_only_more_than_the_days_data_deserves_attention(spent: int, verdict: Verdict) -> None:
    judged = judge_data(DataNumbers(spent=spent, allowed=8_000_000))
    assert judged.verdict is verdict
    assert (Reason.NETWORK_OVER_BUDGET in judged.reasons) is verdict.is_bad
