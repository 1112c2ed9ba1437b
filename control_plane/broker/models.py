"""Tables of what goes down: written in the transaction of its cause, sent by the one sender."""

from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class Outbox(Base):
    """A message to publish once; dropped unsent after `expires_ms`."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_unsent",
            "id",
            sqlite_where=text("sent_ms IS NULL"),
            postgresql_where=text("sent_ms IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    qos: Mapped[int]
    retained: Mapped[bool]
    expires_ms: Mapped[int | None]
    created_ms: Mapped[int]
    sent_ms: Mapped[int | None]


class RetainedDocument(Base):
    """What the broker should hold under a topic; an empty payload clears it."""

    __tablename__ = "retained_document"

    topic: Mapped[str] = mapped_column(primary_key=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    changed_ms: Mapped[int] = mapped_column(index=True)
