"""What one reading remembers between its looks: good looks, and daily medians; touched by its child alone.

Before the numbers are judged `recall` adds to the circumstances what is usual under like conditions and where the
figures are going. Afterwards `retain` takes the numbers in: into the good looks only if nothing was wrong with them,
into the day's median if they were evidence at all. A disk that refuses costs a memory, never a look.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from agent.checks.baselines.figures import WATCHED, Watched, is_trend
from agent.checks.baselines.usual import conditions_of, figures_of, usual_of
from agent.checks.baselines.vault import Vault
from agent.checks.descriptor import Request
from contract.judgement.baseline import Origin
from contract.judgement.circumstances import Circumstances
from contract.judgement.daily import Daily, points_of, with_figures
from contract.judgement.good_looks import Record, confirmed, confirmed_median, with_look
from contract.judgement.measured import is_measured
from contract.judgement.slope import trend_of
from contract.judgement.trend import Trend
from contract.verdicts import Judgement, Verdict

_WANTING = {"no_reference", "no_baseline", "no_history", "no_speech", "not_checked"}
"""One check of a look lacked what it needs; the figures of the others are evidence all the same."""


class Remembered(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is kept of one reading."""

    record: Record = Record()
    daily: Daily = Daily()


def recall(request: Request, numbers: Struct) -> Circumstances:
    """Return the circumstances with what is usual for this terminal, and where its figures are going."""
    watched = WATCHED.get(request.reading)
    if watched is None:
        return request.given
    try:
        known = _load(Vault(Path(request.terminal.state)), request.reading)
    except OSError:
        return request.given
    figures, today = figures_of(numbers), request.given.today
    return replace(
        request.given,
        baselines=usual_of(known.record, watched, figures, today=today),
        trends=_trends(known.daily, watched, today=today),
    )


def retain(request: Request, numbers: Struct, judgements: Mapping[str, Judgement]) -> None:
    """Remember a look that was evidence; without a clock that can be believed nothing is."""
    watched, today = WATCHED.get(request.reading), request.given.today
    if watched is None or today is None or not _is_evidence(judgements.values()):
        return
    vault, figures = Vault(Path(request.terminal.state)), _told_by(judgements) | figures_of(numbers)
    try:
        with vault.locked():
            known = _load(vault, request.reading)
            kept = _with_look(known, watched, figures, today=today, good=_is_good(judgements.values()))
            if kept != known:
                _store(vault, request.reading, kept)
    except OSError:
        return


def confirm(state: Path, reading: str, looks: Iterable[Struct], *, origin: Origin, today: float | None) -> None:
    """Take the numbers as usual from now on: a person says that they are good. Raises OSError."""
    vault, watched = Vault(state), WATCHED[reading]
    record = confirmed([_compared(figures_of(numbers), watched) for numbers in looks], origin=origin, today=today)
    with vault.locked():
        known = _load(vault, reading)
        of_old = frozenset(watched.shares)  # shares of what was confirmed before
        finished = {name: points for name, points in known.daily.finished.items() if name not in of_old}
        seen = {name: values for name, values in known.daily.seen.items() if name not in of_old}
        daily = replace(known.daily, finished=finished, seen=seen)
        _store(vault, reading, Remembered(record=record, daily=daily))


def _with_look(
    known: Remembered, watched: Watched, figures: Mapping[str, float], *, today: float, good: bool
) -> Remembered:
    shares = {
        name: figures[figure] / usual
        for name, figure in watched.shares.items()
        if figure in figures and (usual := confirmed_median(known.record, figure, like=conditions_of(figures, watched)))
    }
    followed = {name: figures[name] for name in watched.daily if name in figures} | shares
    return Remembered(
        record=with_look(known.record, _compared(figures, watched), today=today) if good else known.record,
        daily=with_figures(known.daily, followed, today=today),
    )


def _compared(figures: Mapping[str, float], watched: Watched) -> dict[str, float]:
    return {name: value for name, value in figures.items() if name in watched.usual or name in watched.alike}


def _trends(daily: Daily, watched: Watched, *, today: float | None) -> dict[str, Trend]:
    if today is None:
        return {}
    day = math.floor(today)
    found = {name: trend_of(points_of(daily, name, today=day), today=day) for name in (*watched.daily, *watched.shares)}
    return {name: trend for name, trend in found.items() if trend is not None}


def _told_by(judgements: Mapping[str, Judgement]) -> dict[str, float]:
    """Return the figures of the judgements: a rule may be what first makes one number of many. A trend's are old."""
    told = (figure for check, judgement in judgements.items() if not is_trend(check) for figure in judgement.figures)
    return {figure.name: figure.value for figure in told if figure.value is not None and is_measured(figure.value)}


def _is_evidence(judgements: Iterable[Judgement]) -> bool:
    """Was something really seen or heard, whatever was found?"""
    return all(
        judgement.verdict in {Verdict.OK, Verdict.WARNING, Verdict.UNKNOWN}
        or (judgement.verdict is Verdict.NO_EVIDENCE and _codes_of(judgement) <= _WANTING)
        for judgement in judgements
    )


def _codes_of(judgement: Judgement) -> set[str]:
    return {reason.value.partition(".")[2] for reason in judgement.reasons}


def _is_good(judgements: Iterable[Judgement]) -> bool:
    return not any(judgement.verdict.is_bad for judgement in judgements)


def _load(vault: Vault, reading: str) -> Remembered:
    content = vault.read(reading)
    try:
        return Remembered() if content is None else msgspec.json.decode(content, type=Remembered)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Remembered()


def _store(vault: Vault, reading: str, kept: Remembered) -> None:
    vault.write(reading, msgspec.json.encode(kept))
