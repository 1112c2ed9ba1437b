"""Tables of what branches say. Ingest writes them in raw statements: no foreign keys."""

from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class Call(Base):
    """A call that a terminal saw, and what was said of the terminal when it began."""

    __tablename__ = "observed_call"
    __table_args__ = (Index(None, "terminal", "began_ms"),)

    terminal: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    began_ms: Mapped[int | None]
    ended_ms: Mapped[int | None]
    call_end: Mapped[str | None]
    readiness: Mapped[str]
    because: Mapped[list[Any]]
    received_ms: Mapped[int]


class Tap(Base):
    """How a call or a reception was, by the employee's one tap."""

    __tablename__ = "tap"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at_ms: Mapped[int]
    rating: Mapped[str]
    subject: Mapped[str]


class Problem(Base):
    """What an employee reported, whatever the checks said; open until a person closes it."""

    __tablename__ = "reported_problem"
    __table_args__ = (Index(None, "closed_ms"),)

    terminal: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at_ms: Mapped[int]
    kind: Mapped[str]
    readiness: Mapped[str]
    closed_ms: Mapped[int | None]
    closed_by: Mapped[str | None]
    found: Mapped[str | None]
    """What it turned out to be, in the words of who closed it."""


class Closing(Base):
    """Until when an employee said that the branch is closed; 0: it is open again."""

    __tablename__ = "branch_closing"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    until_ms: Mapped[int]
    said_ms: Mapped[int]
