from pathlib import Path

import pytest
from sqlalchemy import func, select

from control_plane.errors import ForbiddenError, InvalidError
from control_plane.fleet.branch_list import read_branch_list, take_over
from control_plane.fleet.models import Branch, District, Office, Seat, WeeklyHours
from control_plane.fleet.registry import DEMO_BRANCHES, OFFICE_HOURS, register_republic
from control_plane.people.states import Role
from tests.control_plane.factories import a_database, an_actor

HEAD = "postal_index,region_kato,district_kk,district_ru,district_en,name_kk,name_ru,name_en,link_class,seats,lat\n"
ROW = "{index},{region},Абай,Абайский,Abai,{name},{name},{name},{link},{seats},\n"


def a_list(folder: Path, *rows: dict[str, str]) -> Path:
    usual = {"index": "071900", "region": "100000000", "name": "Ақши", "link": "mobile", "seats": ""}
    path = folder / "branches.csv"
    path.write_text(HEAD + "".join(ROW.format(**{**usual, **row}) for row in rows), encoding="utf-8")
    return path


def test_every_wrong_row_is_named_by_its_line(tmp_path: Path) -> None:
    rows = [
        {},
        {"index": "7190"},
        {"link": "pigeon"},
        {"index": "071901", "name": ""},
        {"index": "071902", "seats": "x"},
    ]
    with pytest.raises(InvalidError) as caught:
        read_branch_list(a_list(tmp_path, *rows))
    assert [problem["path"] for problem in caught.value.problems] == ["line 3", "line 4", "line 5", "line 6"]
    for word in ("postal_index", "link_class", "name_kk", "seats"):
        assert word in caught.value.detail


def test_a_postal_index_stands_once_and_in_a_region_that_there_is(tmp_path: Path, sqlite_url: str) -> None:
    with pytest.raises(InvalidError, match="071900: each postal index once"):
        read_branch_list(a_list(tmp_path, {}, {}))
    strange = read_branch_list(a_list(tmp_path, {"region": "999999999"}))
    with a_database(sqlite_url) as database, database.transaction() as session:
        register_republic(session)
        with pytest.raises(InvalidError, match="071900: a region's KATO code"):
            take_over(session, an_actor(), strange, week=OFFICE_HOURS)


def test_taking_a_list_over_again_renews_and_keeps_former_names(database_url: str, tmp_path: Path) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        register_republic(session)
        first = read_branch_list(a_list(tmp_path, {}))
        assert take_over(session, an_actor(), first, week=OFFICE_HOURS) == 1
        second = read_branch_list(a_list(tmp_path, {"name": "Жаңа Ақши", "seats": "2"}, {"index": "071901"}))
        assert take_over(session, an_actor(), second, week=OFFICE_HOURS) == 1
        branch = session.get(Branch, "071900")
        assert branch is not None
        assert (branch.name_kk, branch.former_names) == ("Жаңа Ақши", ["Ақши"])
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Office, District, Seat)]
        assert counts == [1, 1, 3]
        assert session.scalar(select(func.count()).select_from(WeeklyHours)) == 10


def test_only_who_keeps_the_registry_takes_a_list_over(sqlite_url: str) -> None:
    with a_database(sqlite_url) as database, database.transaction() as session:
        register_republic(session)
        rows = read_branch_list(DEMO_BRANCHES)
        assert len(rows) == 50
        with pytest.raises(ForbiddenError):
            take_over(session, an_actor(Role.ENGINEER), rows, week=OFFICE_HOURS)
