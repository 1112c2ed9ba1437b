"""The operator's branch list: read from CSV, every wrong row named, then taken over whole or not at all."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.verdicts import LinkClass
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.errors import InvalidError
from control_plane.fleet.hours import DayHours
from control_plane.fleet.models import Branch, District, Office, Region, Seat, WeeklyHours
from control_plane.fleet.service import weekly_row
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.actor import Actor, Permission

MOST_SHOWN = 20
LINK_CLASSES = tuple(kind.value for kind in LinkClass if kind is not LinkClass.UNKNOWN)

Name = Annotated[str, Meta(min_length=1, max_length=200)]


class BranchRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list. An office that is not named is the region's own."""

    postal_index: Annotated[str, Meta(pattern="^[0-9]{6}$")]
    region_kato: Annotated[str, Meta(pattern="^[0-9]{9}$")]
    district_kk: Name
    district_ru: Name
    district_en: Name
    name_kk: Name
    name_ru: Name
    name_en: Name
    link_class: Annotated[str, Meta(pattern=f"^({'|'.join(LINK_CLASSES)})$")]
    provider: str = ""
    telephone: Annotated[str, Meta(max_length=40)] = ""
    address: Annotated[str, Meta(max_length=300)] = ""
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    office_id: Annotated[str, Meta(max_length=40)] = ""
    seats: Annotated[int, Meta(ge=1, le=20)] = 1

    @property
    def office(self) -> str:
        """The id of its office."""
        return self.office_id or self.region_kato

    @property
    def district(self) -> str:
        """The id of its district: districts of different offices may share a name."""
        return f"{self.office}-{self.district_en.lower().replace(' ', '-')}"


def read_branch_list(path: Path) -> list[BranchRow]:
    """The rows of a CSV file with the columns of BranchRow; raises InvalidError that names every wrong row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except UnicodeDecodeError as error:
        raise InvalidError(f"{path} is not UTF-8 text") from error
    good: list[BranchRow] = []
    problems: list[dict[str, str]] = []
    for number, row in enumerate(rows, start=2):
        filled = {column: value for column, value in row.items() if column and value}
        try:
            good.append(msgspec.convert(filled, BranchRow, strict=False))
        except msgspec.ValidationError as error:
            problems.append({"path": f"line {number}", "code": "invalid", "allowed": str(error)})
    problems += _repeated(good)
    _refuse(problems)
    return good


def take_over(session: Session, actor: Actor, rows: Sequence[BranchRow], *, week: Mapping[int, DayHours]) -> int:
    """Add and renew branches with their offices, districts and seats; returns how many branches are new.

    A branch that was renamed keeps its former names; one without hours gets `week`. Nothing is removed.
    """
    actor.require(Permission.REGISTER)
    take(session, Lock.ACTIONS)
    regions = {region.kato: region for region in session.scalars(select(Region))}
    unknown = [row for row in rows if row.region_kato not in regions]
    _refuse([{"path": row.postal_index, "code": "unknown", "allowed": "a region's KATO code"} for row in unknown])
    known = {branch.id: branch for branch in session.scalars(select(Branch))}
    _add_parents(session, rows, regions)
    with_hours = set(session.scalars(select(WeeklyHours.branch_id).distinct()))
    for row in rows:
        session.add(_renewed(known.get(row.postal_index), row))
    session.flush()
    _add_seats(session, rows)
    for row in rows:
        if row.postal_index not in with_hours:
            session.add_all(weekly_row(row.postal_index, weekday, hours=hours) for weekday, hours in week.items())
    changes.note(session, ChangeKind.FLEET, "")
    fresh = sum(row.postal_index not in known for row in rows)
    detail = {"branches": len(rows), "new": fresh}
    audit.record(session, actor, action="branches.take_over", thing="fleet", detail=detail)
    return fresh


def _add_parents(session: Session, rows: Iterable[BranchRow], regions: Mapping[str, Region]) -> None:
    offices = set(session.scalars(select(Office.id)))
    districts = set(session.scalars(select(District.id)))
    for row in rows:
        if row.office not in offices:
            offices.add(row.office)
            region = regions[row.region_kato]
            names = {"name_kk": region.name_kk, "name_ru": region.name_ru, "name_en": region.name_en}
            session.add(Office(id=row.office, **names))
    session.flush()
    for row in rows:
        if row.district not in districts:
            districts.add(row.district)
            names = {"name_kk": row.district_kk, "name_ru": row.district_ru, "name_en": row.district_en}
            session.add(District(id=row.district, office_id=row.office, **names))
    session.flush()


def _renewed(branch: Branch | None, row: BranchRow) -> Branch:
    if branch is None:
        branch = Branch(id=row.postal_index, postal_index=row.postal_index, former_names=[])
    elif branch.name_ru != row.name_ru and branch.name_ru not in branch.former_names:
        branch.former_names = [*branch.former_names, branch.name_ru]
    branch.district_id, branch.region_kato = row.district, row.region_kato
    branch.name_kk, branch.name_ru, branch.name_en = row.name_kk, row.name_ru, row.name_en
    branch.link_class, branch.provider = row.link_class, row.provider
    branch.telephone, branch.address = row.telephone, row.address
    branch.lat, branch.lon = row.lat, row.lon
    return branch


def _add_seats(session: Session, rows: Iterable[BranchRow]) -> None:
    there = set(session.scalars(select(Seat.id)))
    for row in rows:
        for number in range(1, row.seats + 1):
            seat = Seat(id=f"{row.postal_index}-{number}", branch_id=row.postal_index, number=number)
            if seat.id not in there:
                session.add(seat)
    session.flush()


def _repeated(rows: Iterable[BranchRow]) -> list[dict[str, str]]:
    seen: set[str] = set()
    problems = []
    for row in rows:
        if row.postal_index in seen:
            problems.append({"path": row.postal_index, "code": "repeated", "allowed": "each postal index once"})
        seen.add(row.postal_index)
    return problems


def _refuse(problems: Sequence[dict[str, str]]) -> None:
    if problems:
        shown = "; ".join(f"{problem['path']}: {problem['allowed']}" for problem in problems[:MOST_SHOWN])
        more = f" and {len(problems) - MOST_SHOWN} more" if len(problems) > MOST_SHOWN else ""
        raise InvalidError(f"nothing was taken over: {shown}{more}", problems)
