"""What a day on the wire costs, by ten minutes of it: the guard of what `make soak` measures over 65.

Measured apart are the start (a cold connect, a full look, a full report), a change of verdict, and the steady rest. A
cycle of 65 minutes, put together from them, is taken 22 times a day, as the long measure does. Beside it the same core
tells 30 figures a minute, as monitoring agents do by default.
"""

import tempfile
import time
from pathlib import Path

from tests.bench.figure import BenchFigure, figure_of
from tests.bench.wire import CYCLE_S, DAY_S, Wired, wired

NAME = "wire"
GOAL_MB = 0.6
OTHERS_MB = 9.6
"""The least of two widely used monitoring agents for 30 figures a minute, on the same kind of machine."""
START_S, CHANGE_S = 130, 60
STEADY_S = 600
"""One routine report, and the heartbeats around it."""
FIGURES_S = 300
METHOD = (
    "Ethernet octets both ways on a veth pair in network namespaces; real agent, Mosquitto (TLS 1.3, client "
    "certificates) and centre; default settings"
)


def measure() -> dict[str, BenchFigure]:
    day, parts = _measure_day()
    return {
        f"{NAME}.day": _figure(day, GOAL_MB, f"{METHOD}; {parts}; a cycle of 65 min taken {DAY_S / CYCLE_S:.1f} times"),
        f"{NAME}.figures": _figure(_measure_figures(), OTHERS_MB, f"{METHOD} but for 30 figures every 60 s"),
    }


def _measure_day() -> tuple[float, str]:
    """Return megabytes a day, and what they are made of."""
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder, wired(Path(folder)) as house:
        house.start()
        start = float(_passed_in(house, START_S))
        house.change_a_verdict()
        change = float(_passed_in(house, CHANGE_S))
        steady_per_s = _passed_in(house, STEADY_S) / STEADY_S
    start -= steady_per_s * START_S
    change -= steady_per_s * CHANGE_S
    cycle = start + change + steady_per_s * CYCLE_S
    return cycle * DAY_S / CYCLE_S / 1e6, f"start {start:.0f} B, change {change:.0f} B, then {steady_per_s:.2f} B/s"


def _measure_figures() -> float:
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder, wired(Path(folder)) as house:
        house.start_telling_figures()
        _passed_in(house, 2 * CHANGE_S)
        return _passed_in(house, FIGURES_S) / FIGURES_S * DAY_S / 1e6


def _passed_in(house: Wired, seconds: float) -> int:
    before = house.passed()
    time.sleep(seconds)
    return house.passed() - before


def _figure(value: float, goal: float, method: str) -> BenchFigure:
    return figure_of([value], unit="MB/day", goal=goal, higher_is_better=False, method=method)
