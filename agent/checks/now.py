"""Looks at once, outside the core's schedule: `beket-agent check`."""

import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

import msgspec

from agent.checks.child import Prober
from agent.checks.consent import is_refused
from agent.checks.descriptor import Reading, Terminal
from agent.checks.giving_way import HandsOff, giving_way
from agent.checks.runner import give_way, put_off, take_look
from agent.checks.table import READINGS
from agent.clock import Clock
from agent.ledger import Why
from agent.looks import LookKind
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason


class Watcher(Protocol):
    """Is told of looks as they go on, from whatever thread."""

    def began(self, name: str, at_most_s: float) -> None:
        """Hear that a look began, and how long it may take."""

    def ended(self, name: str) -> None:
        """Hear that it ended."""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """One check's answer, and how long its look took."""

    check: str
    judgement: Judgement
    took_s: float


def look(
    terminal: Terminal,
    configuration: Configuration,
    *,
    names: Collection[str] | None = None,
    kind: LookKind = LookKind.FULL,
    watcher: Watcher | None = None,
    hands_off: HandsOff = lambda: False,
    countdown_s: float = 0.0,
) -> Iterator[CheckResult]:
    """Yield the answers as they come; `names` are checks or components, a dearer kind includes the cheaper ones."""
    prober, given = Prober(), Circumstances(configuration=configuration, centre_ms=Clock().centre_ms())
    wanted = [reading for reading in READINGS if kind.includes(reading.kind) and _is_wanted(reading, names)]

    def take(reading: Reading) -> list[CheckResult]:
        began = time.monotonic()
        if watcher is not None:
            watcher.began(reading.name, reading.deadline_s(configuration))
        judged = _take(reading, terminal, given, prober=prober, hands_off=hands_off, countdown_s=countdown_s)
        if watcher is not None:
            watcher.ended(reading.name)
        took_s = time.monotonic() - began
        return [CheckResult(check=name, judgement=judgement, took_s=took_s) for name, judgement in judged.items()]

    disturbing = [reading.module for reading in wanted if reading.disturbs]
    with (
        giving_way(prober, disturbing, hands_off),
        ThreadPoolExecutor(max_workers=len(wanted) or 1) as pool,
    ):
        for done in as_completed([pool.submit(take, reading) for reading in wanted]):
            yield from (result for result in done.result() if _is_named(result.check, names))


def _take(
    reading: Reading,
    terminal: Terminal,
    given: Circumstances,
    *,
    prober: Prober,
    hands_off: HandsOff,
    countdown_s: float,
) -> dict[str, Judgement]:
    if not reading.applies(given.configuration):
        return {}
    if reading.audible and countdown_s and is_refused(Path(terminal.state), seconds=countdown_s):
        return put_off(reading, Reason.SPEAKER_NOT_NOW)
    if reading.disturbs and hands_off():
        return give_way(reading)
    return take_look(reading, terminal, given, prober=prober, why=Why.ASKED)


def _is_wanted(reading: Reading, names: Collection[str] | None) -> bool:
    return any(_is_named(check.name, names) or _is_part_of(check.name, names) for check in reading.checks)


def _is_part_of(check: str, names: Collection[str] | None) -> bool:
    return check.endswith(":") and any(name.startswith(check) for name in names or ())


def _is_named(check: str, names: Collection[str] | None) -> bool:
    return names is None or check in names or check.partition(".")[0] in names
