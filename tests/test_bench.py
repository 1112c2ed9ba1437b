"""The bench's frame: what counts as met, and that figures outlive a run of others."""

import json
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench.figure import BenchFigure, figure_of


def a_figure(value: float = 1.0, *, goal: float = 2.0, higher_is_better: bool = True) -> BenchFigure:
    return figure_of([value], unit="s", goal=goal, higher_is_better=higher_is_better, method="by hand")


def test_the_median_is_the_value_and_half_the_range_its_spread() -> None:
    figure = figure_of([3, 1, 10, 4], unit="s", goal=5, higher_is_better=False, method="by hand")
    assert (figure.value, figure.spread, figure.is_met) == (3.5, 4.5, True)


def test_a_figure_below_its_goal_is_missed() -> None:
    assert not a_figure(1, goal=2).is_met
    assert a_figure(1, goal=2, higher_is_better=False).is_met


def test_a_figure_outlives_a_run_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "RESULT", tmp_path / "build" / "bench.json")
    bench.write({"agent.memory": a_figure(1)})
    bench.write({"ingest.rate": a_figure(2)})
    written = json.loads(bench.RESULT.read_text())
    assert list(written) == ["agent.memory", "ingest.rate"]
    assert set(written["ingest.rate"]) == {"value", "unit", "goal", "higher_is_better", "spread", "method"}


def test_a_missed_goal_is_said_in_the_table() -> None:
    assert "MISSED" in bench.table({"ingest.rate": a_figure(1, goal=2)})
