"""The agent's database on disk: what must outlive the process.

Routine rows stay in an open transaction, so that flash is written every half hour and not at every look;
`settle` commits them, and whatever must be on disk before it is acted upon settles at once. The commit waits
for the disk in a thread of its own; until it is over the journal is busy, and what is put meanwhile queues.

on disk   → busy       a commit is under way
busy      → on disk    it is over
busy      → in memory  it failed, or the disk gave no answer for 15 s
on disk   → in memory  a disk that is full, read-only or broken refused a statement
in memory → on disk    tried again every minute (full or read-only: 10 s), and at the end: what memory holds moves there

In memory the agent goes on, and says so in `trouble`; what the disk held before waits for its return.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from agent import log
from agent.database import UNHARMED, copy_rows, open_checked, open_file
from agent.disk import DiskJob

RETRY_MS, RETRY_FULL_MS = 60_000, 10_000
PATIENCE_MS = 15_000
SOON_S = 0.05
"""A disk that is well answers within this: then nothing has to queue."""
QUESTION_S = 2.0
"""A question to a busy journal waits for this long at most."""
MOST_UNSETTLED = 1000
SETTLE_MS, FIRST_SETTLE_MS = 1_800_000, 10_000

_Statement = tuple[str, Sequence[object]]


class Journal:
    """One connection, used by the core's thread alone but for the commits."""

    def __init__(
        self,
        path: Path,
        *,
        wake: Callable[[], None] = lambda: None,
        kind: type[sqlite3.Connection] = sqlite3.Connection,
    ) -> None:
        """Open the file; a broken one is put aside, and without a disk this begins in memory.

        `wake` is called in another thread when there is something for `tick` to do.
        """
        self.path = path
        self.trouble = ""
        self.moves = 0
        """How often the rows moved between disk and memory, where they are counted anew."""
        self._wake = wake
        self._kind = kind
        self._unsettled: list[_Statement] = []
        self._committing: list[_Statement] = []
        self._queued: list[_Statement] = []
        self._idle: list[Callable[[], None]] = []
        self._settled: list[Callable[[], None]] = []
        self._wants_settle = False
        self._is_doubtful = True
        self._commit: DiskJob[None] | None = None
        self._return: DiskJob[sqlite3.Connection] | None = None
        self._stuck: DiskJob[None] | DiskJob[sqlite3.Connection] | None = None
        self._left: sqlite3.Connection | None = None
        self._deadline_ms = 0
        self._settle_ms = _uptime_ms() + FIRST_SETTLE_MS
        try:
            self._connection = open_checked(path, kind=kind)
        except (sqlite3.Error, OSError) as error:
            self._connection = open_file(":memory:")
            self._note(error)

    @property
    def is_busy(self) -> bool:
        """Is the disk at work? Then rows cannot be read, and what is put queues."""
        return self._commit is not None or self._return is not None

    @property
    def next_ms(self) -> int | None:
        """When `tick` is due without being woken."""
        return self._deadline_ms if self.is_busy or self.trouble else None

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        """Change rows, not yet settled."""
        self._take_over()
        if len(self._unsettled) + len(self._queued) >= MOST_UNSETTLED and not self._wants_settle:
            self.settle()
        if self.is_busy:
            self._queued.append((statement, values))
        else:
            self._execute(statement, values)

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return what a query finds; nothing if a busy disk gives no answer for two seconds."""
        if not self._is_free_within(QUESTION_S):
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            return self._connection.execute(statement, values).fetchall()

    def settle(self, then: Callable[[], None] | None = None) -> None:
        """Bring all that was put to disk; `then` is called when it is there, or when no disk takes it."""
        if then is not None:
            self._idle.append(lambda: self._settled.append(then))
        self._take_over()
        if self.is_busy:
            self._wants_settle = True
            return
        self._run_idle()
        self._begin_commit()
        if self._commit is not None and self._commit.wait(SOON_S):
            self._take_commit(self._commit)

    def when_free(self, act: Callable[[], None]) -> None:
        """Do now what reads rows, or as soon as the disk is no longer at work."""
        if self.is_busy:
            self._idle.append(act)
        else:
            act()

    def tick(self, now_ms: int) -> None:
        """Take what the disk's thread brought; lose patience with it, try the disk again, settle every half hour."""
        self._take_over()
        if now_ms >= self._settle_ms:
            self._settle_ms = now_ms + SETTLE_MS
            self.settle()
        if now_ms < self._deadline_ms:
            return
        if self._commit is not None:
            self._stuck = self._commit
            self._go_on_in_memory(TimeoutError(f"no answer for {PATIENCE_MS // 1000} s"))
        elif self._return is not None:
            self._stuck, self._return = self._return, None
            self._be_free()
        elif self.trouble:
            self._try_disk(now_ms)

    def close(self) -> None:
        """Settle and close, if the disk lets us within two seconds; what is only in memory gets its last chance."""
        self.settle()
        if self.trouble and not self.is_busy:
            self._try_disk(_uptime_ms())
        if self._is_free_within(QUESTION_S) and not self.is_busy:
            self._connection.close()

    def _take_over(self) -> None:
        if self._commit is not None and self._commit.is_over:
            self._take_commit(self._commit)
        elif self._return is not None and self._return.is_over:
            self._take_return(self._return)

    def _execute(self, statement: str, values: Sequence[object]) -> None:
        try:
            self._connection.execute(statement, values)
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            self._connection.execute(statement, values)
        self._unsettled.append((statement, values))

    def _begin_commit(self) -> None:
        self._wants_settle = False
        self._committing, self._unsettled = self._unsettled, []
        if self.trouble:
            self._connection.commit()
        if self._connection.in_transaction:
            self._deadline_ms = _uptime_ms() + PATIENCE_MS
            self._commit = DiskJob(self._connection.commit, wake=self._wake)
        else:
            self._be_settled()

    def _take_commit(self, commit: DiskJob[None]) -> None:
        if commit.error is not None:
            self._go_on_in_memory(commit.error)
            return
        self._commit = None
        self._be_settled()
        self._be_free()

    def _be_settled(self) -> None:
        self._committing = []
        settled, self._settled = self._settled, []
        for then in settled:
            then()

    def _be_free(self) -> None:
        queued, self._queued = self._queued, []
        for statement, values in queued:
            self._execute(statement, values)
        if self._wants_settle:
            self.settle()
        else:
            self._run_idle()

    def _run_idle(self) -> None:
        idle, self._idle = self._idle, []
        for act in idle:
            act()

    def _is_free_within(self, seconds: float) -> bool:
        deadline_ms = _uptime_ms() + int(1000 * seconds)
        while (job := self._commit or self._return) is not None and (left_ms := deadline_ms - _uptime_ms()) > 0:
            if job.wait(left_ms / 1000):
                self._take_over()
        return not self.is_busy

    def _go_on_in_memory(self, error: Exception) -> None:
        failed, self._connection = self._connection, open_file(":memory:")
        self.moves += 1
        self._note(error)
        # What was committed is safe where it is; what was not is all that memory has to hold.
        unsettled, self._unsettled = [*self._committing, *self._unsettled], []
        self._commit = None
        if self._stuck is None:
            with contextlib.suppress(sqlite3.Error):
                failed.close()
        else:  # it is still in the other thread's hands
            self._left = failed
        for statement, values in unsettled:
            with contextlib.suppress(sqlite3.IntegrityError):
                self._connection.execute(statement, values)
        self._connection.commit()
        self._be_settled()
        self._be_free()

    def _try_disk(self, now_ms: int) -> None:
        self._deadline_ms = now_ms + RETRY_MS
        if self._stuck is not None:
            if not self._stuck.is_over:
                return  # no second one on top of one that hangs
            self._forget(self._stuck)
        self._connection.commit()
        self._deadline_ms = now_ms + PATIENCE_MS
        memory = self._connection
        self._return = DiskJob(lambda: self._move_to_disk(memory), wake=self._wake)

    def _forget(self, stuck: DiskJob[None] | DiskJob[sqlite3.Connection]) -> None:
        for connection in (stuck.result, self._left):
            if connection is not None:
                connection.close()
        self._stuck = self._left = None

    def _move_to_disk(self, memory: sqlite3.Connection) -> sqlite3.Connection:
        """Run in the disk's thread; the core leaves the memory alone meanwhile."""
        opened = open_checked if self._is_doubtful else open_file
        disk = opened(self.path, kind=self._kind)
        try:
            copy_rows(memory, disk)
            disk.commit()
        except sqlite3.Error:
            disk.close()
            raise
        return disk

    def _take_return(self, job: DiskJob[sqlite3.Connection]) -> None:
        self._return = None
        if job.result is None:
            self._deadline_ms = _uptime_ms() + RETRY_MS
            if job.error is not None:
                self._note(job.error)
        else:
            self._connection.close()
            self._connection, self.trouble = job.result, ""
            self.moves += 1
            self._unsettled = []
            log.info("journal.on_disk_again", file=self.path)
        self._be_free()

    def _note(self, error: Exception) -> None:
        before, self.trouble = self.trouble, f"{self.path.name}: {error}"
        if self.trouble != before:
            log.warning("journal.in_memory", file=self.path, why=error)
        self._is_doubtful = getattr(error, "sqlite_errorcode", 0) & 0xFF not in UNHARMED
        is_broken = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        # A broken file is put aside at once, a disk is given time.
        pause_ms = RETRY_MS if self._is_doubtful else RETRY_FULL_MS
        self._deadline_ms = _uptime_ms() + (0 if is_broken and not before else pause_ms)


def _uptime_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
