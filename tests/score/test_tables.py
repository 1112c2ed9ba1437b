from pathlib import Path

import pytest

from contract.verdicts import Reason
from tests.score import camera_faults, sound_faults
from tests.score.goals import GOALS
from tests.score.knobs import TURNS
from tests.score.outcome import Material, Outcome
from tests.score.tables import BEGIN, END, HEAD, known_reasons, replaced, score_tables
from tests.score.tally import row_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


SECTION = PAGE.partition(BEGIN)[2].partition(END)[0]


def told_reasons(section: str = SECTION) -> set[str]:
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    return {row[1].strip(" `") for row in rows if len(row) == len(HEAD) + 2}


def test_the_page_tells_known_reasons_only_and_each_that_has_a_goal() -> None:
    told = told_reasons()
    assert told <= set(known_reasons())
    assert not told or set(GOALS) <= told


def test_a_table_tells_each_reason_of_its_score() -> None:
    row = row_of("camera.covered", faults=[], good=[])
    section = score_tables({"camera": {"covered": {"injected": row}, "moved": {"injected": row, "real": row}}})
    assert told_reasons(section) == {"camera.covered", "camera.moved"}


def test_a_goal_is_not_called_met_where_no_fault_was_there_to_be_found() -> None:
    good = [Outcome(component="camera", source="room", name="ordinary", material=Material.REAL)]
    section = score_tables({"camera": {"covered": {"real": row_of("camera.covered", faults=[], good=good)}}})
    assert "met" not in section


def test_each_fault_has_a_reason_of_the_contract() -> None:
    injected = {fault.reason for fault in camera_faults.FAULTS} | {fault.reason for fault in sound_faults.FAULTS}
    turned = {turns.reason for turns in TURNS}
    assert injected | turned <= {reason.value for reason in Reason}


def test_a_section_is_replaced_between_its_markers_and_nowhere_else() -> None:
    page = replaced(f"before\n{BEGIN}\nold\n{END}\nafter\n", "new\n")
    assert page == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="no markers"):
        replaced("a page", "new")
