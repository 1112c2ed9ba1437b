"""When which look is due: pure, `now` is an argument (uptime in ms).

quick looks every `quick_s`, full looks every `full_s` while the branch is open; both at once at the start
thorough looks                      → only when asked for: before opening, before a reception, by a person
a check that is undecided           → its look again after `confirm_s`, closed or not
asked for (hotplug, check now)      → at once, or again as soon as the running one ends
a call runs, or a reception is near → what would disturb it waits: a full look until it is over, a thorough one
                                      until it is asked for again
ended for a call's sake             → again when the call is over
many are due at once                → a few quick ones and a few dear ones at a time: each is a process of 30 to 80 MiB.
                                      One that takes long makes room for the next; a quick one that is asked for
                                      (hotplug) waits for none
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from agent.looks import Look, LookKind
from contract.configuration.looks import Looks
from contract.verdicts import Component

CHEAP = frozenset({LookKind.QUICK, LookKind.FULL})
"""What a change of any sort may ask for; thorough looks have occasions of their own."""
DEAR = frozenset({LookKind.FULL, LookKind.THOROUGH})
AT_ONCE = 4
LONG_MS = 10_000
"""A look that takes longer than this waits for something, and is not waited for."""
LATER_MS = 60_000
"""After this it is asked again whether the branch is open, or the call over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """What holds around the looks just now."""

    open_now: bool = True
    hands_off_until_ms: int | None = None
    """A call is under way or near; until then nothing that would disturb it is begun."""


@dataclass(slots=True)
class _Turn:
    """When one look comes next, and why; times are uptime in ms."""

    look: Look
    due_ms: int | None
    running: bool = False
    since_ms: int = 0
    asked: bool = False
    hourly: bool = False
    """It is due because its hour has come, and for no better reason."""

    @property
    def is_quick(self) -> bool:
        return self.look.kind is LookKind.QUICK

    def has_room(self, room: dict[bool, int]) -> bool:
        return room[self.is_quick] > 0 or (self.asked and self.is_quick)


ANY_TIME = Moment()


class Scheduler:
    """The turns of all looks. A look runs at most once at a time; none waits for another."""

    def __init__(self, looks: Iterable[Look], rules: Looks, *, now_ms: int, long_ms: int = LONG_MS) -> None:
        """Make every look due now, but for the thorough ones; one that takes longer than `long_ms` makes room."""
        self.rules = rules
        self._long_ms = long_ms
        self._turns = {look.name: _Turn(look, now_ms if look.kind in CHEAP else None) for look in looks}
        self.names = frozenset(self._turns)

    def start_due(self, now_ms: int, moment: Moment = ANY_TIME) -> list[Look]:
        """Return the looks to take now, quick ones first; they count as running until `finish`."""
        due = [turn for turn in self._turns.values() if not turn.running and _is_past(turn.due_ms, now_ms)]
        room = self._room(now_ms)
        for turn in sorted(due, key=lambda turn: not turn.asked):
            if moment.hands_off_until_ms is not None and turn.look.disturbs:
                turn.asked = False
                is_thorough = turn.look.kind is LookKind.THOROUGH
                turn.due_ms = None if is_thorough else min(moment.hands_off_until_ms, now_ms + LATER_MS)
            elif turn.hourly and not moment.open_now:
                turn.due_ms = now_ms + LATER_MS
            elif turn.has_room(room):
                room[turn.is_quick] -= 1
                turn.running, turn.asked, turn.since_ms = True, False, now_ms
        return sorted((turn.look for turn in due if turn.running), key=lambda look: look.kind is not LookKind.QUICK)

    def finish(self, name: str, now_ms: int, *, undecided: bool, put_off: bool = False) -> None:
        """Say that a look ended; whether its checks ask for a confirming look, or it was put off for a call."""
        turn = self._turns[name]
        turn.running = False
        turn.hourly = not (turn.asked or undecided or put_off) and turn.look.kind is not LookKind.QUICK
        if turn.asked or put_off:
            turn.due_ms = now_ms
        else:
            pause_ms = self._pause_ms(turn.look.kind, undecided=undecided)
            turn.due_ms = None if pause_ms is None else now_ms + pause_ms

    def ask(
        self,
        now_ms: int,
        *,
        name: str | None = None,
        component: Component | None = None,
        kinds: Collection[LookKind] = CHEAP,
    ) -> set[str]:
        """Make looks due at once, by name, component (None: any) and kind; return their names."""
        asked = {
            turn.look.name: turn
            for turn in self._turns.values()
            if name in {None, turn.look.name} and component in {None, turn.look.component} and turn.look.kind in kinds
        }
        for turn in asked.values():
            turn.due_ms, turn.asked, turn.hourly = now_ms, True, False
        return set(asked)

    def is_due(self, now_ms: int) -> bool:
        """Is there a look to be begun?"""
        return _is_past(self.next_ms(now_ms), now_ms)

    def is_pending(self, name: str) -> bool:
        """Say whether a look was asked for and has not begun since, or is under way."""
        return name in self._turns and (self._turns[name].asked or self._turns[name].running)

    def running(self) -> dict[Look, int]:
        """Return the looks under way, and since when."""
        return {turn.look: turn.since_ms for turn in self._turns.values() if turn.running}

    def put_off(self, name: str, until_ms: int) -> None:
        """Let a look wait."""
        self._turns[name].due_ms = until_ms

    def apply(self, rules: Looks, now_ms: int) -> None:
        """Take new intervals: what would come later than they allow is brought forward."""
        self.rules = rules
        for turn in self._turns.values():
            pause_ms = self._pause_ms(turn.look.kind, undecided=False)
            if turn.due_ms is not None and pause_ms is not None:
                turn.due_ms = min(turn.due_ms, now_ms + pause_ms)

    def next_ms(self, now_ms: int) -> int | None:
        """When the next look can begin; None while all are running or wait to be asked for."""
        room = self._room(now_ms)
        idle = [turn for turn in self._turns.values() if not turn.running and turn.due_ms is not None]
        crowded = [turn for turn in idle if _is_past(turn.due_ms, now_ms) and not turn.has_room(room)]
        # The end of a look wakes the core and makes room; so does one that has taken long.
        by_then = [turn.since_ms + self._long_ms for turn in self._young(now_ms)] if crowded else []
        return min(
            [*by_then, *(turn.due_ms for turn in idle if turn.due_ms is not None and turn not in crowded)], default=None
        )

    def _young(self, now_ms: int) -> list[_Turn]:
        return [turn for turn in self._turns.values() if turn.running and now_ms - turn.since_ms < self._long_ms]

    def _room(self, now_ms: int) -> dict[bool, int]:
        """Return how many quick looks (True) and dear ones (False) may begin."""
        taken = [turn.is_quick for turn in self._young(now_ms)]
        return {is_quick: AT_ONCE - taken.count(is_quick) for is_quick in (True, False)}

    def _pause_ms(self, kind: LookKind, *, undecided: bool) -> int | None:
        if kind is LookKind.THOROUGH:
            return 1000 * self.rules.confirm_s if undecided else None
        regular = self.rules.quick_s if kind is LookKind.QUICK else self.rules.full_s
        return 1000 * (min(regular, self.rules.confirm_s) if undecided else regular)


def _is_past(due_ms: int | None, now_ms: int) -> bool:
    return due_ms is not None and due_ms <= now_ms
