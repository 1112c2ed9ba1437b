"""Signed commands on a running agent: done, expired, refused, never twice, interrupted by a restart."""

import sqlite3
import subprocess
from typing import Any

import pytest

from agent.clock import Clock
from agent.door import Ask, Asked, knock
from contract.messages import CommandResult
from contract.topics import Down
from contract.verdicts import Verdict
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support import conference
from tests.support.receiving import TOKEN
from tests.support.waiting import until


def a_command(**changes: Any) -> dict[str, Any]:
    clock = Clock()
    fresh = {
        "id": "c1",
        "boot": clock.boot,
        "expires_uptime_ms": clock.uptime_ms() + 60_000,
        "verb": "check_now",
        "args": {},
    }
    return fresh | changes


def send(centre: FakeCentre, command: dict[str, Any]) -> None:
    centre.send(Down.COMMAND, centre.sign(Down.COMMAND, command, generation=1))


def states(centre: FakeCentre) -> list[str]:
    """The states that commands went through: steps within one are left out."""
    return list(dict.fromkeys(result.state for result in centre.all(CommandResult)))


def last(centre: FakeCentre) -> tuple[str, str]:
    results = centre.all(CommandResult)
    return (str(results[-1].state), str(results[-1].why)) if results else ("", "")


def answer(terminal: AgentProcess, *, yes: bool) -> None:
    def question() -> str:
        status = terminal.status
        return status.questions[0].id if status and status.questions else ""

    knock(terminal.folder / "door.sock", Asked(ask=Ask.ANSWER, subject=until(question), yes=yes))


def started(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    centre.wait_for_check(lambda state: state.verdict is Verdict.OK)


def test_check_now_looks_and_is_done(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command())
    until(lambda: states(centre) == ["running", "done"])


def test_a_command_for_another_boot_is_expired(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(boot="0f3c"))
    until(lambda: states(centre) == ["expired"])


def test_a_command_that_came_too_late_is_expired(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(expires_uptime_ms=1))
    until(lambda: states(centre) == ["expired"])


def test_a_verb_that_this_version_does_not_know_is_refused(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(verb="make_coffee"))
    until(lambda: states(centre) == ["refused"])


def test_a_component_that_there_is_not_is_refused_by_its_name(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(args={"component": "toaster"}))
    until(lambda: states(centre) == ["refused"])


def test_a_command_is_done_once_however_often_it_comes(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    for _ in range(3):
        send(centre, a_command())
    send(centre, a_command(id="c2"))
    until(lambda: [r.id for r in centre.all(CommandResult) if r.state == "done"] == ["c1", "c2"])
    assert sum(r.state == "done" for r in centre.all(CommandResult)) == 2


def test_an_unsigned_command_does_nothing(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.send(Down.COMMAND, b'{"id":"c1","verb":"check_now"}')
    until(lambda: "command.refused" in terminal.log)
    assert states(centre) == []


def test_a_restart_finds_a_running_command_interrupted(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    terminal.kill()
    with sqlite3.connect(terminal.folder / "spool.sqlite") as journal:
        journal.execute("INSERT INTO command VALUES ('c9', 'boot', 'check_now', 'running')")
    journal.close()
    terminal.start()
    result = centre.wait_for(CommandResult)
    assert (result.id, result.state, result.why) == ("c9", "failed", "interrupted")


@pytest.mark.parametrize(("boot", "state"), [("an earlier one", "done"), (Clock().boot, "failed")])
def test_a_reboot_is_done_when_the_next_run_is_of_another_boot(
    terminal: AgentProcess, centre: FakeCentre, boot: str, state: str
) -> None:
    started(terminal, centre)
    terminal.kill()
    with sqlite3.connect(terminal.folder / "spool.sqlite") as journal:
        journal.execute("INSERT INTO command VALUES ('c9', ?, 'reboot', 'running')", (boot,))
    journal.close()
    terminal.start()
    assert centre.wait_for(CommandResult).state == state


def test_the_agent_begins_anew_when_it_is_told_and_says_then_that_it_did(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    started(terminal, centre)
    send(centre, a_command(verb="restart_agent"))
    done = centre.wait_for(CommandResult, lambda result: result.state == "done", within_s=30)
    running = centre.wait_for(CommandResult, lambda result: result.state == "running")
    assert done.run != running.run
    assert terminal.process is not None
    assert terminal.process.poll() is None


def test_no_picture_leaves_where_the_configuration_does_not_allow_it(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    started(terminal, centre)
    upload = f"https://centre.example/up/{TOKEN}"
    send(centre, a_command(verb="snapshot", args={"question": "view", "upload": upload}))
    until(lambda: last(centre) == ("refused", "not_allowed"))
    assert TOKEN not in terminal.log


def test_she_is_asked_for_a_picture_and_her_no_is_final(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"privacy": {"snapshots": True}}, generation=2)
    centre.wait_for_outcome("proven")
    upload = f"https://centre.example/up/{TOKEN}"
    send(centre, a_command(verb="snapshot", args={"question": "view", "upload": upload}))
    answer(terminal, yes=False)
    until(lambda: last(centre) == ("refused", "declined"))
    assert TOKEN not in terminal.log


def test_during_a_call_a_verb_that_disturbs_waits_for_her_yes(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"application": {"executables": [conference.NAME]}}, generation=2)
    centre.wait_for_outcome("proven")
    caller: subprocess.Popen[str] = conference.start(terminal.folder / "answers.json")
    try:
        send(centre, a_command(verb="unmute", args={"component": "microphone"}))
        answer(terminal, yes=True)
        until(lambda: last(centre) == ("failed", "no_helper"), within_s=20)
    finally:
        caller.communicate("")
    assert "agreed" in [result.step for result in centre.all(CommandResult)]


def test_the_terminal_s_number_is_shown_for_whom_looks_for_it(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(verb="identify"))
    until(lambda: (status := terminal.status) and status.shown_until_ms)
    assert last(centre) == ("running", "")


def test_the_number_is_shown_though_she_wants_no_tone(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(verb="identify", args={"tone": "yes"}))
    answer(terminal, yes=False)
    until(lambda: (status := terminal.status) and status.shown_until_ms and not status.questions)
    assert last(centre) == ("running", "")
