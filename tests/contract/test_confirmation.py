import pytest

from contract.configuration.looks import Looks
from contract.judgement.confirmation import Confirmation, confirm
from contract.verdicts import Judgement, Reason, Verdict
from tests.contract.factories import a_look

RULES = Looks()
GOOD = a_look()
BAD = a_look(Verdict.FAILED, Reason.CAMERA_COVERED)
AMBER = a_look(Verdict.WARNING, Reason.NETWORK_HIGH_RTT)
GONE = a_look(Verdict.FAILED, Reason.CAMERA_MISSING)
BLIND = a_look(Verdict.NO_EVIDENCE, Reason.CAMERA_DARK_ROOM)
BROKE = a_look(Verdict.NO_EVIDENCE, Reason.CAMERA_NOT_CHECKED)
YOUNG = a_look(Verdict.NO_EVIDENCE, Reason.CAMERA_NO_HISTORY)
SILENT = a_look(Verdict.UNKNOWN, Reason.SYSTEM_NOT_REPORTED)
BUSY = a_look(Verdict.IN_USE, Reason.CAMERA_IN_USE)


def after(*looks: Judgement) -> Confirmation:
    known = Confirmation()
    for look in looks:
        known = confirm(known, look, RULES)
    return known


@pytest.mark.parametrize(
    ("looks", "verdict"),
    [
        ((), Verdict.UNKNOWN),
        ((GOOD,), Verdict.OK),
        ((GOOD, BAD), Verdict.OK),
        ((GOOD, BAD, BAD), Verdict.OK),
        ((GOOD, BAD, BAD, BAD), Verdict.FAILED),
        ((GOOD, BAD, GOOD, BAD, BAD), Verdict.FAILED),
        ((BAD, GOOD, GOOD, GOOD, BAD, BAD), Verdict.OK),
        ((BAD, BAD), Verdict.UNKNOWN),
        ((GOOD, SILENT), Verdict.UNKNOWN),
        ((BAD, BAD, BAD, SILENT), Verdict.FAILED),
        ((BAD, BAD, BAD), Verdict.FAILED),
        ((BAD, BAD, BAD, GOOD), Verdict.FAILED),
        ((BAD, BAD, BAD, GOOD, GOOD), Verdict.OK),
        ((BAD, BAD, BAD, GOOD, BAD, GOOD), Verdict.FAILED),
        ((AMBER, AMBER, AMBER, BAD), Verdict.WARNING),
        ((AMBER, AMBER, BAD), Verdict.UNKNOWN),
        ((AMBER, BAD, BAD, AMBER), Verdict.WARNING),
        ((AMBER, AMBER, AMBER, BAD, BAD, BAD), Verdict.FAILED),
        ((BAD, BAD, BAD, AMBER), Verdict.FAILED),
        ((BAD, BAD, BAD, AMBER, AMBER), Verdict.WARNING),
        ((BAD, BAD, BAD, AMBER, AMBER, BAD), Verdict.WARNING),
        ((GONE, AMBER), Verdict.WARNING),
        ((GOOD, GONE), Verdict.FAILED),
        ((GOOD, GONE, GOOD), Verdict.OK),
        ((GOOD, BUSY), Verdict.IN_USE),
        ((BUSY, GOOD), Verdict.OK),
        ((GOOD, BLIND), Verdict.NO_EVIDENCE),
        ((BAD, BAD, BAD, BLIND), Verdict.FAILED),
        ((BROKE,), Verdict.NO_EVIDENCE),
        ((GOOD, BROKE), Verdict.OK),
        ((GOOD, BROKE, BROKE, BROKE), Verdict.NO_EVIDENCE),
        ((GOOD, BROKE, BROKE, BROKE, GOOD), Verdict.OK),
        ((BAD, BAD, BAD, BROKE, BROKE, BROKE), Verdict.FAILED),
        ((BAD, BAD, BAD, GOOD, BROKE, GOOD), Verdict.FAILED),
    ],
)
def test_looks_become_a_verdict(looks: tuple[Judgement, ...], verdict: Verdict) -> None:
    assert after(*looks).verdict is verdict


@pytest.mark.parametrize(
    ("looks", "undecided"),
    [
        ((GOOD,), False),
        ((GOOD, BROKE), True),
        ((GOOD, BAD), True),
        ((GOOD, BAD, GOOD), False),
        ((BAD, BAD, BAD), False),
    ],
)
def test_a_deviating_look_asks_for_confirming_looks(looks: tuple[Judgement, ...], *, undecided: bool) -> None:
    assert after(*looks).is_undecided is undecided


@pytest.mark.parametrize("standing", [YOUNG, SILENT])
def test_a_busy_minute_does_not_take_the_place_of_an_answer_that_has_a_reason(standing: Judgement) -> None:
    assert after(*[standing] * 5, BROKE, BROKE).reasons == standing.reasons
    assert after(*[standing] * 5, BROKE, BROKE, BROKE).reasons == BROKE.reasons
    assert after(standing, BROKE, standing, BROKE, BROKE).reasons == standing.reasons


def test_a_fault_mended_and_back_is_counted_anew() -> None:
    assert after(BAD, BAD, BAD, GOOD, GOOD, BAD).verdict is Verdict.OK


def test_the_verdict_keeps_its_reason() -> None:
    assert after(GOOD, BAD, BAD, BAD).reasons == (Reason.CAMERA_COVERED,)
