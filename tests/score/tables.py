"""The score as a section of docs/checks.md, between two markers."""

from collections.abc import Iterable, Sequence

from contract.verdicts import Reason
from tests.score.goals import GOALS, Goal
from tests.score.incidents import IncidentRow
from tests.score.tally import HardRow, Missed, Row, Score

BEGIN, END = "<!-- score: begin -->", "<!-- score: end -->"
HEAD = (
    "reason",
    "faults",
    "from",
    "recall",
    "95 % bounds",
    "good looks",
    "from",
    "false alarms per 1,000",
    "95 % bounds",
    "goal",
)


def replaced(page: str, section: str) -> str:
    """Return the page with what is between the markers replaced; raise `ValueError` when there are none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no markers for the score")
    return f"{before}{BEGIN}\n{section.strip()}\n{END}{after}"


def score_tables(score: Score) -> str:
    """Return one table for injected faults, one for real ones."""
    titles = {"injected": "Injected faults", "real": "Real faults"}
    parts = []
    for material, title in titles.items():
        rows = [
            (f"{component}.{name}", kinds[material])
            for component, reasons in score.items()
            for name, kinds in reasons.items()
            if material in kinds
        ]
        parts += [f"**{title}**\n", _table(HEAD, [_cells(reason, row) for reason, row in rows]), ""]
    return "\n".join(parts)


def missed_table(rows: Iterable[Missed]) -> str:
    """Return which kinds of fault were missed, and what was said of them."""
    cells = [
        (
            f"`{row.reason}`",
            row.name,
            f"{row.recall:.0%}",
            str(row.faults),
            ", ".join(f"`{said}`" for said in row.instead),
        )
        for row in rows
    ]
    return _table(("reason", "fault", "recall", "looks", "said instead"), cells)


def hard_table(rows: Iterable[HardRow]) -> str:
    """Return what hard good looks were called."""
    cells = [
        (
            row.component,
            row.case,
            row.material.value,
            str(row.looks),
            str(row.clips),
            ", ".join(f"`{reason}` {count}" for reason, count in sorted(row.called.items())) or "nothing",
        )
        for row in sorted(rows, key=lambda row: (row.component, row.case, row.material))
    ]
    return _table(("component", "case", "material", "looks", "sources", "called faulty"), cells)


def incident_table(rows: Iterable[IncidentRow]) -> str:
    """Return what false alarms come to after confirmation; reasons without any have no row."""
    cells = [
        (f"`{row.reason}`", f"{row.false_looks} of {row.good}", f"{row.independent:.1f}", f"{row.lasting:.1f}")
        for row in rows
    ]
    total = ("all", "", f"{sum(row.independent for row in rows):.1f}", f"{sum(row.lasting for row in rows):.1f}")
    return _table(("reason", "false looks", "confirming looks fall anew", "nine of ten see the same"), [*cells, total])


def known_reasons() -> list[str]:
    """Return every reason's code."""
    return [reason.value for reason in Reason if reason is not Reason.UNKNOWN]


def _cells(reason: str, row: Row) -> tuple[str, ...]:
    alarms, goal = row.false_alarms_per_1000, GOALS.get(reason)
    return (
        f"`{reason}`",
        str(row.faults),
        str(row.fault_clips),
        "–" if row.recall is None else f"{100 * row.recall:.1f} %",
        "–" if row.recall is None else f"{100 * row.recall_bounds[0]:.0f}–{100 * row.recall_bounds[1]:.0f} %",
        str(row.good),
        str(row.clips),
        "–" if alarms is None else f"{alarms:.1f}",
        "–" if alarms is None else f"{row.false_alarms_bounds[0]:.1f}–{row.false_alarms_bounds[1]:.0f}",
        _reached(row, goal),
    )


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _reached(row: Row, goal: Goal | None) -> str:
    """What no fault was there to show is not met."""
    short = goal.misses(row) if goal else []
    if short:
        return f"**missed: {', '.join(short)}**"
    return "" if goal is None or row.recall is None else "met"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
