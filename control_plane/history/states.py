"""How sure the centre is of the time of an event."""

from enum import StrEnum


class EventClock(StrEnum):
    """What the time of an event rests on."""

    BOOT = "boot"  # the terminal's uptime, set against our clock while it spoke in that boot
    WALL = "wall"  # the terminal's own clock, which it called synchronised
    BOUNDED = "bounded"  # no later than this; how much earlier nobody knows
