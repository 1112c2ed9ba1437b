"""Signed commands on a running agent: done, expired, refused, never twice, interrupted by a restart."""

import sqlite3
from typing import Any

from agent.clock import Clock
from contract.messages import CommandResult
from contract.topics import Down
from contract.verdicts import Verdict
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
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
    return [result.state for result in centre.all(CommandResult)]


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


def test_a_component_that_there_is_not_fails(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    send(centre, a_command(args={"component": "toaster"}))
    until(lambda: states(centre) == ["running", "failed"])


def test_a_command_is_done_once_however_often_it_comes(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    for _ in range(3):
        send(centre, a_command())
    send(centre, a_command(id="c2"))
    until(lambda: [r.id for r in centre.all(CommandResult) if r.state == "done"] == ["c1", "c2"])
    assert len(centre.all(CommandResult)) == 4


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
    assert (result.id, result.state, result.detail) == ("c9", "failed", "interrupted")
