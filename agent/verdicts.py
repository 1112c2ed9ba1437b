"""The table of verdicts: what each check says now, since when, and what of it was told."""

from collections.abc import Iterable
from dataclasses import dataclass

from contract.configuration.looks import Looks
from contract.judgement.confirmation import Confirmation, confirm, was_put_off
from contract.judgement.readiness import CheckVerdict
from contract.messages import CheckState
from contract.verdicts import Figure, Judgement, Verdict

MOST_FIGURES = 40
MOST_FACTS = 20
LONGEST_FACT = 200

_UNDECIDED = Confirmation()
_NOTHING = Judgement(verdict=Verdict.UNKNOWN)


@dataclass(slots=True)
class Entry:
    """One check: its confirmed verdict, the last look that agrees with it, and times as uptime in ms."""

    confirmation: Confirmation = _UNDECIDED
    rests_on: Judgement = _NOTHING
    looked_ms: int = 0
    since_ms: int = 0
    told: tuple[Figure, ...] | None = None

    @property
    def is_known(self) -> bool:
        """Is there something to tell?"""
        return self.confirmation.verdict is not Verdict.UNKNOWN or bool(self.confirmation.reasons)


class VerdictTable:
    """Every check that was ever looked at in this boot."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.entries: dict[str, Entry] = {}

    def apply(self, check: str, look: Judgement, *, looked_ms: int, rules: Looks) -> CheckState | None:
        """Take one look in; return the check's state if the verdict or its reasons changed by it."""
        entry = self.entries.setdefault(check, Entry())
        if was_put_off(look) and entry.confirmation.verdict is not Verdict.UNKNOWN:
            return None
        before, after = entry.confirmation, confirm(entry.confirmation, look, rules)
        entry.confirmation, entry.looked_ms = after, looked_ms
        if after.verdict is look.verdict:
            entry.rests_on = look
        if (after.verdict, after.reasons) == (before.verdict, before.reasons):
            return None
        if after.verdict is not before.verdict:
            entry.since_ms = looked_ms
        return self._state(check, changed=after.verdict is not before.verdict, was=before.verdict)

    def is_undecided(self, checks: Iterable[str]) -> bool:
        """Say whether one of the checks asks for a confirming look."""
        return any(check in self.entries and self.entries[check].confirmation.is_undecided for check in checks)

    def is_bad(self, check: str) -> bool:
        """Say whether a check found a fault."""
        return check in self.entries and self.entries[check].confirmation.verdict.is_bad

    def known(self) -> list[str]:
        """Return the checks that have a verdict, or say why they have none: that nothing reports it is known too."""
        return [check for check, entry in self.entries.items() if entry.is_known]

    def moved(self, checks: Iterable[str], dead_band: float) -> list[str]:
        """Return those of the checks whose figures left the dead band around what was told."""
        return [check for check in checks if _has_moved(self.entries[check], dead_band)]

    def tell(self, checks: Iterable[str]) -> tuple[CheckState, ...]:
        """Return the checks' states for a report, and remember their figures as told."""
        states = tuple(self._state(check) for check in checks if check in self.entries)
        self.remember_told(state.check for state in states)
        return states

    def all_states(self) -> tuple[CheckState, ...]:
        """Return every check as it stands."""
        return tuple(self._state(check) for check in self.entries)

    def looked(self, *, without: Iterable[str] = ()) -> dict[str, int]:
        """Return when each known check was last looked at (uptime in ms), without those named."""
        left_out = set(without)
        return {check: self.entries[check].looked_ms for check in self.known() if check not in left_out}

    def remember_told(self, checks: Iterable[str]) -> None:
        """Remember that the present figures of the checks are on their way to the centre."""
        for check in checks:
            self.entries[check].told = self.entries[check].rests_on.figures

    def forget(self, checks: Iterable[str]) -> None:
        """Drop checks that the configuration no longer asks for."""
        for check in checks:
            self.entries.pop(check, None)

    def for_readiness(self) -> list[CheckVerdict]:
        """Return the confirmed verdicts, as the rule of readiness wants them."""
        return [
            CheckVerdict(check=check, verdict=entry.confirmation.verdict, reasons=entry.confirmation.reasons)
            for check, entry in self.entries.items()
        ]

    def _state(self, check: str, *, changed: bool = False, was: Verdict = Verdict.UNKNOWN) -> CheckState:
        entry = self.entries[check]
        return CheckState(
            check=check,
            verdict=entry.confirmation.verdict,
            looked_ms=entry.looked_ms,
            since_ms=entry.since_ms,
            reasons=entry.confirmation.reasons,
            figures=entry.rests_on.figures[:MOST_FIGURES],
            facts=_bounded(entry.rests_on.facts),
            changed=changed,
            was=was,
            deviating=entry.confirmation.deviating,
        )


def _bounded(facts: dict[str, str]) -> dict[str, str]:
    # The centre refuses a whole message for one fact that is too long.
    return {name: value[:LONGEST_FACT] for name, value in list(facts.items())[:MOST_FACTS]}


def _has_moved(entry: Entry, dead_band: float) -> bool:
    if entry.told is None:
        return True
    told = {figure.name: figure for figure in entry.told}
    now = {figure.name: figure for figure in entry.rests_on.figures}
    return told.keys() != now.keys() or any(_differs(told[name], now[name], dead_band) for name in now)


def _differs(told: Figure, now: Figure, dead_band: float) -> bool:
    if told.value is None or now.value is None:
        return told.value is not now.value
    scale = max(abs(told.value), abs(now.limit or 0.0))
    return abs(now.value - told.value) > dead_band * scale
