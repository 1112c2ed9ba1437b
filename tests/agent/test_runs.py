from pathlib import Path

import msgspec

from agent.clock import Clock
from agent.runs import MOST, AgentRun, begin_run, end_run, read_runs


def test_a_run_that_ended_is_told_from_one_that_did_not(tmp_path: Path) -> None:
    file, clock = tmp_path / "runs.json", Clock()
    begin_run(file, clock)
    end_run(file)
    begin_run(file, clock)
    assert [run.ended for run in read_runs(file)] == [True, False]


def test_a_crash_loop_does_not_push_out_how_the_boot_before_ended(tmp_path: Path) -> None:
    file, clock = tmp_path / "runs.json", Clock()
    file.write_bytes(msgspec.json.encode([AgentRun(boot="before", began_ms=1, wall_ms=1, ended=True)]))
    for _ in range(MOST + 5):
        begin_run(file, clock)
    runs = read_runs(file)
    assert (runs[0].boot, len(runs)) == ("before", MOST + 1)


def test_a_broken_file_is_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "runs.json"
    file.write_bytes(b"{")
    begin_run(file, Clock())
    assert len(read_runs(file)) == 1
