"""A slow machine's looks are given more time, and only as much as somebody sensible asked for."""

from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Reading
from agent.checks.patience import patience
from agent.checks.runner import take_look
from contract.verdicts import Judgement
from tests.checks.test_isolation import GIVEN, a_reading
from tests.support.devices import a_terminal


@pytest.mark.parametrize(
    ("said", "factor"), [("", 1.0), ("6", 6.0), ("2.5", 2.5), ("0.1", 1.0), ("1000", 1.0), ("nan", 1.0), ("much", 1.0)]
)
def test_the_factor_is_what_the_environment_says_if_it_makes_sense(said: str, factor: float) -> None:
    assert patience({"BEKET_PATIENCE": said}) == factor
    assert patience({}) == 1.0


def test_a_probe_has_its_deadline_stretched_by_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEKET_PATIENCE", "3")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "misbehaving"))
    answers = take_look_at(a_reading("hangs_and_ignores_its_alarm", deadline_s=0.5), tmp_path)
    assert answers["camera.frames"].facts["error"] == "misbehaving did not end within 2 s"


def take_look_at(reading: Reading, folder: Path) -> dict[str, Judgement]:
    return take_look(reading, a_terminal(folder), GIVEN, prober=Prober(start_s=0.5))
