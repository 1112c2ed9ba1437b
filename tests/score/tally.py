"""From outcomes to the score: recall and false alarms of each reason, with bounds clustered by source."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from tests.score.bounds import Rate, clustered_rate
from tests.score.outcome import Material, Outcome


class Row(Struct, frozen=True, kw_only=True):
    """One reason's score on one kind of material; a share is None where nobody looked."""

    recall: float | None
    recall_bounds: tuple[float, float]
    false_alarms_per_1000: float | None
    false_alarms_bounds: tuple[float, float]
    faults: int
    good: int
    clips: int
    """Independent sources of the good looks."""
    fault_clips: int


class Missed(Struct, frozen=True, kw_only=True):
    """One kind of fault that was not always named."""

    reason: str
    name: str
    recall: float
    faults: int
    instead: tuple[str, ...]
    """What was said in its place, most often first."""


class HardRow(Struct, frozen=True, kw_only=True):
    """Looks at one hard case, and how many were called each of what they must not be called."""

    component: str
    case: str
    material: Material
    looks: int
    clips: int
    called: dict[str, int]


Score = dict[str, dict[str, dict[str, Row]]]
"""Component, reason, injected or real."""


def score_of(outcomes: Sequence[Outcome], reasons: Iterable[str]) -> Score:
    """Return the score of each reason; what has neither faults nor good looks is left out."""
    score: Score = defaultdict(dict)
    for reason in reasons:
        component, _, name = reason.partition(".")
        mine = [outcome for outcome in outcomes if outcome.component == component and not outcome.case]
        rows = _rows(reason, mine)
        if rows:
            score[component][name] = rows
    return dict(score)


def row_of(reason: str, *, faults: Sequence[Outcome], good: Sequence[Outcome]) -> Row:
    """Count one reason's hits among the faults, and its false alarms among the good looks."""
    recall = _rate(faults, lambda outcome: reason in outcome.raised)
    alarms = _rate(good, lambda outcome: reason in outcome.raised)
    return Row(
        recall=recall.share,
        recall_bounds=(recall.low, recall.high),
        false_alarms_per_1000=None if alarms.share is None else 1000 * alarms.share,
        false_alarms_bounds=(1000 * alarms.low, 1000 * alarms.high),
        faults=len(faults),
        good=len(good),
        clips=len({outcome.source for outcome in good}),
        fault_clips=len({outcome.source for outcome in faults}),
    )


def missed(outcomes: Iterable[Outcome]) -> list[Missed]:
    """Return each kind of fault that was missed at least once, the most missed first."""
    kinds: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.is_good:
            kinds[outcome.reason, outcome.name].append(outcome)
    rows = [_missed(reason, name, looks) for (reason, name), looks in kinds.items()]
    return sorted((row for row in rows if row.recall < 1), key=lambda row: row.recall)


def hard_cases(outcomes: Iterable[Outcome]) -> list[HardRow]:
    """Return what hard good looks were called."""
    cases: dict[tuple[str, str, Material], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.case:
            cases[outcome.component, outcome.case, outcome.material].append(outcome)
    return [
        HardRow(
            component=component,
            case=case,
            material=material,
            looks=len(looks),
            clips=len({look.source for look in looks}),
            called=dict(Counter(reason for look in looks for reason in look.raised)),
        )
        for (component, case, material), looks in cases.items()
    ]


def _rows(reason: str, outcomes: Sequence[Outcome]) -> dict[str, Row]:
    checks = frozenset().union(*(outcome.checks_that_raised(reason) for outcome in outcomes))
    # A look that could not be judged can raise no false alarm, and counts for none.
    good = [each for each in outcomes if each.is_good and (not checks or each.was_judged(checks))]
    real = [each for each in good if each.material is Material.REAL]
    injected, happened = _of(outcomes, reason, Material.INJECTED), _of(outcomes, reason, Material.REAL)
    rows = {
        "injected": row_of(reason, faults=injected, good=good) if injected else None,
        "real": row_of(reason, faults=happened, good=real) if happened or (injected and real) else None,
    }
    return {material: row for material, row in rows.items() if row is not None}


def _of(outcomes: Iterable[Outcome], reason: str, material: Material) -> list[Outcome]:
    return [each for each in outcomes if each.reason == reason and each.material is material]


def _rate(outcomes: Iterable[Outcome], is_hit: Callable[[Outcome], bool]) -> Rate:
    clips: dict[str, list[bool]] = defaultdict(list)
    for outcome in outcomes:
        clips[outcome.source].append(is_hit(outcome))
    return clustered_rate([(sum(hits), len(hits)) for hits in clips.values()])


def _missed(reason: str, name: str, looks: Sequence[Outcome]) -> Missed:
    lost = [look for look in looks if reason not in look.raised]
    instead = Counter(said for look in lost for said in (sorted(look.raised or look.unjudged) or ("ok",)))
    return Missed(
        reason=reason,
        name=name,
        recall=1 - len(lost) / len(looks),
        faults=len(looks),
        instead=tuple(said for said, _ in instead.most_common(2)),
    )
