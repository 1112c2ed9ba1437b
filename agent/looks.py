"""What the core knows of a look: when it is due, whose it is, and how to take it. Never how it is done.

The table of looks is handed in (`agent/checks/table.py` on a terminal), so the core imports no device.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement

COUNTDOWN_S = 5.0
"""So long before a sound is heard in the room may somebody say "not now"."""

Judgements = Mapping[str, Judgement]
"""The answers of one look, by the check's name."""


class LookKind(StrEnum):
    """How much a look costs: presence and counters, picture and sound, or the whole path and the room's own echo."""

    QUICK = "quick"
    FULL = "full"
    THOROUGH = "thorough"

    def includes(self, other: "LookKind") -> bool:
        """Is everything of that kind seen by looks up to this one?"""
        kinds = list(LookKind)
        return kinds.index(other) <= kinds.index(self)


class Run(Protocol):
    """Takes a look: blocks until its own deadline at most, in a thread of its own, and never raises."""

    def __call__(self, given: Circumstances, /) -> Judgements:
        """Return the answers; none for a part that the terminal has not."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look, and how it is taken."""

    name: str
    component: Component
    kind: LookKind
    run: Run
    holds: bool = False
    """It opens its device: until it ends, a call cannot."""
    fills_line: bool = False
    """It opens nothing, but a call beside it would hear it."""
    lamp: bool = False
    """It lights the camera's lamp."""
    audible: bool = False
    """It is heard in the room."""
    give_way: Callable[[], None] = _nothing
    """Ends it now, without an answer, because a call begins; called again while it runs on."""

    @property
    def disturbs(self) -> bool:
        """Would a call notice it: by a device that it holds, or by a line that it fills?"""
        return self.holds or self.fills_line or self.kind is LookKind.THOROUGH
