"""Tables of the way in: bad messages, counters, leases."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class Quarantine(Base):
    """A message that could not be read, kept for a look."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(primary_key=True)
    at_ms: Mapped[int] = mapped_column(index=True)
    topic: Mapped[str]
    why: Mapped[str]
    size: Mapped[int]
    excerpt: Mapped[bytes] = mapped_column(LargeBinary)


class Counter(Base):
    """A number that only grows, shared by all processes."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Lease(Base):
    """Who alone may do something (a lane, the clock), and until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until_ms: Mapped[int]
