"""When something happened on a terminal, in the centre's time, whatever the terminal's own clock says.

A message says how long its boot had lasted (`uptime_ms`). Received − uptime is the instant of the boot plus
the delay on the way, so its minimum over a boot's messages is the best estimate of that instant, and an
event's time is the instant plus its uptime. A boot that never spoke to us live (its messages were spooled
and sent by a later one) has no such measure: then a synchronised wall clock gives the instant; without one
the event was at the latest when the later boot began, and is marked `bounded`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from control_plane.history.states import EventClock
from control_plane.timekeeping import MINUTE_MS

WALL_SLACK_MS = MINUTE_MS
EARLIEST_WALL_MS = 1_704_067_200_000  # 2024-01-01: a clock that says less was never set


@dataclass(frozen=True, slots=True)
class Stamp:
    """The clocks of one message: when we got it, and what the terminal's said."""

    received_ms: int
    uptime_ms: int
    wall_ms: int
    synced: bool


@dataclass(frozen=True, slots=True)
class BootOffset:
    """What to add to a boot's uptime to get the centre's time, and what that rests on."""

    offset_ms: int
    clock: EventClock

    @property
    def is_worth_keeping(self) -> bool:
        """Will later messages of the boot be placed by it too?"""
        return self.clock is not EventClock.BOUNDED

    def place(self, uptime_ms: int, *, received_ms: int) -> int:
        """The time of an event, never after its message arrived, nor before any clock begins.

        A terminal may claim any uptime; what it claims must not become a date that no page can show.
        """
        return max(0, min(self.offset_ms + uptime_ms, received_ms))


def speaking_boot(known_ms: int | None, stamps: Sequence[Stamp]) -> BootOffset:
    """The offset of the boot that is connected now."""
    measured = min(stamp.received_ms - stamp.uptime_ms for stamp in stamps)
    offset = measured if known_ms is None else min(known_ms, measured)
    return BootOffset(offset, EventClock.BOOT)


def earlier_boot(known_ms: int | None, stamps: Sequence[Stamp], *, next_began_ms: int | None) -> BootOffset:
    """The offset of a boot whose spooled messages a later one sends; `next_began_ms` is when that began."""
    if known_ms is not None:
        return BootOffset(known_ms, EventClock.BOOT)
    by_wall = [stamp.wall_ms - stamp.uptime_ms for stamp in stamps if _is_believable(stamp)]
    if by_wall:
        return BootOffset(min(by_wall), EventClock.WALL)
    ends = [min(stamp.received_ms, next_began_ms or stamp.received_ms) - stamp.uptime_ms for stamp in stamps]
    return BootOffset(min(ends), EventClock.BOUNDED)


def _is_believable(stamp: Stamp) -> bool:
    return stamp.synced and EARLIEST_WALL_MS <= stamp.wall_ms <= stamp.received_ms + WALL_SLACK_MS
