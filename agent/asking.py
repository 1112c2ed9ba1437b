"""`beket-agent status` and `check`: what a person on the spot asks, answered on standard output."""

import sys
from collections.abc import Collection
from pathlib import Path

import msgspec

from agent.clock import Clock
from agent.configuration.store import Store
from agent.folder import StateFolder
from agent.identity import IdentityError, load_identity
from agent.lock import is_held
from agent.status import Status, read_status
from agent.telling import say, tell, tell_check
from contract.configuration.schema import Language
from contract.messages import CheckState
from contract.verdicts import Readiness

GOOD = frozenset({Readiness.READY, Readiness.CLOSED, Readiness.IN_CALL, Readiness.MAINTENANCE})
ANY_PROFILE = "any"


def print_status(state: Path, *, language: str | None, as_json: bool) -> int:
    """Say what the service knows; return 0 if a call can be held or nobody expects one."""
    folder = StateFolder(state)
    status, running = read_status(folder.status), is_held(folder.path)
    if status is None:
        _print("null" if as_json else say("no_status", Language(language or Language.KAZAKH)))
        return 1
    clock = Clock()
    now_ms = clock.uptime_ms() if clock.boot == status.boot else status.uptime_ms
    if as_json:
        _print(_as_json(status, running=running))
    else:
        for line in tell(status, Language(language or status.language), now_ms=now_ms, running=running):
            _print(line)
    return 0 if running and status.readiness in GOOD else 1


def print_checks(
    state: Path, devices: Path | None, *, names: Collection[str], language: str | None, as_json: bool
) -> int:
    """Look now and say each answer as it comes; return 0 if nothing is bad."""
    from agent.checks.descriptor import Terminal  # noqa: PLC0415 - `status` needs no checks
    from agent.checks.now import look  # noqa: PLC0415 - as above

    folder = StateFolder(state)
    configuration = Store(folder.configuration).committed(0).configuration
    terminal = Terminal(state=str(state), profile=_profile(folder), devices=str(devices) if devices else None)
    clock, bad = Clock(), False
    for result in look(terminal, configuration, names=names or None):
        bad = bad or result.judgement.verdict.is_bad
        if as_json:
            _print(msgspec.json.encode(result).decode())
            continue
        now_ms = clock.uptime_ms()
        seen = CheckState(
            check=result.check,
            verdict=result.judgement.verdict,
            looked_ms=now_ms,
            since_ms=now_ms,
            reasons=result.judgement.reasons,
            figures=result.judgement.figures,
        )
        for line in tell_check(seen, Language(language or configuration.helpdesk.language), now_ms=now_ms):
            _print(line)
    return 1 if bad else 0


def _profile(folder: StateFolder) -> str:
    try:
        return load_identity(folder.identity).model
    except IdentityError:
        return ANY_PROFILE


def _as_json(status: Status, *, running: bool) -> str:
    return msgspec.json.encode({"running": running, **msgspec.to_builtins(status)}).decode()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
