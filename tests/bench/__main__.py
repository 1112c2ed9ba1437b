"""`make bench`, `make bench ONLY=name`: run the measures, print a table, write build/bench.json.

A measure is a file `bench_*.py` beside this one with `NAME: str` and `measure() -> dict[str, BenchFigure]`, whose keys
begin with `NAME`. ONLY takes a measure's name or one figure's. Figures of measures that did not run are kept.
"""

import importlib
import sys
import time
from pathlib import Path
from types import ModuleType

import msgspec

from tests.bench.figure import BenchFigure

FOLDER = Path(__file__).parent
RESULT = FOLDER.parents[1] / "build" / "bench.json"


def main(arguments: list[str]) -> int:
    """Run what was asked for; 2 when nothing has that name. A missed goal is said in the table, and is no failure."""
    only = arguments[0] if arguments else ""
    chosen = [measure for measure in measures() if is_chosen(measure, only)]
    if not chosen:
        print(f"no measure is named {only}; there are {', '.join(measure.NAME for measure in measures())}")
        return 2
    figures: dict[str, BenchFigure] = {}
    for measure in chosen:
        started = time.monotonic()
        figures |= measure.measure()
        print(f"{measure.NAME}: measured in {time.monotonic() - started:.0f} s", flush=True)
    write(figures)
    print(table(figures))
    return 0


def measures() -> list[ModuleType]:
    return [importlib.import_module(f"tests.bench.{path.stem}") for path in sorted(FOLDER.glob("bench_*.py"))]


def is_chosen(measure: ModuleType, only: str) -> bool:
    return not only or only == measure.NAME or only.startswith(f"{measure.NAME}.")


def write(figures: dict[str, BenchFigure]) -> None:
    """Put the figures into build/bench.json beside those that were measured earlier."""
    earlier = msgspec.json.decode(RESULT.read_bytes(), type=dict[str, BenchFigure]) if RESULT.exists() else {}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_bytes(msgspec.json.format(msgspec.json.encode({**earlier, **figures})) + b"\n")


def table(figures: dict[str, BenchFigure]) -> str:
    rows = [("figure", "value", "± spread", "goal", "", "unit")]
    for name, figure in sorted(figures.items()):
        goal = f"{'≥' if figure.higher_is_better else '≤'} {figure.goal:,.6g}"
        met = "met" if figure.is_met else "MISSED"
        rows.append((name, f"{figure.value:,.4g}", f"{figure.spread:,.2g}", goal, met, figure.unit))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
