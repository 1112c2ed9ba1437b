"""`beket-agent ledger` and `not-now`: what the employee may know of our looks, and say to them."""

import sys
from pathlib import Path

import msgspec

from agent.checks.consent import refuse
from agent.clock import Clock
from agent.configuration.store import Store
from agent.folder import StateFolder
from agent.ledger import read_ledger
from agent.lock import is_held
from agent.status import read_status
from agent.telling import say, tell_use
from contract.configuration.people import Language


def print_ledger(state: Path, *, language: str | None, as_json: bool) -> int:
    """Say when we used the camera or the microphone, for how long, why, and what left the branch."""
    uses = read_ledger(state)
    spoken = _language(state, language)
    for use in uses:
        _print(msgspec.json.encode(use).decode() if as_json else tell_use(use, spoken))
    if not uses and not as_json:
        _print(say("ledger_empty", spoken))
    return 0


def say_not_now(state: Path, *, language: str | None) -> int:
    """Put off the test tone that is counted down; return 1 if there is none, or the agent's folder is not ours."""
    folder = StateFolder(state)
    status, clock, spoken = read_status(folder.status), Clock(), _language(state, language)
    now_ms = clock.uptime_ms()
    awaited = status is not None and status.boot == clock.boot and is_held(folder.path)
    if status is None or not awaited or not any((each.sounds_ms or 0) > now_ms for each in status.self_checks):
        _print(say("not_now_nothing", spoken))
        return 1
    try:
        refuse(state)
    except OSError as error:
        sys.stderr.write(f"beket-agent: {error}\n")
        return 1
    _print(say("not_now_said", spoken))
    return 0


def _language(state: Path, language: str | None) -> Language:
    configuration = Store(StateFolder(state).configuration).committed(0).configuration
    return Language(language or configuration.helpdesk.language)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
