"""The agent's database on disk: what must outlive the process.

Routine rows stay in an open transaction, so that flash is written every half hour and not at every look;
`settle` commits them, and whatever must be on disk before it is acted upon settles at once. A disk that
is full, read-only or broken does not stop the agent: it goes on in memory, says so in `trouble`, and
tries the disk again now and then.
"""

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from agent import log

RETRY_MS = 600_000
MOST_UNSETTLED = 1000
TABLES = ("message", "gap", "command", "verdict")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, seq INTEGER NOT NULL, channel TEXT NOT NULL,
    routine INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, payload BLOB NOT NULL, UNIQUE (run, seq));
CREATE INDEX IF NOT EXISTS message_state ON message (state, id);
CREATE TABLE IF NOT EXISTS gap (
    run TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, why TEXT NOT NULL, PRIMARY KEY (run, first));
CREATE TABLE IF NOT EXISTS command (id TEXT PRIMARY KEY, boot TEXT NOT NULL, verb TEXT NOT NULL, state TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS verdict (name TEXT PRIMARY KEY, boot TEXT NOT NULL, document BLOB NOT NULL);
"""


class Journal:
    """One connection, used by the core's thread alone."""

    def __init__(self, path: Path) -> None:
        """Open the file; a broken one is put aside, and without a disk this begins in memory."""
        self.path = path
        self.trouble = ""
        self.moves = 0
        """How often the rows moved between disk and memory, where they are counted anew."""
        self._retry_ms = 0
        self._unsettled: list[tuple[str, Sequence[object]]] = []
        try:
            self._connection = _open_sound(path)
        except (sqlite3.Error, OSError) as error:
            self._connection = _open(":memory:")
            self._note(error)

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change rows, not yet settled; return how many."""
        if len(self._unsettled) >= MOST_UNSETTLED:
            self.settle()
        try:
            changed = self._connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            changed = self._connection.execute(statement, values).rowcount
        self._unsettled.append((statement, values))
        return changed

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Return what a query finds."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
            return self._connection.execute(statement, values).fetchall()

    def settle(self) -> None:
        """Bring everything to disk."""
        try:
            self._connection.commit()
        except sqlite3.Error as error:
            self._go_on_in_memory(error)
        self._unsettled.clear()

    def retry_disk(self, now_ms: int) -> None:
        """While in memory: try the disk again, at most every ten minutes, and move back to it."""
        if not self.trouble or now_ms < self._retry_ms:
            return
        self._retry_ms = now_ms + RETRY_MS
        with contextlib.suppress(sqlite3.Error, OSError):
            disk = _open_sound(self.path)
            _copy(self._connection, disk)
            disk.commit()
            self._connection.close()
            self._connection, self.trouble = disk, ""
            self.moves += 1
            log.info("journal.on_disk_again", file=self.path)

    def close(self) -> None:
        """Settle and close."""
        self.settle()
        self._connection.close()

    def _go_on_in_memory(self, error: sqlite3.Error) -> None:
        failed, self._connection = self._connection, _open(":memory:")
        self.moves += 1
        self._note(error)
        # A commit that fails takes back all that was not settled, and with it what was to be on disk by now.
        is_whole = failed.in_transaction
        try:
            _copy(failed, self._connection)
        except sqlite3.Error:
            is_whole = False
        if not is_whole:
            self._repeat_unsettled()
        with contextlib.suppress(sqlite3.Error):
            failed.close()

    def _repeat_unsettled(self) -> None:
        for statement, values in self._unsettled:
            with contextlib.suppress(sqlite3.IntegrityError):
                self._connection.execute(statement, values)

    def _note(self, error: Exception) -> None:
        self.trouble = f"{self.path.name}: {error}"
        log.warning("journal.in_memory", file=self.path, why=error)


def _open_sound(path: Path) -> sqlite3.Connection:
    try:
        connection = _open(path)
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict == "ok":
            return connection
        connection.close()
        _put_aside(path, verdict)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        _put_aside(path, str(error))
    return _open(path)


def _put_aside(path: Path, why: str) -> None:
    log.warning("journal.broken", file=path, why=why)
    path.replace(path.with_suffix(".broken"))
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _open(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1.0)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-512")
    connection.executescript(_SCHEMA)
    return connection


def _copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    for table in TABLES:
        rows = source.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of TABLES
        columns = [column[0] for column in rows.description]
        kept = [index for index, column in enumerate(columns) if (table, column) != ("message", "id")]
        marks = ", ".join("?" for _ in kept)
        names = ", ".join(columns[index] for index in kept)
        insert = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - as above
        target.executemany(insert, ([row[index] for index in kept] for row in rows))
