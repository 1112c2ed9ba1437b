"""The agent's SQLite file: opened whole, put aside when it is broken, and what can still be read taken over."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from agent import log

TABLES = ("message", "gap", "command", "verdict")
UNHARMED = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY})
"""Errors of a disk that has no room or takes nothing: what it holds is as good as before."""

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


def open_file(path: Path | str, *, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """Open the database or make a new one; raises sqlite3.Error. One thread at a time may use it, any thread."""
    connection = sqlite3.connect(path, timeout=1.0, check_same_thread=False, factory=kind)
    connection.text_factory = _text
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA cache_size=-512")
        connection.executescript(_SCHEMA)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def open_checked(path: Path, *, kind: type[sqlite3.Connection] = sqlite3.Connection) -> sqlite3.Connection:
    """Open the database; of a broken one go on with what can be read. Raises sqlite3.Error, OSError."""
    try:
        connection = open_file(path, kind=kind)
        verdict = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if verdict == "ok":
            return connection
        connection.close()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and not _is_torn(error):
            raise
        verdict = str(error)
    except UnicodeDecodeError as error:  # in the words of the error itself
        verdict = str(error)
    broken = _put_aside(path, verdict)
    connection = open_file(path, kind=kind)
    _salvage(broken, connection)
    return connection


def copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Put all rows of one database into another, over those of the same name; raises sqlite3.Error."""
    for table in TABLES:
        rows = source.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name of TABLES
        columns = [column[0] for column in rows.description]
        # A message gets its place among those that are there already.
        kept = [index for index, column in enumerate(columns) if (table, column) != ("message", "id")]
        target.executemany(
            _insert(table, [columns[index] for index in kept], "REPLACE"),
            ([row[index] for index in kept] for row in rows),
        )


def _put_aside(path: Path, why: str) -> Path:
    log.warning("journal.broken", file=path, why=why)
    broken = path.with_suffix(".broken")
    for ending in ("-wal", "-shm"):
        broken.with_name(broken.name + ending).unlink(missing_ok=True)
    path.replace(broken)
    with contextlib.suppress(FileNotFoundError):  # the last commits are still there
        path.with_name(path.name + "-wal").replace(broken.with_name(broken.name + "-wal"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    return broken


def _salvage(broken: Path, target: sqlite3.Connection) -> None:
    """Take over the rows before the first broken page and those after the last."""
    with contextlib.suppress(sqlite3.Error):
        with contextlib.closing(sqlite3.connect(broken)) as source:
            source.text_factory = _text
            for table in TABLES:
                for order in ("ASC", "DESC"):
                    _take_over(source, target, table=table, order=order)
        target.commit()
        log.info("journal.salvaged", messages=target.execute("SELECT count(*) FROM message").fetchone()[0])


def _take_over(source: sqlite3.Connection, target: sqlite3.Connection, *, table: str, order: str) -> None:
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        rows = source.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY rowid {order}")  # noqa: S608 - a name of TABLES
        insert = _insert(table, [column[0] for column in rows.description], "IGNORE")
        for row in _readable(rows):
            # A row whose page was overwritten may hold anything: what does not fit is left behind.
            with contextlib.suppress(sqlite3.Error):
                target.execute(insert, row)


def _readable(rows: sqlite3.Cursor) -> Iterator[tuple[object, ...]]:
    with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        yield from rows


def _insert(table: str, columns: list[str], conflict: str) -> str:
    marks = ", ".join("?" for _ in columns)
    return f"INSERT OR {conflict} INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of the schema


def _text(raw: bytes) -> str:
    """What was overwritten on disk may be no text at all."""
    return raw.decode(errors="replace")


def _is_torn(error: sqlite3.Error) -> bool:
    """A file that ends too early is read as an I/O error."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_SHORT_READ
