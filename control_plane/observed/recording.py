"""Storing what reports carry of their branch. All of it absorbs repeats, in any order.

A call is told twice under one id. Its two halves are joined here first, because PostgreSQL refuses the same key twice
in one statement, and then in the table: what is known is never overwritten by what is not.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from contract.observed import FromBranch, ObservedCall
from contract.verdicts import Readiness
from control_plane.bulk import BulkInsert
from control_plane.history.recording import Placed, PlacedReport
from control_plane.observed.models import Call, Closing, Problem, Tap
from control_plane.timekeeping import DAY_MS

LONGEST_CLOSED_MS = 14 * DAY_MS
"""The terminal lets nobody close for longer; one that says more would hide a branch for ever."""
_KNOWN = "CASE WHEN excluded.readiness = 'unknown' THEN observed_call.{0} ELSE excluded.{0} END"
CALLS = BulkInsert(
    model=Call,
    columns=("terminal", "id", "began_ms", "ended_ms", "call_end", "readiness", "because", "received_ms"),
    conflict="(terminal, id) DO UPDATE SET "
    "began_ms = coalesce(observed_call.began_ms, excluded.began_ms), "
    "ended_ms = coalesce(observed_call.ended_ms, excluded.ended_ms), "
    "call_end = coalesce(observed_call.call_end, excluded.call_end), "
    f"because = {_KNOWN.format('because')}, readiness = {_KNOWN.format('readiness')}",
)
TAPS = BulkInsert(model=Tap, columns=("terminal", "id", "at_ms", "rating", "subject"), conflict="DO NOTHING")
PROBLEMS = BulkInsert(model=Problem, columns=("terminal", "id", "at_ms", "kind", "readiness"), conflict="DO NOTHING")
CLOSINGS = BulkInsert(
    model=Closing,
    columns=("terminal", "until_ms", "said_ms"),
    conflict="(terminal) DO UPDATE SET until_ms = excluded.until_ms, said_ms = excluded.said_ms "
    "WHERE excluded.said_ms >= branch_closing.said_ms",
)


def store_branch_words(session: Session, reports: Iterable[PlacedReport]) -> None:
    """Store the calls, taps, problems and closings that these reports carry."""
    said = [(placed, report.branch) for placed, report in reports if report.branch is not None]
    if not said:
        return
    CALLS.write(session, _call_rows(said))
    TAPS.write(session, _tap_rows(said))
    PROBLEMS.write(session, _problem_rows(said))
    CLOSINGS.write(session, _closing_rows(said))


Said = Sequence[tuple[Placed, FromBranch]]
Rows = list[tuple[Any, ...]]


def _call_rows(said: Said) -> Rows:
    found: dict[tuple[str, str], tuple[Any, ...]] = {}
    for placed, branch in said:
        for call in branch.calls:
            key = placed.terminal, call.id
            row = _call_row(placed, call)
            found[key] = _joined(found[key], row) if key in found else row
    return [found[key] for key in sorted(found)]


def _call_row(placed: Placed, call: ObservedCall) -> tuple[Any, ...]:
    return (
        placed.terminal,
        call.id,
        None if call.began_ms is None else placed.at(call.began_ms),
        None if call.ended_ms is None else placed.at(call.ended_ms),
        call.end,
        call.readiness,
        msgspec.json.encode(call.because),
        placed.received_ms,
    )


def _joined(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    """Join the halves of a call: of each value the one that is known."""
    knows = one if one[5] is not Readiness.UNKNOWN else other
    times = tuple(mine if mine is not None else theirs for mine, theirs in zip(one[2:5], other[2:5], strict=True))
    return (*one[:2], *times, *knows[5:7], one[7])


def _tap_rows(said: Said) -> Rows:
    rows = {
        (placed.terminal, tap.id): (placed.terminal, tap.id, placed.at(tap.at_ms), tap.rating, tap.subject)
        for placed, branch in said
        for tap in branch.taps
    }
    return [rows[key] for key in sorted(rows)]


def _problem_rows(said: Said) -> Rows:
    rows = {
        (placed.terminal, each.id): (placed.terminal, each.id, placed.at(each.at_ms), each.kind, each.readiness)
        for placed, branch in said
        for each in branch.problems
    }
    return [rows[key] for key in sorted(rows)]


def _closing_rows(said: Said) -> Rows:
    newest: dict[str, tuple[Any, ...]] = {}
    for placed, branch in said:
        if branch.closing is not None:
            until_ms = min(branch.closing.until_centre_ms, placed.received_ms + LONGEST_CLOSED_MS)
            row = placed.terminal, until_ms, placed.at(branch.closing.at_ms)
            newest[placed.terminal] = max(newest.get(placed.terminal, row), row, key=lambda each: each[2])
    return [newest[terminal] for terminal in sorted(newest)]
