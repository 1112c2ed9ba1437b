"""What a virtual terminal has learnt of itself: its figures when nothing is wrong, and where they are going."""

import time
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import asdict, replace

from agent.checks.baselines.figures import WATCHED, is_trend
from agent.checks.descriptor import Reading
from agent.checks.rules import RULES
from contract.judgement.baseline import Baseline, Origin
from contract.judgement.circumstances import Circumstances
from contract.judgement.trend import Trend
from simulation.faults import Fault
from simulation.numbers import Scene

_SCATTER = 0.05
_AGE_DAYS = 60.0
_POINTS = 40
_DAY_S = 86_400
_DIRTY_SHARE, _DIRTIER_A_DAY = 0.52, -0.012
"""A lens that has lost half of its sharpness, and will be called blurred in a fortnight."""


def with_habits(given: Circumstances, scene: Scene, reading: Reading, read: Callable[[Scene], Struct]) -> Circumstances:
    """Return the circumstances with the baselines and trends of a terminal that was accepted two months ago."""
    watched = WATCHED.get(reading.module)
    if watched is None:
        return given
    well = _figures(read(replace(scene, faults=frozenset())), reading, given)
    baselines = {name: _usual(well[name]) for name in watched.usual if name in well}
    levels = {name: well[name] for name in watched.daily if name in well} | dict.fromkeys(watched.shares, 1.0)
    trends = {name: _steady(level) for name, level in levels.items()}
    if scene.has(Fault.LENS_DIRTY) and "sharpness_share" in trends:
        trends["sharpness_share"] = replace(trends["sharpness_share"], level=_DIRTY_SHARE, per_day=_DIRTIER_A_DAY)
    return replace(given, baselines=baselines, trends=trends)


def _figures(numbers: Struct, reading: Reading, given: Circumstances) -> dict[str, float]:
    judged = [RULES[check.name](numbers, given) for check in reading.checks if not is_trend(check.name)]
    told = {figure.name: figure.value for judgement in judged for figure in judgement.figures}
    return {name: value for name, value in (told | asdict(numbers)).items() if isinstance(value, (int, float))}


def _usual(value: float) -> Baseline:
    spread = _SCATTER * abs(value)
    return Baseline(median=value, spread=spread, count=_POINTS, age_days=_AGE_DAYS, origin=Origin.ACCEPTANCE)


def _steady(level: float) -> Trend:
    return Trend(day=int(time.time() / _DAY_S), level=level, per_day=0.0, points=_POINTS)
