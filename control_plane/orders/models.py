"""Tables of orders."""

from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base
from control_plane.orders.states import OrderState, UploadState


class Order(Base):
    """What one terminal is to do, who wants it and why, and how far it has come."""

    __tablename__ = "terminal_order"
    __table_args__ = (Index(None, "terminal", "created_ms"), Index(None, "state", "deadline_ms"))

    id: Mapped[str] = mapped_column(primary_key=True)
    terminal: Mapped[str]
    verb: Mapped[str]
    args: Mapped[dict[str, Any]]
    author: Mapped[str]
    reason: Mapped[str]
    created_ms: Mapped[int]
    wait_until_ms: Mapped[int]
    """So long it waits for the terminal to be online."""
    state: Mapped[OrderState]
    state_ms: Mapped[int]
    deadline_ms: Mapped[int | None]
    """When the centre ends what it waits for; none once it is over."""
    sent_session: Mapped[str] = mapped_column(default="")
    """The terminal's session in which it was last sent; a later one gets it again, and does it once."""


class OrderStep(Base):
    """One word of the terminal about an order; a repeat is absorbed by its number."""

    __tablename__ = "order_step"
    __table_args__ = (UniqueConstraint("order_id", "run", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(index=True)
    run: Mapped[str]
    seq: Mapped[int]
    state: Mapped[OrderState]
    step: Mapped[str]
    why: Mapped[str]
    detail: Mapped[str]
    progress: Mapped[int | None]
    at_ms: Mapped[int]


class Upload(Base):
    """What the terminal may put for an order: by a token that is known here only as its hash."""

    __tablename__ = "upload"

    order_id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[UploadState]
    until_ms: Mapped[int] = mapped_column(index=True)
    """When the token is worth nothing any more, or what was kept is deleted."""
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
