"""Orders to a virtual terminal: every verb has a course that ends."""

from pathlib import Path
from typing import Any

import pytest

from contract.codec import decode_up
from contract.messages import CommandResult
from contract.orders import RULES, UPLOAD, Verb
from contract.topics import Down
from simulation.terminal import VirtualTerminal
from simulation.voice import Outgoing
from tests.simulation.factories import COMMAND_TOPIC, CONFIG_TOPIC, a_signed, a_terminal
from tests.support.receiving import TOKEN

ARGUMENTS: dict[str, str] = {
    "component": "microphone",
    "percent": "80",
    "question": "view",
    UPLOAD: f"https://centre.example/up/{TOKEN}",
}


def told(outgoing: list[Outgoing]) -> list[CommandResult]:
    messages = [decode_up(one.channel, one.payload) for one in outgoing]
    return [message for message in messages if isinstance(message, CommandResult)]


def a_connected(folder: Path, **settings: Any) -> VirtualTerminal:
    terminal = a_terminal(folder)
    terminal.connected(0.0)
    if settings:
        terminal.received(CONFIG_TOPIC, a_signed(settings), 0.0)
    return terminal


def ordered(terminal: VirtualTerminal, verb: str, **changes: Any) -> list[CommandResult]:
    known = RULES[Verb(verb)].arguments if verb in set(Verb) else {}
    args = {name: ARGUMENTS[name] for name, argument in known.items() if argument.required}
    command = {"id": "c1", "boot": "boot", "expires_uptime_ms": 60_000, "verb": verb, "args": args} | changes
    said = told(terminal.received(COMMAND_TOPIC, a_signed(command, kind=Down.COMMAND), 1.0))
    return said + [result for second in range(2, 90) for result in told(terminal.tick(float(second)))]


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_begins_goes_on_and_ends(tmp_path: Path, verb: Verb) -> None:
    said = ordered(a_connected(tmp_path, privacy={"snapshots": True}), verb)
    states = [result.state for result in said]
    assert states[:2] == ["running", "running"]
    assert states[-1] in {"done", "failed", "refused"}
    assert said[1].step


def test_no_picture_without_the_settings_leave_and_nothing_unknown_or_too_late(tmp_path: Path) -> None:
    assert ordered(a_connected(tmp_path), "snapshot")[0].why == "not_allowed"
    assert ordered(a_connected(tmp_path), "make_coffee")[0].why == "unknown_verb"
    assert ordered(a_connected(tmp_path), "reboot", boot="another")[0].state == "expired"
