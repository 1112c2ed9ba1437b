from contract.verdicts import Judgement, Reason, Verdict
from tests.score.outcome import Material, Outcome
from tests.score.tally import hard_cases, missed, score_of


def an_outcome(*raised: str, **changes: object) -> Outcome:
    reasons = tuple(Reason(each) for each in raised)
    verdict = Verdict.FAILED if raised else Verdict.OK
    defaults: dict[str, object] = {
        "component": "camera",
        "source": "room",
        "name": "ordinary",
        "material": Material.COMPOSED,
        "answers": {"camera.view": Judgement(verdict=verdict, reasons=reasons)},
    }
    return Outcome(**(defaults | changes))  # type: ignore[arg-type]


def a_cover(*raised: str, **changes: object) -> Outcome:
    return an_outcome(
        *raised, **({"reason": "camera.covered", "name": "hand", "material": Material.INJECTED} | changes)
    )


def test_recall_counts_the_reason_itself_and_no_other() -> None:
    outcomes = [a_cover("camera.covered"), a_cover("camera.dark_room")]
    row = score_of(outcomes, ["camera.covered"])["camera"]["covered"]["injected"]
    assert (row.recall, row.faults) == (0.5, 2)
    assert missed(outcomes)[0].instead == ("camera.dark_room",)


def test_false_alarms_are_counted_on_good_looks_of_the_same_component() -> None:
    alarm = an_outcome("camera.covered", source="hall")
    row = score_of([a_cover(), an_outcome(), an_outcome(), alarm], ["camera.covered"])["camera"]["covered"]["injected"]
    assert (row.false_alarms_per_1000, row.good, row.clips) == (1000 / 3, 3, 2)


def test_real_material_is_told_apart() -> None:
    outcomes = [
        a_cover(),
        a_cover("camera.covered", material=Material.REAL),
        an_outcome(material=Material.REAL),
    ]
    rows = score_of(outcomes, ["camera.covered"])["camera"]["covered"]
    assert (rows["real"].recall, rows["injected"].recall, rows["real"].good) == (1, 0, 1)


def test_hard_cases_are_told_apart_from_the_false_alarms() -> None:
    hard = an_outcome("camera.dark_room", case="door opened")
    assert score_of([hard, a_cover()], ["camera.covered"])["camera"]["covered"]["injected"].good == 0
    assert hard_cases([hard])[0].called == {"camera.dark_room": 1}


def test_a_look_that_could_not_be_judged_proves_nothing() -> None:
    blind = {"camera.view": Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.CAMERA_NO_REFERENCE,))}
    outcomes = [a_cover("camera.covered"), an_outcome(), an_outcome(answers=blind)]
    assert score_of(outcomes, ["camera.covered"])["camera"]["covered"]["injected"].good == 1
