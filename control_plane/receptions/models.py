"""Tables of receptions; nothing about a citizen is stored."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from control_plane.database import Base
from control_plane.fleet.models import Named
from control_plane.receptions.states import ReceptionState


class Addressee(Named, Base):
    """A public reception or official at the other end of the line."""

    __tablename__ = "addressee"

    id: Mapped[str] = mapped_column(primary_key=True)


class Reception(Base):
    """A booked session at a seat."""

    __tablename__ = "reception"
    __table_args__ = (Index(None, "seat_id", "starts_ms"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    addressee_id: Mapped[str | None] = mapped_column(ForeignKey("addressee.id"))
    starts_ms: Mapped[int]
    ends_ms: Mapped[int]
    state: Mapped[ReceptionState]
    created_ms: Mapped[int]

    addressee: Mapped[Addressee | None] = relationship()


class ScheduleSent(Base):
    """The schedule that a terminal was last sent."""

    __tablename__ = "schedule_sent"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int]
    hash: Mapped[str]
    at_ms: Mapped[int]
