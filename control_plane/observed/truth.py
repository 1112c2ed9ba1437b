"""Readiness held against truth: what we said of a terminal when a call began, and how the call was. Pure.

A call was bad if its programme died, the line was lost in it, or she tapped that sound or picture were bad. One whose
end nobody saw, and of which nobody said a word, proves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from contract.observed import CallEnd, Rating
from contract.verdicts import Readiness

SAID_FIT = frozenset({Readiness.READY, Readiness.AT_RISK})
BAD_TAPS = frozenset({Rating.BAD_SOUND, Rating.BAD_PICTURE})
BAD_ENDS = frozenset({CallEnd.DIED, CallEnd.LINE_LOST})


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One call as it went."""

    readiness: Readiness
    end: CallEnd | None
    rating: Rating | None = None

    @property
    def was_bad(self) -> bool | None:
        """Was it a bad call? None: nobody knows."""
        if self.rating in BAD_TAPS or self.end in BAD_ENDS:
            return True
        if self.rating is Rating.GOOD or self.end is CallEnd.NORMAL:
            return False
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """How often what was said came true; calls of which nobody knows are counted apart."""

    fit_and_good: int = 0
    fit_but_bad: int = 0
    """We said that it was fit, and the call was bad: what we did not see."""
    unfit_and_bad: int = 0
    unfit_but_good: int = 0
    """We said that it was not, and the call was good: a false alarm."""
    unknown: int = 0


def hold_against_truth(calls: Iterable[Seen]) -> Truth:
    """Count the calls that are over."""
    counts = dict.fromkeys(("fit_and_good", "fit_but_bad", "unfit_and_bad", "unfit_but_good", "unknown"), 0)
    for call in calls:
        if call.end is not None:
            counts[_place(call)] += 1
    return Truth(**counts)


def _place(call: Seen) -> str:
    if call.was_bad is None or call.readiness is Readiness.UNKNOWN:
        return "unknown"
    if call.readiness in SAID_FIT:
        return "fit_but_bad" if call.was_bad else "fit_and_good"
    return "unfit_and_bad" if call.was_bad else "unfit_but_good"
