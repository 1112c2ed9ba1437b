"""The good looks of a terminal, and the baseline in them that blur, casts, noise and levels are held against.

    confirmed looks (anchor)   when a person confirmed a good period, and good looks of the `SETTLING_DAYS` after it:
                               the light goes round once or twice, a lens gets no dirt worth seeing. They do not age.
    recent good looks          of the last `KEPT_DAYS` by the centre's time
    the baseline               the median of the recent ones (of both, while they are few), under like conditions only
                               (`LIKE`: brightness, gain), never further from the anchor's median than the leash

The leash is what keeps a slow decay honest: a lens that loses two per cent of its sharpness a day drags a plain
14-day median along for ever and is never called blurred. Here the median follows for as far as the leash goes, and
stands; the decay goes on and meets the limit. Without an anchor under like conditions there is no baseline.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from contract.judgement.baseline import Baseline, Leash, Origin
from contract.judgement.measured import is_measured

KEPT_DAYS = 14.0
SETTLING_DAYS = 3.0
MOST_ANCHORED, MOST_RECENT = 48, 160
FEW = 5
"""Fewer recent looks than this do not speak for themselves."""
LIKE: dict[str, float] = {"luma_mean": 20.0, "gain": 0.15}
"""How far a condition may be off and still be alike: mean luma of 255, gain as a share of its range."""
LEAST_APART_DAYS = 2.5 / 24
"""Looks of one condition that are closer than this say the same thing twice."""

_TO_DEVIATION = 1.4826
"""From the median absolute deviation to the standard deviation of a normal scatter."""


class GoodLook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The figures of one look that found nothing wrong; `day` counts from 1970 by the centre's time."""

    figures: dict[str, float]
    day: float | None = None


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The good looks of one reading; bounded by what `with_look` keeps."""

    origin: Origin = Origin.UNKNOWN
    confirmed_day: float | None = None
    anchor: tuple[GoodLook, ...] = ()
    recent: tuple[GoodLook, ...] = ()


def confirmed(looks: Iterable[Mapping[str, float | None]], *, origin: Origin, today: float | None) -> Record:
    """Begin anew from looks of a period that a person confirmed; what was usual before counts no more."""
    day = today if is_measured(today) else None
    anchor = [GoodLook(figures=measured_of(figures), day=day) for figures in looks]
    return Record(origin=origin, confirmed_day=day, anchor=tuple(anchor[-MOST_ANCHORED:]))


def with_look(record: Record, figures: Mapping[str, float | None], *, today: float | None) -> Record:
    """Return the record with one more good look: nothing is learnt before a confirmation, or without a clock."""
    if not record.anchor or today is None or not is_measured(today):
        return record
    # Only what has not come yet goes: were the old ones to go too, a clock that is ahead once would empty the record.
    recent = tuple(look for look in record.recent if look.day is not None and look.day <= today)
    look = GoodLook(figures=measured_of(figures), day=today)
    if record.confirmed_day is None:  # confirmed while no clock could be believed
        record = replace(record, confirmed_day=today)
    if _says_it_again(look, recent):
        return replace(record, recent=recent)
    if _is_settling(record, today) and len(record.anchor) < MOST_ANCHORED:
        return replace(record, anchor=(*record.anchor, look), recent=(*recent, look)[-MOST_RECENT:])
    return replace(record, recent=(*recent, look)[-MOST_RECENT:])


def baseline_of(
    record: Record, figure: str, *, leash: Leash, like: Mapping[str, float], today: float | None
) -> Baseline | None:
    """Return what the figure usually is under the conditions `like`; None where nobody confirmed any such look."""
    anchor = _values(record.anchor, figure, like)
    held_to = confirmed_median(record, figure, like=like)
    if held_to is None:
        return None
    recent = _values((look for look in record.recent if _is_kept(look, today)), figure, like)
    seen = recent if len(recent) >= FEW else [*anchor, *recent]
    return Baseline(
        median=leash.hold(median(seen), anchor=held_to),
        spread=_TO_DEVIATION * median(abs(value - median(seen)) for value in seen),
        count=len(seen),
        age_days=None if today is None or record.confirmed_day is None else max(0.0, today - record.confirmed_day),
        origin=record.origin,
    )


def confirmed_median(record: Record, figure: str, *, like: Mapping[str, float]) -> float | None:
    """Return what the figure was in the confirmed period under the conditions `like`; it follows nothing."""
    anchor = _values(record.anchor, figure, like)
    return median(anchor) if anchor else None


def measured_of(figures: Mapping[str, float | None]) -> dict[str, float]:
    """Return the figures that were measured."""
    return {name: float(value) for name, value in figures.items() if value is not None and is_measured(value)}


def _values(looks: Iterable[GoodLook], figure: str, like: Mapping[str, float]) -> list[float]:
    return [look.figures[figure] for look in looks if figure in look.figures and _is_alike(look.figures, like)]


def _is_alike(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    for condition, reach in LIKE.items():
        if (condition in one) != (condition in other):
            return False
        if condition in one and abs(one[condition] - other[condition]) > reach:
            return False
    return True


def _is_kept(look: GoodLook, today: float | None) -> bool:
    return today is None or (look.day is not None and 0 <= today - look.day <= KEPT_DAYS)


def _is_settling(record: Record, today: float) -> bool:
    return record.confirmed_day is not None and 0 <= today - record.confirmed_day <= SETTLING_DAYS


def _says_it_again(look: GoodLook, recent: Sequence[GoodLook]) -> bool:
    return any(
        look.day is not None
        and each.day is not None
        and look.day - each.day < LEAST_APART_DAYS
        and _is_alike(each.figures, look.figures)
        for each in reversed(recent[-8:])
    )
