"""Readiness at the centre: judged again when something changes, and when time alone changes it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from control_plane.database import Database
from control_plane.fleet import service as fleet
from control_plane.fleet.hours import DayHours, DayKind
from control_plane.fleet.states import LifeCycle
from control_plane.history.models import ReadinessFlip, TerminalState
from control_plane.history.readiness import judge_again, judge_due
from control_plane.ingest.ledger import record_batch
from control_plane.presence import service as presence
from control_plane.presence.rules import GRACE_MS, Contact
from control_plane.timekeeping import DAY_MS, HOUR_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority
from tests.ingest.messages import a_check, a_message, a_report

CHECKS = (a_check("camera.frames"), a_check("microphone.level"), a_check("network.link"))
NINE_TO_SIX = DayHours(opens_min=9 * 60, closes_min=18 * 60)
CLOSES_MS = NOW_MS + HOUR_MS  # noon UTC is five in the afternoon there


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with a_database(database_url) as opened:
        yield opened


def a_ready_terminal(session: Session, folder: Path) -> str:
    a_registry(session)
    authority = an_authority(folder)
    week = dict.fromkeys(range(7), NINE_TO_SIX)
    fleet.set_week(session, an_actor(), branch_id="071100", week=week, authority=authority, now=NOW_MS)
    terminal = a_terminal(session)
    message = a_message(terminal, a_report(1, *CHECKS))
    record_batch(session, [message], [], authority=authority, now=NOW_MS)
    return terminal


def readiness(session: Session, terminal: str) -> str:
    return session.get_one(TerminalState, terminal).readiness


def test_a_branch_that_closes_is_closed_at_that_moment_and_no_earlier(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        assert readiness(session, terminal) == "ready"
        assert judge_due(session, now=CLOSES_MS - 1) == 0
        assert judge_due(session, now=CLOSES_MS) == 1
        assert readiness(session, terminal) == "closed"
        assert judge_due(session, now=CLOSES_MS + 15 * HOUR_MS) == 1
        assert readiness(session, terminal) == "ready"


def test_a_branch_that_is_closed_for_longer_than_is_looked_ahead_is_found_open_again(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        authority = an_authority(tmp_path)
        fleet.add_hours_change(
            session,
            an_actor(),
            authority=authority,
            branch_id="071100",
            days=(date(2026, 11, 20), date(2027, 1, 10)),
            kind=DayKind.CLOSED,
            now=NOW_MS,
        )
        for day in range(60):
            judge_due(session, now=NOW_MS + day * DAY_MS)
        assert readiness(session, terminal) == "ready"


def test_a_terminal_that_is_moved_obeys_the_hours_of_its_new_place(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        authority = an_authority(tmp_path)
        fleet.set_week(session, an_actor(), branch_id="071200", week={}, authority=authority, now=NOW_MS)
        fleet.place(session, an_actor(), terminal_id=terminal, seat_id="071200-1", now=NOW_MS)
        judge_due(session, now=NOW_MS)
        assert readiness(session, terminal) == "closed"


def test_a_terminal_in_maintenance_is_judged_at_the_next_look(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        fleet.set_life_cycle(session, an_actor(), terminal_id=terminal, target=LifeCycle.MAINTENANCE, now=NOW_MS)
        session.flush()
        session.expire_all()
        judge_due(session, now=NOW_MS)
        assert readiness(session, terminal) == "maintenance"


def test_an_offline_terminal_is_unreachable(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        presence.record_events(session, {terminal: [Contact(run="r", next_s=1)]}, now=NOW_MS)
        for now in (NOW_MS + DAY_MS, NOW_MS + DAY_MS + max(GRACE_MS.values())):
            judge_again(session, presence.sweep(session, now=now), now=now)
        assert readiness(session, terminal) == "unreachable"


def test_each_change_is_kept_with_its_reason(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        terminal = a_ready_terminal(session, tmp_path)
        judge_again(session, [terminal], now=CLOSES_MS)
        judge_again(session, [terminal], now=CLOSES_MS)
        flips = session.scalars(select(ReadinessFlip).order_by(ReadinessFlip.id)).all()
        assert [(flip.from_readiness, flip.to_readiness) for flip in flips] == [
            ("unknown", "ready"),
            ("ready", "closed"),
        ]
