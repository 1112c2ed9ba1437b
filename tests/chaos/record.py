"""Is the centre's record of changes the terminal's own? Compares the two; used here and for a real kernel's guest.

What the terminal knows of itself is in its spool, where what was acknowledged stays while there is room, and in its
log, which no fault of the disk reaches.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from contract.codec import decode_up
from contract.messages import Report
from contract.topics import Up

_STARTED = re.compile(r"event=agent\.started run=(\w+)")
_VERDICT = re.compile(r"event=verdict\.(\w+) check=(\S+) was=(\w+)")


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """One change of one check's verdict, with its number."""

    run: str
    seq: int
    check: str
    was: str
    verdict: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Flip:
    """A change as the centre has it, and when it happened by the centre's clock."""

    change: Change
    event_ms: int


def changes_on_terminal(spool: Path) -> list[Change]:
    """Return the changes that a terminal's spool still holds, in the order of its numbers."""
    with closing(sqlite3.connect(f"file:{spool}?mode=ro", uri=True)) as database:
        rows = database.execute("SELECT payload FROM message WHERE channel = ? ORDER BY id", (Up.REPORT.value,))
        reports = [decode_up(Up.REPORT, payload) for (payload,) in rows]
    return [
        Change(report.run, report.seq, state.check, state.was.value, state.verdict.value)
        for report in reports
        if isinstance(report, Report)
        for state in report.checks
        if state.changed
    ]


def highest_on_terminal(spool: Path) -> dict[str, int]:
    """Return the highest number of each run that a terminal's spool still holds."""
    with closing(sqlite3.connect(f"file:{spool}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT run, max(seq) FROM message GROUP BY run").fetchall())


def changes_in_log(log: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return what each run said in its log that it saw: check, former verdict, verdict, in order."""
    seen: dict[str, list[tuple[str, str, str]]] = {}
    run = ""
    for line in log.read_text(errors="replace").splitlines():
        if started := _STARTED.search(line):
            run = started[1]
            seen[run] = []
        elif (verdict := _VERDICT.search(line)) and verdict[1] != verdict[3]:
            seen[run].append((verdict[2], verdict[3], verdict[1]))
    return seen


def runs_lost_with_memory(log: Path) -> set[str]:
    """Return the runs that ended while the disk took nothing: what they could not send is lost, and told as a gap."""
    lost: set[str] = set()
    run = ""
    for line in log.read_text(errors="replace").splitlines():
        if started := _STARTED.search(line):
            run = started[1]
        elif "event=journal.in_memory" in line:
            lost.add(run)
        elif "event=journal.on_disk_again" in line:
            lost.discard(run)
    return lost


def flips_at_centre(database: Path, terminal: str) -> list[Flip]:
    """Return the changes that the centre's SQLite has of a terminal, in the order of runs and numbers."""
    query = """SELECT flip.run, flip.seq, check_name, from_verdict, to_verdict, event_ms FROM flip
        JOIN run ON run.terminal = flip.terminal AND run.run = flip.run
        WHERE flip.terminal = ? ORDER BY run.ordinal, flip.seq, flip.id"""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute(query, (terminal,)).fetchall()
    return [Flip(change=Change(*row[:5]), event_ms=row[5]) for row in rows]


def accounted_at_centre(database: Path, terminal: str) -> dict[str, int]:
    """Return up to which number of each run nothing is open: it arrived, or was told as a gap."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return dict(connection.execute("SELECT run, upto FROM run WHERE terminal = ?", (terminal,)).fetchall())


def differences(own: Sequence[Change], flips: Sequence[Flip]) -> list[str]:
    """Say what the two records do not agree on: lost, twice, invented, out of order; nothing if they are the same."""
    told = [flip.change for flip in flips]
    count = Counter(told)
    numbers = {(change.run, change.seq) for change in own}
    said = [f"lost: {change}" for change in own if not count[change]]
    said += [f"twice: {change}" for change, times in count.items() if times > 1]
    mine = set(own)
    said += [f"invented: {change}" for change in told if (change.run, change.seq) in numbers and change not in mine]
    return said + _disorder(flips)


def holes(highest: Mapping[str, int], accounted: Mapping[str, int]) -> list[str]:
    """Say of which runs numbers are neither there nor told as a gap."""
    return [
        f"run {run}: {upto} of {highest[run]} accounted for"
        for run in highest
        if (upto := accounted.get(run, 0)) < highest[run]
    ]


def gone_astray(
    seen: Mapping[str, Sequence[tuple[str, str, str]]], flips: Iterable[Flip], *, lost: Collection[str] = ()
) -> list[str]:
    """Say of which runs the centre's record is not what the log says, from its beginning on.

    A run that was killed may have seen what it did not come to write down: that is the end of its log, never a piece
    out of its middle, but for the runs that ended while the disk took nothing (`lost`): there the order must hold.
    """
    told: dict[str, list[tuple[str, str, str]]] = {}
    for flip in flips:
        told.setdefault(flip.change.run, []).append((flip.change.check, flip.change.was, flip.change.verdict))
    return [
        f"run {run}: the log says {list(seen.get(run, ()))}, the centre {known}"
        for run, known in told.items()
        if not (_is_part if run in lost else _is_beginning)(known, seen.get(run, ()))
    ]


def _is_beginning(known: Sequence[object], whole: Sequence[object]) -> bool:
    return list(whole[: len(known)]) == list(known)


def _is_part(known: Sequence[object], whole: Sequence[object]) -> bool:
    rest = iter(whole)
    return all(one in rest for one in known)


def missing_at_end(seen: Mapping[str, Sequence[tuple[str, str, str]]], flips: Iterable[Flip]) -> dict[str, int]:
    """Return of each run how many of the changes in its log never came to the centre."""
    known = Counter(flip.change.run for flip in flips)
    return {run: len(changes) - known[run] for run, changes in seen.items() if len(changes) > known[run]}


def _disorder(flips: Sequence[Flip]) -> list[str]:
    said = []
    before: dict[str, Flip] = {}
    for flip in flips:
        earlier = before.get(flip.change.check)
        if earlier is not None and flip.event_ms < earlier.event_ms:
            said.append(f"out of order: {earlier} before {flip}")
        before[flip.change.check] = flip
    return said
