"""The table of verdicts: what changes, since when, and what is worth telling."""

import pytest

from agent.verdicts import VerdictTable
from contract.configuration.looks import Looks
from contract.verdicts import Figure, Judgement, Reason, Verdict

RULES = Looks(bad_of=3, window=5, recover_of=2)
OK = Judgement(verdict=Verdict.OK)
COVERED = Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_COVERED,))
MISSING = Judgement(verdict=Verdict.FAILED, reasons=(Reason.CAMERA_MISSING,))
CHECK = "camera.view"


def after(*looks: Judgement) -> tuple[VerdictTable, list[tuple[int, Verdict]]]:
    table = VerdictTable()
    changes = []
    for moment, look in enumerate(looks, start=1):
        if (state := table.apply(CHECK, look, looked_ms=moment, rules=RULES)) is not None and state.changed:
            changes.append((moment, state.verdict))
    return table, changes


@pytest.mark.parametrize(
    ("looks", "changes"),
    [
        ((OK, OK), [(1, Verdict.OK)]),
        ((OK, COVERED, COVERED, COVERED), [(1, Verdict.OK), (4, Verdict.FAILED)]),
        ((OK, COVERED, OK, COVERED, COVERED), [(1, Verdict.OK), (5, Verdict.FAILED)]),
        ((OK, COVERED, OK, OK, OK), [(1, Verdict.OK)]),
        ((OK, MISSING, OK), [(1, Verdict.OK), (2, Verdict.FAILED), (3, Verdict.OK)]),
        ((COVERED, COVERED, COVERED, OK, OK), [(3, Verdict.FAILED), (5, Verdict.OK)]),
    ],
)
def test_a_verdict_changes_when_it_is_confirmed(
    looks: tuple[Judgement, ...], changes: list[tuple[int, Verdict]]
) -> None:
    assert after(*looks)[1] == changes


def test_a_fault_dates_from_the_look_that_decided_it() -> None:
    table, _ = after(OK, COVERED, COVERED, COVERED, COVERED)
    state = table.tell([CHECK])[0]
    assert (state.since_ms, state.looked_ms) == (4, 5)


def test_another_reason_of_the_same_fault_is_told_but_is_no_change_of_verdict() -> None:
    table, _ = after(MISSING)
    state = table.apply(CHECK, COVERED, looked_ms=2, rules=RULES)
    assert state is not None
    assert (state.changed, state.reasons, state.since_ms) == (False, (Reason.CAMERA_COVERED,), 1)


def test_a_deviating_look_asks_for_another_and_changes_no_evidence() -> None:
    table, _ = after(OK, COVERED)
    assert table.is_undecided([CHECK])
    assert table.tell([CHECK])[0].verdict is Verdict.OK


@pytest.mark.parametrize(("told", "now", "moved"), [(100, 119, []), (100, 121, [CHECK]), (0, 0, []), (0, 0.1, [CHECK])])
def test_a_figure_is_worth_telling_beyond_its_dead_band(told: float, now: float, moved: list[str]) -> None:
    table = VerdictTable()
    for value in (told, now):
        look = Judgement(verdict=Verdict.OK, figures=(Figure(name="rtt_ms", value=value),))
        table.apply(CHECK, look, looked_ms=1, rules=RULES)
        table.remember_told([CHECK] if value == told else [])
    assert table.moved([CHECK], 0.2) == moved


def test_facts_too_long_for_the_wire_are_cut() -> None:
    table = VerdictTable()
    table.apply(CHECK, Judgement(verdict=Verdict.OK, facts={"error": "x" * 999}), looked_ms=1, rules=RULES)
    assert len(table.tell([CHECK])[0].facts["error"]) == 200


def test_the_age_of_each_check_is_told_though_its_figures_are_not() -> None:
    table, _ = after(OK, OK, OK)
    table.apply("camera.frames", OK, looked_ms=9, rules=RULES)
    assert (table.looked(), table.looked(without=["camera.frames"])) == ({CHECK: 3, "camera.frames": 9}, {CHECK: 3})


def test_that_nothing_reports_a_check_is_known_and_told() -> None:
    table = VerdictTable()
    look = Judgement(verdict=Verdict.UNKNOWN, reasons=(Reason.SYSTEM_NOT_REPORTED,))
    state = table.apply("system.power", look, looked_ms=5, rules=Looks())
    assert state is not None
    assert (state.verdict, state.reasons, table.known()) == (Verdict.UNKNOWN, look.reasons, ["system.power"])
