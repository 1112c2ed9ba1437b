"""Tables of the registry."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from control_plane.database import Base
from control_plane.fleet.states import LifeCycle


class Named:
    """A name in each of the three languages."""

    name_kk: Mapped[str]
    name_ru: Mapped[str]
    name_en: Mapped[str]

    def name(self, language: str) -> str:
        """The name in `kk`, `ru` or `en`."""
        names: dict[str, str] = {"kk": self.name_kk, "ru": self.name_ru, "en": self.name_en}
        return names[language]


class Region(Named, Base):
    """A region or a city of republic rank, with its tile on the map of 8 x 5."""

    __tablename__ = "region"

    kato: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    column: Mapped[int]
    row: Mapped[int]


class Office(Named, Base):
    """A regional or republic-level office of the postal operator."""

    __tablename__ = "office"

    id: Mapped[str] = mapped_column(primary_key=True)


class District(Named, Base):
    """A district hub of an office."""

    __tablename__ = "district"

    id: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[str] = mapped_column(ForeignKey("office.id"), index=True)

    office: Mapped[Office] = relationship()


class Branch(Named, Base):
    """A branch, known by its postal index and district."""

    __tablename__ = "branch"

    id: Mapped[str] = mapped_column(primary_key=True)
    postal_index: Mapped[str] = mapped_column(index=True)
    district_id: Mapped[str] = mapped_column(ForeignKey("district.id"), index=True)
    region_kato: Mapped[str] = mapped_column(ForeignKey("region.kato"), index=True)
    former_names: Mapped[list[Any]] = mapped_column(default=list)
    address: Mapped[str] = mapped_column(default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    provider: Mapped[str] = mapped_column(default="", index=True)
    link_class: Mapped[str]
    telephone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="kk")
    utc_offset_min: Mapped[int] = mapped_column(default=300)

    district: Mapped[District] = relationship()
    region: Mapped[Region] = relationship()


class Seat(Base):
    """A place in a branch where a terminal stands: what people name."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("branch_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    branch_id: Mapped[str] = mapped_column(ForeignKey("branch.id"))
    number: Mapped[int]

    branch: Mapped[Branch] = relationship()


class Terminal(Base):
    """A device; its id never encodes a place."""

    __tablename__ = "terminal"

    id: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    life_cycle: Mapped[LifeCycle]
    agent_version: Mapped[str] = mapped_column(default="")
    created_ms: Mapped[int]
    retired_ms: Mapped[int | None]


class Placement(Base):
    """Which terminal stood at which seat, and when; open-ended while it stands there."""

    __tablename__ = "placement"
    __table_args__ = (
        Index(
            "uq_placement_open_terminal",
            "terminal_id",
            unique=True,
            sqlite_where=text("until_ms IS NULL"),
            postgresql_where=text("until_ms IS NULL"),
        ),
        Index(
            "uq_placement_open_seat",
            "seat_id",
            unique=True,
            sqlite_where=text("until_ms IS NULL"),
            postgresql_where=text("until_ms IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terminal_id: Mapped[str] = mapped_column(ForeignKey("terminal.id"), index=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"), index=True)
    from_ms: Mapped[int]
    until_ms: Mapped[int | None]

    terminal: Mapped[Terminal] = relationship()
    seat: Mapped[Seat] = relationship()


class WeeklyHours(Base):
    """Opening hours of a weekday (0 is Monday) in minutes after local midnight."""

    __tablename__ = "weekly_hours"

    branch_id: Mapped[str] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens_min: Mapped[int]
    closes_min: Mapped[int]
    lunch_from_min: Mapped[int | None]
    lunch_until_min: Mapped[int | None]


class HoursChange(Base):
    """Another rule from one day to another, as ISO dates with both ends in.

    Without a branch it is the republic's calendar: holidays and moved working days. With one it is
    that branch's closure or its temporary hours.
    """

    __tablename__ = "hours_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    branch_id: Mapped[str | None] = mapped_column(ForeignKey("branch.id"), index=True)
    from_day: Mapped[str] = mapped_column(index=True)
    until_day: Mapped[str]
    kind: Mapped[str]
    opens_min: Mapped[int | None]
    closes_min: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
