"""`beket-agent status`, `check` and `learn`: what a person on the spot asks, answered on standard output."""

import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

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
from contract.verdicts import Judgement, Readiness

if TYPE_CHECKING:
    from agent.checks.descriptor import Terminal

GOOD = frozenset({Readiness.READY, Readiness.CLOSED, Readiness.IN_CALL, Readiness.MAINTENANCE})
ANY_PROFILE, VIRTUAL_PROFILE = "any", "demo"


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
    """Look now and say each answer as it comes; return 0 if nothing is bad, 2 if there is no such check."""
    from agent.checks.now import CheckResult, look  # noqa: PLC0415 - `status` needs no checks

    folder = StateFolder(state)
    configuration = Store(folder.configuration).committed(0).configuration
    spoken = Language(language or configuration.helpdesk.language)
    found: list[CheckResult] = []
    for result in look(_terminal(folder, devices), configuration, names=names or None):
        found.append(result)
        for line in (
            [msgspec.json.encode(result).decode()] if as_json else _told(result.check, result.judgement, spoken)
        ):
            _print(line)
    if not found:
        sys.stderr.write(f"beket-agent: nothing is checked here under the name {', '.join(names)}\n")
        return 2
    return 1 if any(result.judgement.verdict.is_bad for result in found) else 0


def _told(check: str, judgement: Judgement, language: Language) -> Iterator[str]:
    now_ms = Clock().uptime_ms()
    seen = CheckState(
        check=check,
        verdict=judgement.verdict,
        looked_ms=now_ms,
        since_ms=now_ms,
        reasons=judgement.reasons,
        figures=judgement.figures,
    )
    return tell_check(seen, language, now_ms=now_ms)


def learn_view(state: Path, devices: Path | None, *, language: str | None) -> int:
    """Take the camera's view as the good one and say how it ended; return 0 if it is kept."""
    from agent.checks.learning import Learnt, learn_reference  # noqa: PLC0415 - as above

    folder = StateFolder(state)
    configuration = Store(folder.configuration).committed(0).configuration
    outcome = learn_reference(_terminal(folder, devices), configuration)
    _print(say(f"view_{outcome}", Language(language or configuration.helpdesk.language)))
    return 0 if outcome is Learnt.KEPT else 1


def _terminal(folder: StateFolder, devices: Path | None) -> "Terminal":
    from agent.checks.descriptor import Terminal  # noqa: PLC0415 - as above

    return Terminal(
        state=str(folder.path), profile=_profile(folder, devices), devices=str(devices) if devices else None
    )


def _profile(folder: StateFolder, devices: Path | None) -> str:
    """Return the model that was enrolled; before that, whatever is there."""
    try:
        return load_identity(folder.identity).model
    except IdentityError:
        return VIRTUAL_PROFILE if devices else ANY_PROFILE


def _as_json(status: Status, *, running: bool) -> str:
    return msgspec.json.encode({"running": running, **msgspec.to_builtins(status)}).decode()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
