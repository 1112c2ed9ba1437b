"""After a commit the hooks have the configuration; the centre hears how each ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.helper.protocol import HelperAnswer
from contract.messages import ConfigOutcome
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.helper.pretended import Pretended, a_pretended_helper
from tests.support.waiting import until

SLOWER = {"looks": {"quick_s": 600}}


@pytest.fixture
def helper(tmp_path: Path, terminal: AgentProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pretended]:
    with a_pretended_helper(tmp_path) as pretended:
        monkeypatch.setenv("BEKET_HELPER", str(pretended.path))
        yield pretended
        if terminal.process and terminal.process.poll() is None:
            terminal.kill()


def told(centre: FakeCentre) -> ConfigOutcome:
    return centre.wait_for(ConfigOutcome, lambda outcome: bool(outcome.hooks), within_s=30)


def test_hooks_run_once_for_each_committed_configuration(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    helper.answer = HelperAnswer(ok=False, facts={"10-good": "ok: set", "20-bad": "status 3: no such file"})
    terminal.start()
    centre.wait_until_online()
    centre.configure(SLOWER, generation=2)
    outcome = told(centre)
    assert outcome.hooks == {"10-good": "ok: set", "20-bad": "status 3: no such file"}
    assert [(each.path, each.value) for each in outcome.problems] == [("hooks.d/20-bad", "status 3: no such file")]
    terminal.kill()
    terminal.start()
    until(lambda: terminal.log.count("agent.started") == 2 and (status := terminal.status) and status.spooled == 0)
    assert helper.asked == ["run_hooks"]


def test_hooks_that_a_power_cut_kept_from_running_run_at_the_next_start(
    helper: Pretended, terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start(environment={"BEKET_HELPER": str(helper.path.with_name("none"))})
    centre.wait_until_online()
    centre.configure(SLOWER, generation=2)
    centre.wait_for_outcome("proven")
    terminal.kill()
    (terminal.folder / "hooks-given").unlink(missing_ok=True)  # as if it had been cut off before
    terminal.start()
    until(lambda: helper.asked == ["run_hooks"], within_s=30)


def test_a_folder_that_others_may_write_to_is_told_and_runs_nothing(
    terminal: AgentProcess, centre: FakeCentre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BEKET_HELPER", str(tmp_path / "none"))
    own = terminal.folder / "hooks.d"
    own.mkdir()
    (own / "10-any").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (own / "10-any").chmod(0o777)
    terminal.start()
    centre.wait_until_online()
    centre.configure(SLOWER, generation=2)
    assert "can be written to by others" in told(centre).hooks["hooks.d"]
    assert not (tmp_path / "ran").exists()


def test_in_development_hooks_of_the_state_folder_run_as_its_owner(
    terminal: AgentProcess, centre: FakeCentre, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BEKET_HELPER", str(tmp_path / "none"))
    own = terminal.folder / "hooks.d"
    own.mkdir(mode=0o755)
    (own / "10-note").write_text(f"#!/bin/sh\ncat > {tmp_path}/noted\n")
    (own / "10-note").chmod(0o755)
    terminal.start()
    centre.wait_until_online()
    centre.configure(SLOWER, generation=2)
    assert told(centre).hooks == {"10-note": "ok"}
    assert '"quick_s":600' in (tmp_path / "noted").read_text()
