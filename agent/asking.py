"""`beket-agent status`, `check` and `learn`: what a person on the spot asks, answered on standard output."""

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from agent.clock import Clock
from agent.configuration.store import Store
from agent.explaining import explain
from agent.folder import StateFolder
from agent.identity import IdentityError, load_identity
from agent.lock import is_held
from agent.looks import COUNTDOWN_S
from agent.status import Status, read_status
from agent.telling import say, tell, tell_check
from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.messages import CheckState
from contract.verdicts import Judgement, Readiness
from contract.words.catalogue import Kind, word

if TYPE_CHECKING:
    from agent.checks.descriptor import Terminal
    from agent.checks.now import CheckResult

GOOD = frozenset({Readiness.READY, Readiness.CLOSED, Readiness.IN_CALL, Readiness.MAINTENANCE})
ANY_PROFILE, VIRTUAL_PROFILE = "any", "demo"


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How the answer is wanted."""

    language: str | None = None
    """None: the terminal's own."""
    as_json: bool = False
    explain: bool = False

    def spoken(self, configuration: Configuration) -> Language:
        """Return the language to speak."""
        return Language(self.language or configuration.helpdesk.language)


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
    state: Path, devices: Path | None, *, names: Collection[str], form: Form, thorough: bool = False
) -> int:
    """Look now and say each answer as it comes; return 0 if nothing is bad, 2 if there is no such check."""
    from agent.calls import hands_off_here  # noqa: PLC0415 - `status` needs neither checks nor calls
    from agent.checks.now import CheckResult, look  # noqa: PLC0415 - as above
    from agent.looks import LookKind  # noqa: PLC0415 - as above
    from agent.progress import Progress  # noqa: PLC0415 - as above

    folder = StateFolder(state)
    configuration = Store(folder.configuration).committed(0).configuration
    spoken = form.spoken(configuration)
    kind = LookKind.THOROUGH if thorough else LookKind.FULL
    found: list[CheckResult] = []
    with Progress(sys.stderr, spoken) as progress:
        for result in look(
            _terminal(folder, devices),
            configuration,
            names=names or None,
            kind=kind,
            watcher=progress,
            hands_off=hands_off_here(folder, configuration),
            countdown_s=COUNTDOWN_S,
        ):
            found.append(result)
            with progress.aside():
                for line in _told(result, spoken, form=form, configuration=configuration):
                    _print(line)
    if not found:
        sys.stderr.write(f"beket-agent: nothing is checked here under the name {', '.join(names)}\n")
        return 2
    return 1 if any(result.judgement.verdict.is_bad for result in found) else 0


def _told(result: "CheckResult", language: Language, *, form: Form, configuration: Configuration) -> Iterator[str]:
    judgement = result.judgement
    if form.as_json:
        advised = [advice(reason, language) for reason in judgement.reasons] if form.explain else []
        yield msgspec.json.encode(
            msgspec.to_builtins(result) | ({"advice": msgspec.to_builtins(advised)} if form.explain else {})
        ).decode()
    elif form.explain:
        yield from explain(result.check, judgement, language, configuration=configuration, took_s=result.took_s)
    else:
        yield from _brief(result.check, judgement, language)


def _brief(check: str, judgement: Judgement, language: Language) -> Iterator[str]:
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


def learn_now(
    state: Path, devices: Path | None, *, names: Collection[str], language: str | None, anew: bool = False
) -> int:
    """Take what is seen and heard now as good and say how it ended; return 0 if all of it is kept."""
    from agent.calls import hands_off_here  # noqa: PLC0415 - as above
    from agent.checks.learning import Learnt, learn, learnable, longest_s  # noqa: PLC0415 - as above
    from agent.progress import Progress  # noqa: PLC0415 - as above

    folder = StateFolder(state)
    configuration = Store(folder.configuration).committed(0).configuration
    components = learnable(configuration)
    unknown = set(names) - set(components)
    if unknown:
        sys.stderr.write(f"beket-agent: there is nothing to learn of {', '.join(sorted(unknown))}\n")
        return 2
    given = Circumstances(configuration=configuration, centre_ms=Clock().centre_ms())
    spoken = Form(language=language).spoken(configuration)
    all_kept, hands_off = True, hands_off_here(folder, configuration)
    for component in [each for each in components if not names or each in names]:
        with Progress(sys.stderr, spoken) as progress:
            progress.began(component, longest_s(component, configuration))
            outcome = learn(
                component, _terminal(folder, devices), given, anew=anew, hands_off=hands_off, countdown_s=COUNTDOWN_S
            )
        all_kept &= outcome is Learnt.KEPT
        _print(f"{word(Kind.COMPONENT, component, spoken)}: {say(f'learnt_{outcome}', spoken)}")
    return 0 if all_kept else 1


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
