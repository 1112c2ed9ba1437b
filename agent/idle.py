"""When a terminal that is never on before opening has its tests: in an idle hour of the day. Pure.

    on before opening, at least now and then  → before opening; once slept through, it is made up at once
    off before each of the last openings      → in the day, when nobody needs it: no call, nobody tapped anything for
                                                ten minutes, no reception in the next forty
    the day ends without such a time          → in its last hour, call and reception apart

So a terminal that lost its power once does not wait, and one that is switched on with the lights does not play its tone
to the first citizens in the queue.
"""

from dataclasses import dataclass

from agent.occasions import MINUTE_MS

FEW, MANY = 3, 5
"""So many openings make a habit, and so many are remembered."""
BEFORE_MS = 5 * MINUTE_MS
"""Switched on later than this before opening, it was switched on with the branch."""
QUIET_MS = 10 * MINUTE_MS
RECEPTION_MS = 40 * MINUTE_MS
LAST_MS = 60 * MINUTE_MS

ON, OFF = "1", "0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """What holds around the terminal just now."""

    in_call: bool = False
    quiet_ms: int = QUIET_MS
    """So long nobody has tapped anything."""
    reception_in_ms: int | None = None
    """Until the next reception; not more than 0 while one is under way, None without one."""


def note_opening(habit: str, *, booted_ms: int, opens_ms: int) -> str:
    """Return what is known of the last openings, with this one: was the terminal on before it?"""
    return (habit + (ON if booted_ms < opens_ms - BEFORE_MS else OFF))[-MANY:]


def is_never_on_before_opening(habit: str) -> bool:
    """Say whether it was off before each of the openings that are remembered; of too few nothing is said."""
    return len(habit) >= FEW and ON not in habit


def is_idle(hour: Hour, *, closes_in_ms: int) -> bool:
    """Say whether nobody needs the terminal now, nor will soon; in the day's last hour a tap does not count."""
    near = hour.reception_in_ms is not None and hour.reception_in_ms < RECEPTION_MS
    if hour.in_call or near:
        return False
    return hour.quiet_ms >= QUIET_MS or closes_in_ms <= LAST_MS
