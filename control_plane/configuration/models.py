"""Tables of configuration."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from control_plane.configuration.states import DesiredState, LayerKind
from control_plane.database import Base


class Layer(Base):
    """The JSON Merge Patch of one layer; `revision` is what If-Match names."""

    __tablename__ = "layer"

    kind: Mapped[LayerKind] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    revision: Mapped[int]


class Revision(Base):
    """One edit of one layer: who, why, before and after."""

    __tablename__ = "revision"

    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[LayerKind]
    key: Mapped[str]
    author: Mapped[str]
    reason: Mapped[str]
    at_ms: Mapped[int]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Desired(Base):
    """What a terminal should run: all layers merged, and how far it has come."""

    __tablename__ = "desired"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int]
    hash: Mapped[str]
    document: Mapped[dict[str, Any]]
    revision: Mapped[int]
    issued_ms: Mapped[int]
    state: Mapped[DesiredState]
    state_ms: Mapped[int]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    ignored: Mapped[list[Any]] = mapped_column(default=list)


class DesiredFlip(Base):
    """One change of what a terminal should run, or of how far it has come."""

    __tablename__ = "desired_flip"

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal: Mapped[str] = mapped_column(index=True)
    generation: Mapped[int]
    hash: Mapped[str]
    from_state: Mapped[DesiredState | None]
    to_state: Mapped[DesiredState]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    at_ms: Mapped[int]


class Reported(Base):
    """What a terminal says it runs."""

    __tablename__ = "reported"

    terminal: Mapped[str] = mapped_column(primary_key=True)
    generation: Mapped[int]
    hash: Mapped[str]
    at_ms: Mapped[int]
