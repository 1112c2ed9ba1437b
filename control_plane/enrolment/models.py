"""Tables of enrolment."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class ConnectionCode(Base):
    """A one-time code that lets one device be enrolled at one seat; only its hash is kept."""

    __tablename__ = "connection_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    expires_ms: Mapped[int]
    used_ms: Mapped[int | None]
    created_ms: Mapped[int]
    created_by: Mapped[str]


class EnrolmentTry(Base):
    """A refused try to enrol, counted against the address that it came from."""

    __tablename__ = "enrolment_try"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    at_ms: Mapped[int] = mapped_column(index=True)


class Certificate(Base):
    """A certificate that the authority issued to a terminal; `serial` in hex."""

    __tablename__ = "certificate"

    serial: Mapped[str] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(index=True)
    not_before_ms: Mapped[int]
    not_after_ms: Mapped[int]
    revoked_ms: Mapped[int | None]
    pem: Mapped[str]
