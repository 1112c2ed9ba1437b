"""The database: SQLite by default, PostgreSQL in production, one code path for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

BUSY_TIMEOUT_MS = 15_000
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

WORD_LENGTH = 32


def _values(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


# States are stored as their words, without a type of the database that a new word would have to alter.
Word = sa.Enum(StrEnum, native_enum=False, values_callable=_values, length=WORD_LENGTH)
# SQLite numbers rows by itself only in a column declared INTEGER.
BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """The base of every table; times are whole milliseconds since 1970 UTC, named `*_ms`."""

    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own protocol, never changed
        int: BigInt,
        str: sa.Text(),
        StrEnum: Word,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class Database:
    """An engine and the only two ways to a session: `reading()` and `transaction()`."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        writer = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        self._write = sessionmaker(writer, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed whole at the end, or not at all."""
        with self._write.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one snapshot and changes nothing."""
        with self._read() as session:
            yield session

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def is_sqlite(session: Session) -> bool:
    """Whether the session talks to SQLite (raw statements differ)."""
    return session.get_bind().dialect.name == "sqlite"


def lock_until_commit(session: Session, key: int) -> None:
    """Wait until no other transaction holds this lock; it is given back with the transaction."""
    # SQLite has one writer at a time anyway: its write lock was taken when the transaction began.
    if not is_sqlite(session):
        session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _engine(url: str) -> sa.Engine:
    parsed = sa.make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)  # hashes and names stay out of logs
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own implicit BEGIN comes too late to hold the write lock: we send ours.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # what was acknowledged survives a power cut
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # A deferred transaction that reads first and writes later fails at once when another
    # process wrote in between; one that will write takes the lock when it begins.
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))
