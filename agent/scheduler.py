"""When which look is due: pure, `now` is an argument (uptime in ms).

    quick looks every `quick_s`, full looks every `full_s`, both at once at the start
    a check that is undecided       → its look again after `confirm_s`
    asked for (hotplug, check now)  → at once, or again as soon as the running one ends
    a reception is close            → a look that holds its device waits until the reception's end

Looks before opening and before a reception get their place in `_pause_ms` once the schedule asks for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.looks import Look, LookKind
from contract.configuration.schema import Looks
from contract.verdicts import Component


@dataclass(slots=True)
class _Turn:
    look: Look
    due_ms: int
    running: bool = False
    asked: bool = False


class Scheduler:
    """The turns of all looks. A look runs at most once at a time; none waits for another."""

    def __init__(self, looks: Iterable[Look], rules: Looks, *, now_ms: int) -> None:
        """Make every look due now."""
        self.rules = rules
        self._turns = {look.name: _Turn(look, now_ms) for look in looks}
        self.names = frozenset(self._turns)

    def start_due(self, now_ms: int, *, hands_off_until_ms: int | None = None) -> list[Look]:
        """Return the looks to take now, quick ones first; they count as running until `finish`."""
        due = [turn for turn in self._turns.values() if not turn.running and turn.due_ms <= now_ms]
        if hands_off_until_ms is not None:
            for turn in (turn for turn in due if turn.look.holds):
                turn.due_ms, turn.asked = hands_off_until_ms, False
            due = [turn for turn in due if not turn.look.holds]
        for turn in due:
            turn.running, turn.asked = True, False
        return sorted((turn.look for turn in due), key=lambda look: look.kind is not LookKind.QUICK)

    def finish(self, name: str, now_ms: int, *, undecided: bool) -> None:
        """Say that a look ended, and whether its checks ask for a confirming look."""
        turn = self._turns[name]
        turn.running = False
        turn.due_ms = now_ms if turn.asked else now_ms + self._pause_ms(turn.look.kind, undecided=undecided)

    def ask(
        self,
        now_ms: int,
        *,
        name: str | None = None,
        component: Component | None = None,
        kind: LookKind | None = None,
    ) -> set[str]:
        """Make looks due at once, by name, component and kind (None: any); return their names."""
        asked = {
            turn.look.name: turn
            for turn in self._turns.values()
            if name in {None, turn.look.name}
            and component in {None, turn.look.component}
            and kind in {None, turn.look.kind}
        }
        for turn in asked.values():
            turn.due_ms, turn.asked = now_ms, True
        return set(asked)

    def is_pending(self, name: str) -> bool:
        """Say whether a look was asked for and has not begun since, or is under way."""
        return name in self._turns and (self._turns[name].asked or self._turns[name].running)

    def put_off(self, name: str, until_ms: int) -> None:
        """Let a look wait."""
        self._turns[name].due_ms = until_ms

    def apply(self, rules: Looks, now_ms: int) -> None:
        """Take new intervals: what would come later than they allow is brought forward."""
        self.rules = rules
        for turn in self._turns.values():
            turn.due_ms = min(turn.due_ms, now_ms + self._pause_ms(turn.look.kind, undecided=False))

    def next_ms(self) -> int | None:
        """When the next look is due; None while all are running."""
        return min((turn.due_ms for turn in self._turns.values() if not turn.running), default=None)

    def _pause_ms(self, kind: LookKind, *, undecided: bool) -> int:
        regular = self.rules.quick_s if kind is LookKind.QUICK else self.rules.full_s
        return 1000 * (min(regular, self.rules.confirm_s) if undecided else regular)
