"""One measured figure, with what it takes to believe it."""

import msgspec


class BenchFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A row of build/bench.json; `spread` is the half-width between the worst and the best run, in `unit`."""

    value: float
    unit: str
    goal: float
    higher_is_better: bool
    spread: float
    method: str

    @property
    def is_met(self) -> bool:
        return self.value >= self.goal if self.higher_is_better else self.value <= self.goal


def figure_of(runs: list[float], *, unit: str, goal: float, higher_is_better: bool, method: str) -> BenchFigure:
    """Take the median of several runs."""
    ordered = sorted(runs)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return BenchFigure(
        value=median,
        unit=unit,
        goal=goal,
        higher_is_better=higher_is_better,
        spread=(ordered[-1] - ordered[0]) / 2,
        method=method,
    )
