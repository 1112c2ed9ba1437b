"""What false alarms come to after confirmation: false incidents a month, by the contract's own rule.

A terminal is open ten hours on 22 days. It takes a full look each hour and one before opening; a look that deviates
starts confirming looks. Each terminal of the simulation stands before one of the sources, with that source's own
measured rate of false alarms: a scene that is often mistaken is often mistaken again.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from contract.configuration.looks import Looks
from contract.judgement.confirmation import Confirmation, confirm
from contract.verdicts import Judgement, Reason, Verdict
from tests.score.outcome import Outcome

_MONTHS = 3000
_LOOKS_A_MONTH = 22 * 11
_BAD = Judgement(verdict=Verdict.FAILED, reasons=(Reason.UNKNOWN,))
_GOOD = Judgement(verdict=Verdict.OK)


class IncidentRow(Struct, frozen=True, kw_only=True):
    """One reason's false incidents in a hundred terminal-months."""

    reason: str
    false_looks: int
    good: int
    independent: float
    """Each confirming look falls anew, at the source's own rate."""
    lasting: float
    """Nine of ten confirming looks see what the first one saw."""


def incident_rows(outcomes: Iterable[Outcome]) -> list[IncidentRow]:
    """Return each reason that was called on a good look, hard ones left out, and what it comes to."""
    good = [outcome for outcome in outcomes if outcome.is_good and not outcome.case]
    reasons = sorted({reason for outcome in good for reason in outcome.raised})
    return [_row(reason, good) for reason in reasons]


def false_incidents_per_100_months(
    rates: Sequence[float], *, months: int, lasting: float = 0.0, seed: int = 1
) -> float:
    """Return false incidents in a hundred terminal-months.

    `lasting` is how likely a confirming look sees just what the last one saw.
    """
    chance = random.Random(seed)
    found = sum(_month(chance.choice(rates), lasting, chance) for _ in range(months))
    return 100 * found / months


def _row(reason: str, good: Sequence[Outcome]) -> IncidentRow:
    looks: dict[str, list[bool]] = defaultdict(list)
    for outcome in good:
        if outcome.component == reason.partition(".")[0]:
            looks[outcome.source].append(reason in outcome.raised)
    rates = [sum(hits) / len(hits) for hits in looks.values()]
    return IncidentRow(
        reason=reason,
        false_looks=sum(sum(hits) for hits in looks.values()),
        good=sum(len(hits) for hits in looks.values()),
        independent=false_incidents_per_100_months(rates, months=_MONTHS),
        lasting=false_incidents_per_100_months(rates, months=_MONTHS, lasting=0.9),
    )


def _month(rate: float, lasting: float, chance: random.Random) -> int:
    if rate <= 0:
        return 0
    rules, known, incidents = Looks(), Confirmation(verdict=Verdict.OK), 0
    for _ in range(_LOOKS_A_MONTH):
        is_bad = chance.random() < rate
        while True:
            was_bad = known.verdict.is_bad
            known = confirm(known, _BAD if is_bad else _GOOD, rules)
            incidents += known.verdict.is_bad and not was_bad
            if not known.is_undecided:
                break
            is_bad = is_bad if chance.random() < lasting else chance.random() < rate
    return incidents
