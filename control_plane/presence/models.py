"""Tables of presence."""

from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base
from control_plane.presence.states import PresenceState


class Presence(Base):
    """Contact with a terminal now, and the stored deadline of the next move."""

    __tablename__ = "presence"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[PresenceState]
    since_ms: Mapped[int]
    run: Mapped[str] = mapped_column(default="")
    session: Mapped[str] = mapped_column(default="")
    deadline_ms: Mapped[int | None] = mapped_column(index=True)
    seen_ms: Mapped[int]
    link_class: Mapped[str]


class PresenceFlip(Base):
    """One change of presence, and why."""

    __tablename__ = "presence_flip"

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(index=True)
    from_state: Mapped[PresenceState]
    to_state: Mapped[PresenceState]
    why: Mapped[str]
    at_ms: Mapped[int] = mapped_column(index=True)


class BrokerWatch(Base):
    """When each of our own eyes last saw: a link to the broker, a worker, a clock."""

    __tablename__ = "broker_watch"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_ms: Mapped[int]
    detail: Mapped[str] = mapped_column(default="")
