"""Tables of what terminals reported. Ingest writes them in raw statements: no foreign keys."""

from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class Report(Base):
    """A report as it came; (terminal, run, seq) is unique, a repeat is absorbed."""

    __tablename__ = "report"
    __table_args__ = (
        Index(None, "received_ms"),
        Index(None, "terminal", "event_ms"),
    )

    terminal: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str]
    received_ms: Mapped[int]
    event_ms: Mapped[int]
    event_clock: Mapped[str]
    boot: Mapped[str]
    uptime_ms: Mapped[int]
    document: Mapped[dict[str, Any]]


class Run(Base):
    """A process of a terminal's agent: its place among the runs, and what arrived of it."""

    __tablename__ = "run"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int]
    upto: Mapped[int] = mapped_column(default=0)
    ranges: Mapped[list[Any]] = mapped_column(default=list)
    boot: Mapped[str] = mapped_column(default="")


class BootClock(Base):
    """What to add to a boot's uptime to get the centre's time."""

    __tablename__ = "boot_clock"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    boot: Mapped[str] = mapped_column(primary_key=True)
    offset_ms: Mapped[int]


class CheckState(Base):
    """The newest answer of one check of one terminal."""

    __tablename__ = "check_state"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    check_name: Mapped[str] = mapped_column(primary_key=True)  # "check" is a word of SQL
    component: Mapped[str]
    verdict: Mapped[str] = mapped_column(index=True)
    reasons: Mapped[list[Any]]
    figures: Mapped[list[Any]]
    facts: Mapped[dict[str, Any]]
    since_ms: Mapped[int]
    looked_ms: Mapped[int]
    deviating: Mapped[int] = mapped_column(default=0)
    run_ordinal: Mapped[int]
    seq: Mapped[int]


class Flip(Base):
    """One change of a check's verdict or reasons, with what it rested on."""

    __tablename__ = "flip"
    __table_args__ = (
        UniqueConstraint("terminal", "run", "seq", "check_name"),
        Index(None, "terminal", "event_ms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str]
    check_name: Mapped[str]
    from_verdict: Mapped[str]
    to_verdict: Mapped[str]
    reasons: Mapped[list[Any]]
    figures: Mapped[list[Any]]
    event_ms: Mapped[int]
    event_clock: Mapped[str]
    received_ms: Mapped[int]
    run: Mapped[str]
    seq: Mapped[int]


class TerminalState(Base):
    """A terminal's readiness now, why, and when it has to be judged again."""

    __tablename__ = "terminal_state"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    readiness: Mapped[str] = mapped_column(index=True)
    readiness_since_ms: Mapped[int]
    because: Mapped[list[Any]]
    next_due_ms: Mapped[int | None] = mapped_column(index=True)
    last_report_ms: Mapped[int | None]
    last_event_ms: Mapped[int | None]
    run_ordinal: Mapped[int] = mapped_column(default=0)
    seq: Mapped[int] = mapped_column(default=0)
    generation: Mapped[int] = mapped_column(default=0)
    config_hash: Mapped[str] = mapped_column(default="")
    agent_version: Mapped[str] = mapped_column(default="")
    next_s: Mapped[int | None]
    looked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """When checks were last looked at that the newest report did not carry, by name."""


class Inventory(Base):
    """What a terminal says it is made of."""

    __tablename__ = "inventory"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    devices: Mapped[list[Any]]
    profile: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    run_ordinal: Mapped[int]
    seq: Mapped[int]
    at_ms: Mapped[int]


class ReadinessFlip(Base):
    """One change of readiness, and because of what."""

    __tablename__ = "readiness_flip"
    __table_args__ = (Index(None, "terminal", "at_ms"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str]
    from_readiness: Mapped[str]
    to_readiness: Mapped[str]
    because: Mapped[list[Any]]
    at_ms: Mapped[int] = mapped_column(index=True)
