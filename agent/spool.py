"""The messages that the centre has not yet confirmed, and those that it has while there is room.

A row is `WAITING` until `down/ack` names it, `STORED` after (kept: a broker may lose its memory, and the
centre may ask again), `BURIED` when the broker refused it for good. The spool is bounded in bytes: what is
stored goes first, then routine figures, oldest first, and only then changes of verdict. Every number that
will never come is told in a gap, so the centre's count closes.

While the disk is at work on a commit nothing is read: there is nothing to send until it is over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import cast

from agent import log
from agent.journal import Journal
from contract.codec import CodecError, readable
from contract.messages import Gap
from contract.ranges import Ranges
from contract.topics import Up

MAX_BYTES = 64 * 1024 * 1024
MAX_BYTES_IN_MEMORY = 4 * 1024 * 1024
MAX_RUNS = 200
ROW_OVERHEAD = 120
STEP = 200

_ROOM = 0.9
_SELECT = "SELECT id, run, seq, channel, payload FROM message WHERE "


class State(IntEnum):
    """How far a message came."""

    WAITING = 0
    STORED = 1
    BURIED = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One message as it goes out."""

    id: int
    run: str
    seq: int
    channel: Up
    payload: bytes


class Spool:
    """The messages of this run and of earlier ones, oldest first."""

    def __init__(self, journal: Journal, *, run: str, max_bytes: int = MAX_BYTES) -> None:
        """Count what is there."""
        self.run = run
        self.max_bytes = max_bytes
        self._journal = journal
        self._highest = 0
        self._moves = journal.moves
        self._bytes = self._count()
        self._waiting = 0
        self._earlier: list[str] = []
        self._look()

    def add(self, seq: int, channel: Up, payload: bytes, *, routine: bool) -> None:
        """Take a message in; one that is not routine is on disk when this returns."""
        self._journal.run(
            "INSERT INTO message (run, seq, channel, routine, payload) VALUES (?, ?, ?, ?, ?)",
            (self.run, seq, channel.value, routine, payload),
        )
        self._highest = max(self._highest, seq)
        self._bytes += len(payload) + ROW_OVERHEAD
        self._waiting += 1
        self._journal.when_free(self._keep_bound)
        if not routine:
            self._journal.settle()

    @property
    def is_busy(self) -> bool:
        """Is the disk at work? Then nothing is to be read here, nor to be sent."""
        return self._journal.is_busy

    @property
    def moves(self) -> int:
        """Changes when the rows' ids did: what is behind an id has to be asked for anew."""
        return self._journal.moves

    def waiting(self, after: int, limit: int) -> list[Row]:
        """Return the next messages to send behind the given id."""
        found = self._journal.rows(
            _SELECT + "state = ? AND id > ? ORDER BY id LIMIT ?",
            (State.WAITING, after, limit),
        )
        return self._whole(found)

    def last_id(self) -> int:
        """Return the id of the newest message; 0 without one."""
        return cast("int", self._journal.rows("SELECT coalesce(max(id), 0) FROM message")[0][0])

    def find(self, run: str, seq: int) -> Row | None:
        """Return one message, whatever its state."""
        found = self._journal.rows(_SELECT + "run = ? AND seq = ?", (run, seq))
        return next(iter(self._whole(found)), None)

    def count_waiting(self) -> int:
        """How many messages the centre has not confirmed."""
        self._look()
        return self._waiting

    def mark_stored(self, run: str, spans: Iterable[tuple[int, int]]) -> None:
        """The centre has these numbers: messages and gaps of them wait no longer."""
        for first, last in spans:
            self._journal.run(
                "UPDATE message SET state = ? WHERE run = ? AND seq BETWEEN ? AND ? AND state = ?",
                (State.STORED, run, first, last, State.WAITING),
            )
            self._journal.run("DELETE FROM gap WHERE run = ? AND first >= ? AND last <= ?", (run, first, last))

    def send_again(self, run: str, spans: Iterable[tuple[int, int]]) -> None:
        """The centre lacks these numbers: what is still here waits again, the rest becomes a gap."""
        for first, asked in spans:
            # A number that was never given is no gap: it is still to come.
            last = min(asked, self._highest) if run == self.run else asked
            if last >= first:
                self._journal.when_free(partial(self._send_again, run, first, last))

    def bury(self, run: str, seq: int, why: str) -> None:
        """Never send this message again, and tell its number as a gap: the broker refuses it, or nobody can read it."""
        self._journal.run("UPDATE message SET state = ? WHERE run = ? AND seq = ?", (State.BURIED, run, seq))
        self._journal.when_free(partial(self._add_gaps, run, [(seq, seq)], why))
        self._journal.settle()

    def gaps(self) -> list[Gap]:
        """Return the gaps that the centre has not confirmed."""
        found = self._journal.rows(
            "SELECT run, first, last, why FROM gap WHERE first >= 1 AND last >= first ORDER BY run, first"
        )
        return [
            Gap(run=str(run), first=cast("int", first), last=cast("int", last), why=str(why)[:200])
            for run, first, last, why in found
            if _is_run(run)
        ]

    def runs(self) -> tuple[str, ...]:
        """Return the runs that still wait, oldest first, the present one last."""
        if not self.is_busy:
            found = self._journal.rows(
                "SELECT run FROM message WHERE state = ? AND run <> ? GROUP BY run ORDER BY min(id)",
                (State.WAITING, self.run),
            )
            self._earlier = [str(run) for (run,) in found if _is_run(run)]
        return (*self._earlier[-(MAX_RUNS - 1) :], self.run)

    def _look(self) -> None:
        if not self.is_busy:
            found = self._journal.rows("SELECT count(*) FROM message WHERE state = ?", (State.WAITING,))
            self._waiting = cast("int", found[0][0])

    def _send_again(self, run: str, first: int, last: int) -> None:
        self._journal.run(
            "UPDATE message SET state = ? WHERE run = ? AND seq BETWEEN ? AND ? AND state = ?",
            (State.WAITING, run, first, last, State.STORED),
        )
        for row in self._rows_between(run, first, last):
            if not _is_readable(row):
                self.bury(run, row.seq, "damaged on disk")
        if not self._journal.trouble:  # or they may be on the disk that is away
            self._add_gaps(run, _absent(self._numbers(run, first, last), first, last), "lost")

    def _rows_between(self, run: str, first: int, last: int) -> Iterator[Row]:
        for start in range(first, last + 1, STEP):
            found = self._journal.rows(
                _SELECT + "run = ? AND seq BETWEEN ? AND ? AND state = ?",
                (run, start, min(last, start + STEP - 1), State.WAITING),
            )
            yield from self._whole(found)

    def _whole(self, found: list[tuple[object, ...]]) -> list[Row]:
        """Return the rows that are what was once written; the others are dropped, the centre asks for their numbers."""
        rows = [_row(columns) for columns in found]
        for columns in (columns for row, columns in zip(rows, found, strict=True) if row is None):
            log.warning("spool.damaged", id=columns[0])
            self._journal.run("DELETE FROM message WHERE id = ?", (columns[0],))
        return [row for row in rows if row is not None]

    def _numbers(self, run: str, first: int, last: int) -> list[int]:
        found = self._journal.rows(
            "SELECT seq FROM message WHERE run = ? AND seq BETWEEN ? AND ? AND state <> ? ORDER BY seq",
            (run, first, last, State.BURIED),
        )
        return [cast("int", seq) for (seq,) in found]

    def _keep_bound(self) -> None:
        if self._moves != self._journal.moves:
            self._moves, self._bytes = self._journal.moves, self._count()
        if self._bytes > self._bound():
            self._make_room()

    def _make_room(self) -> None:
        goal = int(self._bound() * _ROOM)
        for condition, why in (("state = 1", ""), ("state = 0 AND routine = 1", "thinned"), ("state <> 1", "no room")):
            if self._bytes > goal:
                self._drop(condition, goal, why)
        self._journal.settle()

    def _drop(self, condition: str, goal: int, why: str) -> None:
        dropped: dict[str, Ranges] = {}
        while self._bytes > goal and (found := self._oldest(condition)):
            for run, seq, size in found:
                if self._bytes > goal:
                    self._journal.run("DELETE FROM message WHERE run = ? AND seq = ?", (run, seq))
                    self._bytes -= size + ROW_OVERHEAD
                    dropped.setdefault(run, Ranges()).add(seq)
        if why and dropped:
            log.warning("spool.thinned", why=why, messages=sum(len(numbers) for numbers in dropped.values()))
            for run, numbers in dropped.items():
                self._add_gaps(run, numbers.spans, why)

    def _oldest(self, condition: str) -> list[tuple[str, int, int]]:
        found = self._journal.rows(
            f"SELECT run, seq, length(payload) FROM message WHERE {condition} ORDER BY id LIMIT {STEP}"  # noqa: S608 - conditions of `_make_room`
        )
        return cast("list[tuple[str, int, int]]", found)

    def _add_gaps(self, run: str, spans: Iterable[tuple[int, int]], why: str) -> None:
        known = cast("list[tuple[int, int]]", self._journal.rows("SELECT first, last FROM gap WHERE run = ?", (run,)))
        self._journal.run("DELETE FROM gap WHERE run = ?", (run,))
        for first, last in Ranges.of([*known, *spans]).spans:
            self._journal.run("INSERT OR REPLACE INTO gap VALUES (?, ?, ?, ?)", (run, first, last, why))

    def _bound(self) -> int:
        return min(self.max_bytes, MAX_BYTES_IN_MEMORY) if self._journal.trouble else self.max_bytes

    def _count(self) -> int:
        total = self._journal.rows(f"SELECT coalesce(sum(length(payload) + {ROW_OVERHEAD}), 0) FROM message")  # noqa: S608 - a number
        return cast("int", total[0][0])


def _row(columns: tuple[object, ...]) -> Row | None:
    row_id, run, seq, channel, payload = columns
    if not (isinstance(row_id, int) and isinstance(seq, int) and isinstance(payload, bytes) and _is_run(run)):
        return None
    if seq < 1 or channel not in set(Up):
        return None
    return Row(id=row_id, run=str(run), seq=seq, channel=Up(str(channel)), payload=payload)


def _is_run(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{16}", text) is not None


def _is_readable(row: Row) -> bool:
    try:
        readable(row.payload)
    except CodecError:
        return False
    return True


def _absent(present: list[int], first: int, last: int) -> list[tuple[int, int]]:
    holes: list[tuple[int, int]] = []
    expected = first
    for number in [*present, last + 1]:
        if number > expected:
            holes.append((expected, number - 1))
        expected = number + 1
    return holes
