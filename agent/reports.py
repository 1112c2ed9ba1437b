"""What of the verdicts is told, and when: a change at once, figures in routine, all of it now and then.

A start makes dozens of first answers within seconds. Those that speak of no fault are gathered into one report: each
message costs more on the wire than what it says. Anything else is told at once, after what was gathered.
"""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from agent import VERSION
from agent.author import Author
from agent.looks import LookKind
from agent.verdicts import VerdictTable
from contract.configuration.looks import Reporting
from contract.messages import CheckState, Report, ReportKind
from contract.observed import FromBranch
from contract.verdicts import Verdict

LEAST_SLACK_S = 30
TOLD_DIGITS = 6
"""Significant ones of a figure: what no measurement knows costs as much on the wire as what it does."""


class Reporter:
    """Keeps what is due to be told. Times are uptime in ms."""

    def __init__(self, author: Author, table: VerdictTable, rules: Reporting, *, now_ms: int) -> None:
        """Make the first routine word due after one interval."""
        self._author = author
        self._table = table
        self._pending: dict[str, None] = {}
        self._gathered: dict[str, CheckState] = {}
        self._gathered_since_ms = 0
        self.remember: Callable[[Iterable[str]], None] = lambda _: None
        """Called with the names of checks whose changes are about to be told."""
        self.slower: Callable[[], int] = lambda: 1
        """How many times less often routine words and whole reports come, to spare the day's data."""
        self._told_ms = now_ms
        self._full_ms = now_ms
        self.is_whole = False
        """Did every look end once in this run? Before that, a report of all that is known names not every check."""
        self._owes_full = False
        self.apply(rules)

    def apply(self, rules: Reporting) -> None:
        """Take new intervals, and the promise that follows from them."""
        self._rules = rules
        self._promise()

    def changed(self, states: Iterable[CheckState], now_ms: int) -> None:
        """Tell a change of verdict or of reasons at once; gather a first answer that speaks of no fault."""
        states = tuple(states)
        if self._rules.gather_s and all(_is_first_good(state) for state in states):
            if not self._gathered:
                self._gathered_since_ms = now_ms
            self._gathered.update((state.check, state) for state in states)
        else:
            self._tell_gathered(now_ms)
            self._tell_changes(states, now_ms)

    def looked(self, checks: Iterable[str], kind: LookKind) -> None:
        """Note what a look without a change is worth: all of a dear look, else what left the dead band."""
        names = list(checks)
        due = self._table.moved(names, self._rules.dead_band) if kind is LookKind.QUICK else names
        self._pending.update(dict.fromkeys(due))

    def heard(self, branch: FromBranch, now_ms: int) -> None:
        """Tell at once what the branch says of its calls."""
        self._write(ReportKind.CHANGE, (), now_ms, branch=branch)

    def become_whole(self, now_ms: int) -> None:
        """Every look has ended once: tell the whole, with what is gathered or else in place of the next routine."""
        self.is_whole = self._owes_full = True
        if self._gathered or not self._rules.gather_s:
            self.full(now_ms)

    def full(self, now_ms: int) -> int | None:
        """Write a report of all that is known; return its number, None when nothing is known yet.

        Full is only one that leaves no check out.
        """
        self._full_ms = now_ms
        self._owes_full = False
        self._pending.clear()
        self.remember(self._gathered)
        gathered, self._gathered = self._gathered, {}
        states = self._table.tell(self._table.known())
        if not states:
            return None
        kind = ReportKind.FULL if self.is_whole else ReportKind.ROUTINE
        return self._write(kind, tuple(_as_change(state, gathered) for state in states), now_ms)

    def tick(self, now_ms: int) -> None:
        """Write what is due."""
        if self._gathered and now_ms >= self._gathered_due_ms():
            self._tell_gathered(now_ms)
        if now_ms >= self._full_due_ms() or (self._owes_full and now_ms >= self._routine_due_ms()):
            self.full(now_ms)
        elif now_ms >= self._routine_due_ms():
            checks, self._pending = self._pending, {}
            known = set(self._table.known())
            states = self._table.tell(name for name in checks if name in known)
            self._write(ReportKind.ROUTINE, states, now_ms)

    def next_ms(self) -> int:
        """When `tick` is due."""
        due_ms = min(self._full_due_ms(), self._routine_due_ms())
        return min(due_ms, self._gathered_due_ms()) if self._gathered else due_ms

    def _gathered_due_ms(self) -> int:
        return self._gathered_since_ms + 1000 * self._rules.gather_s

    def _tell_gathered(self, now_ms: int) -> None:
        if self._gathered:
            states, self._gathered = tuple(self._gathered.values()), {}
            self._tell_changes(states, now_ms)

    def _tell_changes(self, states: tuple[CheckState, ...], now_ms: int) -> None:
        names = [state.check for state in states]
        self.remember(names)
        self._table.remember_told(names)
        for name in names:
            self._pending.pop(name, None)
        self._write(ReportKind.CHANGE, states, now_ms)

    def _full_due_ms(self) -> int:
        return self._full_ms + 1000 * self._rules.full_s * self.slower()

    def _routine_due_ms(self) -> int:
        return self._told_ms + 1000 * self._rules.routine_s * self.slower()

    def _promise(self) -> None:
        routine_s = self._rules.routine_s * self.slower()
        self._author.next_s = routine_s + max(LEAST_SLACK_S, routine_s // 2)

    def _write(
        self, kind: ReportKind, states: tuple[CheckState, ...], now_ms: int, *, branch: FromBranch | None = None
    ) -> int:
        self._told_ms = now_ms
        self._promise()
        report = self._author.write(
            Report,
            routine=kind is ReportKind.ROUTINE and not any(state.changed for state in states),
            kind=kind,
            branch=branch,
            checks=tuple(_as_told(state) for state in states),
            looked=self._table.looked(without=[state.check for state in states]),
            next_s=self._author.next_s,
            agent_version=VERSION,
        )
        return report.seq


def _is_first_good(state: CheckState) -> bool:
    return state.was is Verdict.UNKNOWN and not state.verdict.is_bad


def _as_change(state: CheckState, gathered: dict[str, CheckState]) -> CheckState:
    first = gathered.get(state.check)
    return state if first is None else replace(state, changed=first.changed, was=first.was)


def _as_told(state: CheckState) -> CheckState:
    return replace(state, figures=tuple(replace(figure, value=_short(figure.value)) for figure in state.figures))


def _short(value: float | None) -> float | None:
    return value if value is None or value == round(value) else float(f"{value:.{TOLD_DIGITS}g}")
