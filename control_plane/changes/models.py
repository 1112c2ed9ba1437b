"""The change table."""

from sqlalchemy.orm import Mapped, mapped_column

from control_plane.database import Base


class Change(Base):
    """One thing changed; `key` is a terminal's id, a layer's key or the like."""

    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    key: Mapped[str]
    at_ms: Mapped[int] = mapped_column(index=True)
