"""The checks of a virtual terminal: when each is looked at, and what is known of it."""

from random import Random

from msgspec import Struct

from contract.configuration.schema import Configuration
from contract.judgement.confirmation import Confirmation, confirm
from contract.messages import CheckState
from contract.verdicts import Judgement, Verdict
from simulation.faults import Fault
from simulation.looks import FULL, QUICK, look


class Known(Struct, frozen=True, kw_only=True):
    """What one check says, since when, and the look that it rests on."""

    confirmation: Confirmation = Confirmation()
    judgement: Judgement = Judgement(verdict=Verdict.UNKNOWN)
    since_s: float = 0.0
    looked_s: float = 0.0


class Checks:
    """Quick and full looks in their turn, confirming looks while a verdict is undecided."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._known: dict[str, Known] = {}
        self._faults: frozenset[Fault] = frozenset()
        self._quick_s = self._full_s = self._confirm_s = 0.0

    def look_at_all(self) -> None:
        """Make every check due."""
        self._quick_s = self._full_s = self._confirm_s = 0.0

    def look(self, faults: frozenset[Fault], rules: Configuration, now_s: float) -> list[CheckState]:
        """Look at what is due; return the checks whose verdict changed."""
        due = self._due(rules, now_s)
        if faults != self._faults:
            due |= QUICK
        self._faults = faults
        changed = (self._look_at(check, rules, now_s) for check in sorted(due))
        return [state for state in changed if state is not None]

    def states(self) -> list[CheckState]:
        """Return what all checks say."""
        return [self.state(check) for check in sorted(self._known)]

    def state(self, check: str, *, changed: bool = False, was: Verdict = Verdict.UNKNOWN) -> CheckState:
        """Return what one check says."""
        known = self._known[check]
        return CheckState(
            check=check,
            verdict=known.confirmation.verdict,
            reasons=known.confirmation.reasons,
            figures=known.judgement.figures,
            facts=known.judgement.facts,
            looked_ms=int(known.looked_s * 1000),
            since_ms=int(known.since_s * 1000),
            deviating=known.confirmation.deviating,
            changed=changed,
            was=was,
        )

    def _due(self, rules: Configuration, now_s: float) -> set[str]:
        due: set[str] = set()
        if now_s >= self._full_s:
            due |= FULL
            self._full_s = now_s + rules.looks.full_s
        if now_s >= self._quick_s:
            due |= QUICK
            self._quick_s = now_s + rules.looks.quick_s
        if now_s >= self._confirm_s:
            due |= {check for check, known in self._known.items() if known.confirmation.is_undecided}
            self._confirm_s = now_s + rules.looks.confirm_s
        return due

    def _look_at(self, check: str, rules: Configuration, now_s: float) -> CheckState | None:
        judgement = look(check, self._faults, rules, chance=self._chance)
        before = self._known.get(check, Known())
        after = confirm(before.confirmation, judgement, rules.looks)
        was = before.confirmation
        changed = (after.verdict, after.reasons) != (was.verdict, was.reasons)
        self._known[check] = Known(
            confirmation=after,
            judgement=before.judgement if after.is_undecided else judgement,
            since_s=now_s if after.verdict is not was.verdict else before.since_s,
            looked_s=now_s,
        )
        return self.state(check, changed=True, was=was.verdict) if changed else None
