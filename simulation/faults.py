"""What goes wrong at a virtual terminal, and when: scripts that follow from a seed alone."""

from collections.abc import Iterable
from enum import StrEnum
from random import Random

from msgspec import Struct

SHORTEST_S, LONGEST_S = 20, 90
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 60, 240


class Fault(StrEnum):
    """One thing that can be wrong at a virtual terminal."""

    CAMERA_UNPLUGGED = "camera_unplugged"
    CAMERA_COVERED = "camera_covered"
    CAMERA_FROZEN = "camera_frozen"
    LENS_DIRTY = "lens_dirty"
    MICROPHONE_MUTED = "microphone_muted"
    MICROPHONE_DEAD = "microphone_dead"
    LINE_SLOW = "line_slow"
    LINE_LOSSY = "line_lossy"
    WEAK_SIGNAL = "weak_signal"
    NO_DATA = "no_data"
    CAPTIVE_PORTAL = "captive_portal"
    UDP_BLOCKED = "udp_blocked"
    SERVICE_DOWN = "service_down"
    DISK_FULL = "disk_full"
    OVERHEATED = "overheated"
    OFFLINE = "offline"
    WRONG_CLOCK = "wrong_clock"


SCRIPTED = tuple(fault for fault in Fault if fault not in {Fault.WRONG_CLOCK, Fault.LENS_DIRTY})


class Spell(Struct, frozen=True, kw_only=True):
    """A fault that comes `lasts_s` long every `every_s`, first at `starts_s`; without `every_s` it stays."""

    fault: Fault
    starts_s: float = 0.0
    lasts_s: float = 0.0
    every_s: float = 0.0

    def holds_at(self, elapsed_s: float) -> bool:
        """Is the fault there this long after the start?"""
        since_s = elapsed_s - self.starts_s
        if since_s < 0:
            return False
        return self.every_s == 0 or since_s % self.every_s < self.lasts_s


Script = tuple[Spell, ...]


def faults_at(script: Script, elapsed_s: float) -> frozenset[Fault]:
    """Return the faults that a script has at this time."""
    return frozenset(spell.fault for spell in script if spell.holds_at(elapsed_s))


def lasting(faults: Iterable[Fault]) -> Script:
    """Return the script of faults that are there from the first moment and stay."""
    return tuple(Spell(fault=fault) for fault in faults)


def coming_and_going(seed: str, *, among: tuple[Fault, ...] = SCRIPTED) -> Script:
    """Return one fault that comes and goes: which, how long and how often follow from the seed."""
    chance = Random(seed)
    lasts_s = chance.uniform(SHORTEST_S, LONGEST_S)
    pause_s = chance.uniform(SHORTEST_PAUSE_S, LONGEST_PAUSE_S)
    return (
        Spell(
            fault=chance.choice(among),
            starts_s=chance.uniform(0, pause_s),
            lasts_s=lasts_s,
            every_s=lasts_s + pause_s,
        ),
    )
