"""From looks to verdicts to reports: what is due is looked at, what was seen is judged and told."""

from collections.abc import Callable, Collection, Iterable

from agent import log, memory, second_try
from agent.clock import Clock
from agent.journal import Journal
from agent.looks import COUNTDOWN_S, Look, LookKind
from agent.reports import Reporter
from agent.scheduler import Moment, Scheduler
from agent.status import SelfCheck
from agent.verdicts import VerdictTable
from agent.watch import Looked, take
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.judgement.confirmation import was_declined, was_put_off
from contract.messages import CheckState
from contract.verdicts import Component, Verdict

Done = Callable[[], None]


class Observer:
    """Owns the scheduler, the table of verdicts and the reporter. Times are uptime in ms."""

    def __init__(
        self, scheduler: Scheduler, table: VerdictTable, reporter: Reporter, *, journal: Journal, clock: Clock
    ) -> None:
        """Take up what this boot knew before."""
        self.scheduler = scheduler
        self.table = table
        self.reporter = reporter
        self._journal = journal
        self._clock = clock
        self._checks_of: dict[str, set[str]] = {}
        self._awaited: list[tuple[set[str], Done]] = []
        reporter.remember = self._remember
        memory.recall(journal, clock.boot, table)

    def start_due(
        self, given: Circumstances, moment: Moment, *, deliver: Callable[[Looked], None], announce: Callable[[], None]
    ) -> None:
        """Begin every look that is due; what a call would notice waits, or is ended, while there is one."""
        if moment.hands_off_until_ms is not None:
            for look in self.disturbing():
                look.give_way()
        due = self.scheduler.start_due(self._clock.uptime_ms(), moment)
        if any(look.holds for look in due):  # she is told before the lamp is lit
            announce()
        for look in due:
            take(look, given, clock=self._clock, deliver=deliver)
        self._count_down()

    def disturbing(self) -> list[Look]:
        """Return the looks under way that a call would notice."""
        return [look for look in self.scheduler.running() if look.disturbs]

    def self_checks(self) -> tuple[SelfCheck, ...]:
        """Return what is under way that uses a device of the branch, for the employee to know."""
        return tuple(
            SelfCheck(
                component=look.component,
                lamp=look.lamp,
                since_ms=since_ms,
                sounds_ms=since_ms + int(1000 * COUNTDOWN_S) if look.audible else None,
            )
            for look, since_ms in self.scheduler.running().items()
            if look.holds
        )

    def take_in(self, seen: Looked, configuration: Configuration, now_ms: int) -> None:
        """Judge what a look saw, tell what changed, and set its next turn."""
        look, is_tone_due = seen.look, second_try.is_tone_due(seen.look, seen.judgements, self.table)
        changes = self._apply(seen, configuration)
        if changes:
            self._tell(changes, now_ms)
        self.reporter.looked(seen.judgements, look.kind)
        if not seen.broken:
            self._drop_vanished(look.name, set(seen.judgements), now_ms)
            self._note_whole(now_ms)
        self._set_next_turn(seen, now_ms)
        if look.kind is LookKind.QUICK and any(_is_back(state) for state in changes):
            # A device that came back may show another picture: the dear look follows the cheap one.
            self.scheduler.ask(now_ms, component=look.component, kinds={LookKind.FULL})
        if is_tone_due:
            self.scheduler.ask(now_ms, name=second_try.LOOK, kinds={LookKind.THOROUGH})
        self._count_down()

    def look_now(self, component: Component | None, kinds: Collection[LookKind], done: Done) -> None:
        """Take the looks of a component (or all) at once; `done` is called after the last."""
        self._awaited.append((self.scheduler.ask(self._clock.uptime_ms(), component=component, kinds=kinds), done))
        self._count_down()

    def look_again_at_rest(self, now_ms: int) -> None:
        """Look again at what was closed or muted by good manners: a reception is near."""
        resting = {
            check for check, entry in self.table.entries.items() if entry.confirmation.verdict is Verdict.AT_REST
        }
        for name, checks in self._checks_of.items():
            if checks & resting:
                self.scheduler.ask(now_ms, name=name)

    def _set_next_turn(self, seen: Looked, now_ms: int) -> None:
        judgements = seen.judgements.values()
        declined = any(was_declined(judgement) for judgement in judgements)
        self.scheduler.finish(
            seen.look.name,
            now_ms,
            undecided=not declined and self.table.is_undecided(seen.judgements),
            put_off=not declined and any(was_put_off(judgement) for judgement in judgements),
        )

    def _apply(self, seen: Looked, configuration: Configuration) -> list[CheckState]:
        changes = []
        for check, judgement in seen.judgements.items():
            state = self.table.apply(check, judgement, looked_ms=seen.at_ms, rules=configuration.looks)
            if state is not None:
                changes.append(state)
        return changes

    def _tell(self, changes: list[CheckState], now_ms: int) -> None:
        for state in changes:
            log.info("verdict." + state.verdict, check=state.check, was=state.was, reasons=",".join(state.reasons))
        self.reporter.changed(changes, now_ms)

    def _remember(self, checks: Iterable[str]) -> None:
        for check in checks:
            if (entry := self.table.entries.get(check)) is not None:
                memory.remember(self._journal, self._clock.boot, check=check, entry=entry)

    def _drop_vanished(self, look: str, checks: set[str], now_ms: int) -> None:
        vanished = self._checks_of.get(look, set()) - checks
        self._checks_of[look] = checks
        if not vanished:
            return
        self.table.forget(vanished)
        for check in vanished:
            memory.forget(self._journal, check)
        self.reporter.full(now_ms)

    def _note_whole(self, now_ms: int) -> None:
        # What the centre knew from before a reboot stands until each check has spoken again.
        if not self.reporter.is_whole and self.scheduler.names <= self._checks_of.keys() and self._is_told_whole():
            self.reporter.become_whole(now_ms)

    def _is_told_whole(self) -> bool:
        return set(self.table.known()) >= {check for checks in self._checks_of.values() for check in checks}

    def _count_down(self) -> None:
        for awaited, done in list(self._awaited):
            # A look that ran already when it was asked for runs again: only that answer counts.
            awaited.intersection_update({name for name in awaited if self.scheduler.is_pending(name)})
            if not awaited:
                self._awaited.remove((awaited, done))
                done()


def _is_back(state: CheckState) -> bool:
    return state.verdict is Verdict.OK and state.was.is_bad
