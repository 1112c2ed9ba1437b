"""From the good looks to what is usual under conditions like those of a look."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import asdict

from agent.checks.baselines.figures import Watched
from contract.judgement.baseline import Baseline
from contract.judgement.good_looks import Record, baseline_of
from contract.judgement.measured import is_measured


def figures_of(numbers: Struct) -> dict[str, float]:
    """Return what a look measured."""
    return {
        name: float(value)
        for name, value in asdict(numbers).items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and is_measured(value)
    }


def conditions_of(figures: Mapping[str, float], watched: Watched) -> dict[str, float]:
    """Return the figures under which others compare."""
    return {name: figures[name] for name in watched.alike if name in figures}


def usual_of(
    record: Record, watched: Watched, figures: Mapping[str, float], *, today: float | None
) -> dict[str, Baseline]:
    """Return the baseline of each figure that has one."""
    like = conditions_of(figures, watched)
    found = {
        name: baseline_of(record, name, leash=leash, like=like, today=today) for name, leash in watched.usual.items()
    }
    return {name: baseline for name, baseline in found.items() if baseline is not None}
