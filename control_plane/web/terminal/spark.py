"""A figure over time as a small line; the dashed line is the limit that it is held against."""

from msgspec import Struct

from contract.verdicts import Figure
from control_plane.web.evidence import measure
from control_plane.web.wording import Wording

WIDTH, HEIGHT, MARGIN = 150, 34, 3
FEWEST = 3

Series = tuple[tuple[int, float], ...]
"""(time in ms, value), the oldest first."""


class Spark(Struct, frozen=True, kw_only=True):
    """A figure over time in a box of 150 x 34, with the line of its limit."""

    points: str
    limit_y: float | None
    told: str


def build_spark(figure: Figure, series: Series, words: Wording) -> Spark | None:
    """The line, unless there are too few values to make one."""
    if len(series) < FEWEST:
        return None
    values = [value for _, value in series] + ([] if figure.limit is None else [figure.limit])
    low, high = min(values), max(values)
    first, last = series[0][0], series[-1][0]

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN), 1)

    def x(at_ms: int) -> float:
        return round(WIDTH * (at_ms - first) / max(last - first, 1), 1)

    least = measure(figure.name, min(value for _, value in series), figure.unit, words=words)
    most = measure(figure.name, max(value for _, value in series), figure.unit, words=words)
    return Spark(
        points=" ".join(f"{x(at)},{y(value)}" for at, value in series),
        limit_y=None if figure.limit is None else y(figure.limit),
        told=words.text(
            "from %(least)s to %(most)s, since %(clock)s", least=least, most=most, clock=words.clock(first)
        ),
    )
