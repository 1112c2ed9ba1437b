"""The registry's first rows: the republic's regions and calendar, and the demo's fifty branches."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.fleet.branch_list import read_branch_list, take_over
from control_plane.fleet.hours import DayHours
from control_plane.fleet.models import HoursChange, Office, Region
from control_plane.people.actor import CENTRE

FOLDER = Path(__file__).parent
REGIONS = FOLDER / "regions.csv"
CALENDAR = FOLDER / "calendar.csv"
DEMO_BRANCHES = FOLDER / "demo_branches.csv"

OFFICE_HOURS = dict.fromkeys(range(5), DayHours(opens_min=9 * 60, closes_min=18 * 60, lunch=(13 * 60, 14 * 60)))
ALL_DAY = dict.fromkeys(range(7), DayHours(opens_min=0, closes_min=24 * 60))


def register_republic(session: Session) -> None:
    """Add the regions and the calendar of holidays where there are none yet."""
    if session.scalars(select(Region)).first() is None:
        session.add_all(_region(row) for row in _rows(REGIONS))
    if session.scalars(select(HoursChange)).first() is None:
        session.add_all(_holiday(row) for row in _rows(CALENDAR))
    session.flush()


def register_demo(session: Session, *, keep_office_hours: int = 5) -> None:
    """Add the demo's offices, districts, branches and seats where there are none yet.

    All but the last few branches are open day and night, or a demo in the evening would show
    nothing but closed doors.
    """
    if session.scalars(select(Office)).first() is not None:
        return
    rows = read_branch_list(DEMO_BRANCHES)
    late = len(rows) - keep_office_hours
    take_over(session, CENTRE, rows[:late], week=ALL_DAY)
    take_over(session, CENTRE, rows[late:], week=OFFICE_HOURS)


def _region(row: dict[str, str]) -> Region:
    return Region(
        kato=row["kato"],
        name_kk=row["kk"],
        name_ru=row["ru"],
        name_en=row["en"],
        kind=row["kind"],
        column=int(row["column"]),
        row=int(row["row"]),
    )


def _holiday(row: dict[str, str]) -> HoursChange:
    return HoursChange(from_day=row["day"], until_day=row["until"], kind=row["kind"], note=row["note"])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
