"""What of the verdicts is told, and when: a change at once, figures in routine, all of it now and then."""

from collections.abc import Iterable

from agent import VERSION
from agent.author import Author
from agent.looks import LookKind
from agent.verdicts import VerdictTable
from contract.configuration.looks import Reporting
from contract.messages import CheckState, Report, ReportKind

LEAST_SLACK_S = 30


class Reporter:
    """Keeps what is due to be told. Times are uptime in ms."""

    def __init__(self, author: Author, table: VerdictTable, rules: Reporting, *, now_ms: int) -> None:
        """Make the first routine word due after one interval."""
        self._author = author
        self._table = table
        self._pending: dict[str, None] = {}
        self._told_ms = now_ms
        self._full_ms = now_ms
        self.is_whole = False
        """Did every look end once in this run? Before that, a report of all that is known names not every check."""
        self.apply(rules)

    def apply(self, rules: Reporting) -> None:
        """Take new intervals, and the promise that follows from them."""
        self._rules = rules
        self._author.next_s = rules.routine_s + max(LEAST_SLACK_S, rules.routine_s // 2)

    def changed(self, states: Iterable[CheckState], now_ms: int) -> None:
        """Tell a change of verdict or of reasons at once."""
        states = tuple(states)
        names = [state.check for state in states]
        self._table.remember_told(names)
        for name in names:
            self._pending.pop(name, None)
        self._write(ReportKind.CHANGE, states, now_ms)

    def looked(self, checks: Iterable[str], kind: LookKind) -> None:
        """Note what a look without a change is worth: all of a dear look, else what left the dead band."""
        names = list(checks)
        due = self._table.moved(names, self._rules.dead_band) if kind is LookKind.QUICK else names
        self._pending.update(dict.fromkeys(due))

    def full(self, now_ms: int) -> int:
        """Write a report of all that is known; return its number. Full is only one that leaves no check out."""
        self._full_ms = now_ms
        self._pending.clear()
        kind = ReportKind.FULL if self.is_whole else ReportKind.ROUTINE
        return self._write(kind, self._table.tell(self._table.known()), now_ms)

    def tick(self, now_ms: int) -> None:
        """Write what is due."""
        if now_ms >= self._full_due_ms():
            self.full(now_ms)
        elif now_ms >= self._routine_due_ms():
            checks, self._pending = self._pending, {}
            known = set(self._table.known())
            states = self._table.tell(name for name in checks if name in known)
            self._write(ReportKind.ROUTINE, states, now_ms)

    def next_ms(self) -> int:
        """When `tick` is due."""
        return min(self._full_due_ms(), self._routine_due_ms())

    def _full_due_ms(self) -> int:
        return self._full_ms + 1000 * self._rules.full_s

    def _routine_due_ms(self) -> int:
        return self._told_ms + 1000 * self._rules.routine_s

    def _write(self, kind: ReportKind, states: tuple[CheckState, ...], now_ms: int) -> int:
        self._told_ms = now_ms
        report = self._author.write(
            Report,
            routine=kind is ReportKind.ROUTINE,
            kind=kind,
            checks=states,
            looked=self._table.looked(without=[state.check for state in states]),
            next_s=self._author.next_s,
            agent_version=VERSION,
        )
        return report.seq
