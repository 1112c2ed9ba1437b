"""Mends what can be mended, one thing at a time, in a thread: the core only decides and hears how it ended."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec.structs import replace

from agent import log
from agent.clock import Clock
from agent.helper.protocol import HelperAnswer, socket_path
from agent.looks import Judgements, Look, LookKind
from agent.observer import Observer
from agent.privileged import HelperAway, ask
from agent.repair.diary import Diary
from agent.repair.rule import REMEDIES, Moment, Remedy, Repaired, Step, Try, ages_of, next_step, remedy_for
from agent.scheduler import CHEAP
from agent.surroundings import Surroundings
from agent.verdicts import Entry
from agent.watch import Looked
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Figure, Judgement, Reason, Verdict

CHECK = "system.repair"
TRIES = "repair_tries"
_PATIENCE_S = 60.0


class Repairer:
    """Owns the diary of tries; used by the core's thread alone but for `look`, which only reads."""

    def __init__(self, path: Path, clock: Clock, *, deliver: Callable[[Repaired], None]) -> None:
        """Take up what earlier runs tried."""
        self._diary = Diary(path)
        self._clock = clock
        self._deliver = deliver
        self._under_way = False
        self._wanted: dict[Remedy, int] = {}

    def consider(
        self, observer: Observer, surroundings: Surroundings, configuration: Configuration, now_ms: int
    ) -> None:
        """Begin a try where the confirmed verdicts ask for one, unless a call is under way or near."""
        rules = configuration.repair
        self._wanted = _wanted(observer.table.entries) if rules.enabled else {}
        busy = {look.component for look in observer.scheduler.running()}
        for remedy in self._wanted:
            ages_ms = self._ages_ms(remedy)
            if self._under_way or remedy.component in busy or next_step(ages_ms, rules) is not Step.NOW:
                continue
            if not socket_path().exists():
                return
            given, moment = surroundings.see(configuration, now_ms)
            if moment.hands_off_until_ms is None and (given.reception_near or not remedy.only_before_reception):
                self._begin(remedy, count=len(ages_ms) + 1)

    def take_in(self, repaired: Repaired, observer: Observer) -> None:
        """Hear how a try ended, and look whether it helped."""
        self._under_way = False
        answer, remedy = repaired.answer, repaired.remedy
        self._diary.note_outcome(answer.detail)
        log.info("repair.tried", verb=remedy.verb, subject=remedy.subject, ok=answer.ok, detail=answer.detail[:200])
        observer.look_now(remedy.component, CHEAP, lambda: None)

    def mark(self, seen: Looked, configuration: Configuration) -> Looked:
        """Return what a look saw, each fault with the number of tries that did not mend it so far."""
        if not self._diary.tries:
            return seen
        marked = {check: self._marked(check, found, configuration) for check, found in seen.judgements.items()}
        return Looked(look=seen.look, judgements=marked, at_ms=seen.at_ms, broken=seen.broken)

    def look(self) -> Look:
        """Return the look at our own tries: what was given up, a person must mend."""
        return Look(name=CHECK, component=Component.SYSTEM, kind=LookKind.QUICK, run=self._judge)

    def _marked(self, check: str, judgement: Judgement, configuration: Configuration) -> Judgement:
        remedy = remedy_for(check, judgement.reasons)
        if remedy is None:
            return judgement
        tried = len(self._ages_ms(remedy))
        if not tried:
            return judgement
        told = Figure(name=TRIES, value=tried, op=">=", limit=configuration.repair.tries_a_day)
        return replace(judgement, figures=(*judgement.figures, told))

    def _judge(self, given: Circumstances) -> Judgements:
        if not self._diary.tries and not socket_path().exists():
            return {}
        rules, facts, given_up, most = given.configuration.repair, {}, False, 0
        for remedy in REMEDIES:
            ages_ms = self._ages_ms(remedy)
            if not ages_ms:
                continue
            most = max(most, len(ages_ms))
            last = next(each for each in reversed(self._diary.tries) if each.is_of(remedy))
            facts[f"{remedy.verb} {remedy.subject}".strip()] = f"{len(ages_ms)} of {rules.tries_a_day}: {last.detail}"
            given_up |= remedy in self._wanted and next_step(ages_ms, rules) is Step.GIVEN_UP
        figures = (Figure(name=TRIES, value=most, op=">=", limit=rules.tries_a_day),)
        if given_up:
            reasons = (Reason.SYSTEM_REPAIR_GIVEN_UP,)
            return {CHECK: Judgement(verdict=Verdict.WARNING, reasons=reasons, figures=figures, facts=facts)}
        return {CHECK: Judgement(verdict=Verdict.OK, figures=figures, facts=facts)}

    def _begin(self, remedy: Remedy, *, count: int) -> None:
        self._under_way = True
        now = self._now()
        self._diary.note(
            Try(
                verb=remedy.verb,
                subject=remedy.subject,
                boot=now.boot,
                uptime_ms=now.uptime_ms,
                centre_ms=now.centre_ms,
            )
        )
        log.info("repair.begun", verb=remedy.verb, subject=remedy.subject, count=count)
        threading.Thread(target=self._do, args=(remedy,), name="repair", daemon=True).start()

    def _do(self, remedy: Remedy) -> None:
        try:
            answer = ask(remedy.verb, subject=remedy.subject, deadline_s=_PATIENCE_S)
        except HelperAway as away:
            answer = HelperAnswer(ok=False, detail=str(away))
        self._deliver(Repaired(remedy=remedy, answer=answer))

    def _ages_ms(self, remedy: Remedy) -> list[int]:
        return ages_of(self._diary.tries, remedy, self._now(), stands_since_ms=self._wanted.get(remedy))

    def _now(self) -> Moment:
        clock = self._clock
        return Moment(boot=clock.boot, uptime_ms=clock.uptime_ms(), centre_ms=clock.centre_ms())


def _wanted(entries: Mapping[str, Entry]) -> dict[Remedy, int]:
    """Return what may help against the faults that stand, and since when; one that is clearing is left alone."""
    found = dict[Remedy, int]()
    for check, entry in entries.items():
        known = entry.confirmation
        remedy = None if known.is_undecided else remedy_for(check, known.reasons)
        if remedy is not None and (known.verdict.is_bad or remedy.only_checks):
            found[remedy] = min(entry.since_ms, found.get(remedy, entry.since_ms))
    return {remedy: found[remedy] for remedy in REMEDIES if remedy in found}
