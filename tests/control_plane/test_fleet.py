from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from control_plane.errors import ConflictError, ForbiddenError, ForbiddenMoveError, InvalidError, NotFoundError
from control_plane.fleet import repository, scope, service
from control_plane.fleet.hours import ALWAYS_OPEN, DayHours, DayKind
from control_plane.fleet.models import Branch, Placement, Region, Terminal
from control_plane.fleet.openings import is_open
from control_plane.fleet.repository import BranchFilter
from control_plane.fleet.states import ALLOWED, LifeCycle, next_life_cycle
from control_plane.paging import Paging
from control_plane.people.actor import Permission
from control_plane.people.states import Role
from control_plane.timekeeping import HOUR_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority

ABAI, AQMOLA = "100000000", "110000000"
OFFICE_HOURS = {day: DayHours(opens_min=540, closes_min=1080, lunch=(780, 840)) for day in range(5)}


def test_the_demo_has_fifty_branches_in_all_twenty_regions(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        a_registry(session)
        assert session.scalar(select(func.count()).select_from(Branch)) == 50
        regions = session.scalars(select(Region.kato).order_by(Region.kato)).all()
        used = session.scalars(select(Branch.region_kato).distinct().order_by(Branch.region_kato)).all()
        assert (len(regions), regions) == (20, used)


def test_branches_come_a_page_at_a_time_and_filtered(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        seen: list[str] = []
        after: str | None = None
        while True:
            paging = Paging(after=after, limit=20)
            page = repository.page_of_branches(session, an_actor(), wanted=BranchFilter(), paging=paging)
            seen += [branch.id for branch in page.items]
            if (after := page.after) is None:
                break
        assert (len(seen), seen) == (50, sorted(set(seen)))
        wanted = BranchFilter(region=ABAI, office=ABAI, link_class="wired")
        page = repository.page_of_branches(session, an_actor(), wanted=wanted, paging=Paging())
        assert [branch.name_en for branch in page.items] == ["Tarbagatai", "Borodulikha"]


@pytest.mark.parametrize("reach", ["office", "region"])
def test_an_actor_sees_and_touches_only_what_is_in_scope(database_url: str, reach: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        near, far = a_terminal(session, seat="071100-1"), a_terminal(session, seat="021100-1")
        nowhere = a_terminal(session, seat=None)
        actor = an_actor(Role.VIEWER, **{reach: ABAI})
        page = repository.page_of_terminals(session, actor, life_cycle=None, paging=Paging())
        assert [terminal.id for terminal in page.items] == [near]
        for terminal in (far, nowhere):
            with pytest.raises(NotFoundError):
                scope.require_terminal(session, actor, terminal_id=terminal, permission=Permission.VIEW)
        with pytest.raises(ForbiddenError):
            scope.require_terminal(session, actor, terminal_id=near, permission=Permission.CONFIGURE)


def test_a_terminal_that_moves_leaves_its_old_seat(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session, seat="071100-1")
        service.place(session, an_actor(), terminal_id=terminal, seat_id="021100-1", now=NOW_MS + 5)
        rows = session.execute(
            select(Placement.seat_id, Placement.from_ms, Placement.until_ms).order_by(Placement.id)
        ).all()
        assert [tuple(row) for row in rows] == [
            ("071100-1", NOW_MS, NOW_MS + 5),
            ("021100-1", NOW_MS + 5, None),
        ]
        assert repository.places(session)[terminal].office == AQMOLA
        with pytest.raises(ConflictError, match=terminal):
            a_terminal(session, seat="021100-1")


def test_a_terminal_out_of_service_frees_its_seat(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        service.set_life_cycle(session, an_actor(), terminal_id=terminal, target=LifeCycle.RETIRED, now=NOW_MS)
        assert repository.places(session) == {}
        with pytest.raises(ForbiddenMoveError):
            service.set_life_cycle(session, an_actor(), terminal_id=terminal, target=LifeCycle.ACTIVE, now=NOW_MS)


def test_the_first_report_proves_a_terminal_once(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session, life_cycle=LifeCycle.ENROLLED)
        assert service.mark_proven(session, terminal)
        assert not service.mark_proven(session, terminal)
        found = session.get(Terminal, terminal)
        assert found is not None
        assert found.life_cycle is LifeCycle.ACTIVE


def test_a_closure_and_the_calendar_close_a_branch(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal, today = a_terminal(session), date(2026, 11, 22)
        assert is_open(session, terminal, now=NOW_MS).is_open
        change = service.add_hours_change(
            session,
            an_actor(),
            authority=authority,
            branch_id="071100",
            days=(today, today),
            kind=DayKind.CLOSED,
            note="repair",
            now=NOW_MS,
        )
        opening = is_open(session, terminal, now=NOW_MS)
        assert (opening.is_open, opening.until_ms) == (False, NOW_MS + 7 * HOUR_MS)  # midnight at UTC+5
        service.remove_hours_change(session, an_actor(), authority=authority, change_id=change.id, now=NOW_MS)
        service.set_week(session, an_actor(), authority=authority, branch_id="071100", week=OFFICE_HOURS, now=NOW_MS)
        assert not is_open(session, terminal, now=NOW_MS).is_open  # a Sunday
        assert is_open(session, a_terminal(session, seat=None), now=NOW_MS) == ALWAYS_OPEN


@pytest.mark.parametrize(
    "hours",
    [
        DayHours(opens_min=600, closes_min=500),
        DayHours(opens_min=500, closes_min=500),
        DayHours(opens_min=0, closes_min=1441),
        DayHours(opens_min=540, closes_min=1080, lunch=(500, 840)),
    ],
)
def test_hours_that_make_no_sense_are_refused(sqlite_url: str, tmp_path: Path, hours: DayHours) -> None:
    authority = an_authority(tmp_path)
    with a_database(sqlite_url) as database, database.transaction() as session:
        a_registry(session)
        with pytest.raises(InvalidError, match="follow one another"):
            service.set_week(session, an_actor(), authority=authority, branch_id="071100", week={0: hours}, now=NOW_MS)


@pytest.mark.parametrize("current", LifeCycle)
@pytest.mark.parametrize("target", LifeCycle)
def test_only_the_table_moves_a_life_cycle(current: LifeCycle, target: LifeCycle) -> None:
    if target in ALLOWED[current]:
        assert next_life_cycle(current, target) is target
    else:
        with pytest.raises(ForbiddenMoveError):
            next_life_cycle(current, target)
