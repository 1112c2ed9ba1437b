from pathlib import Path

import msgspec
import pytest
from sqlalchemy.orm import Session

from contract.messages import Schedule
from contract.signatures import open_document
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.authority.signing import verify
from control_plane.broker.models import RetainedDocument
from control_plane.errors import ConflictError, ForbiddenError, ForbiddenMoveError, InvalidError
from control_plane.people.states import Role
from control_plane.privacy import refuse_personal_number
from control_plane.receptions import service
from control_plane.receptions.models import Reception
from control_plane.receptions.schedule import send_changed_schedules
from control_plane.receptions.states import ReceptionState
from control_plane.timekeeping import DAY_MS, HOUR_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority


def a_booking(
    session: Session, authority: Authority, *, starts_h: int = 1, ends_h: int = 2, role: Role = Role.HELPDESK
) -> Reception:
    return service.book(
        session,
        an_actor(role),
        authority=authority,
        seat_id="071100-1",
        starts_ms=NOW_MS + starts_h * HOUR_MS,
        ends_ms=NOW_MS + ends_h * HOUR_MS,
        addressee_id=None,
        now=NOW_MS,
    )


def the_schedule(session: Session, authority: Authority, terminal: str) -> tuple[int, Schedule]:
    document = session.get(RetainedDocument, Topic(terminal, Down.SCHEDULE).render())
    assert document is not None
    root = authority.root_public_key
    opened = open_document(document.payload, kind="schedule", terminal=terminal, root=root, verify=verify)
    return opened.generation, msgspec.json.decode(opened.body, type=Schedule)


def test_a_booking_reaches_the_terminal_signed_and_numbered(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session)
        booked = a_booking(session, authority)
        generation, schedule = the_schedule(session, authority, terminal)
        assert (generation, [reception.id for reception in schedule.receptions]) == (1, [booked.id])
        service.move(
            session,
            an_actor(),
            authority=authority,
            reception_id=booked.id,
            target=ReceptionState.CANCELLED,
            now=NOW_MS,
        )
        generation, schedule = the_schedule(session, authority, terminal)
        assert (generation, schedule.receptions) == (2, ())
        with pytest.raises(ForbiddenMoveError):
            service.move(
                session,
                an_actor(),
                authority=authority,
                reception_id=booked.id,
                target=ReceptionState.HELD,
                now=NOW_MS,
            )


def test_a_schedule_covers_fourteen_days_and_is_sent_when_it_changes(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        terminal = a_terminal(session, seat="160100-1")  # keeps office hours
        assert send_changed_schedules(session, authority, terminals=None, now=NOW_MS) == [terminal]
        assert send_changed_schedules(session, authority, terminals=None, now=NOW_MS + HOUR_MS) == []
        _, schedule = the_schedule(session, authority, terminal)
        assert len(schedule.open) == 10 * 2  # ten working days with lunch
        assert send_changed_schedules(session, authority, terminals=None, now=NOW_MS + 2 * DAY_MS) == [terminal]
        assert the_schedule(session, authority, terminal)[0] == 2


def test_a_seat_is_booked_once_and_for_a_time_that_makes_sense(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        a_booking(session, authority, starts_h=1, ends_h=3)
        with pytest.raises(ConflictError):
            a_booking(session, authority, starts_h=2, ends_h=4)
        a_booking(session, authority, starts_h=3, ends_h=4)
        for starts_h, ends_h in ((5, 5), (-2, -1), (5, 18)):
            with pytest.raises(InvalidError):
                a_booking(session, authority, starts_h=starts_h, ends_h=ends_h)
        with pytest.raises(ForbiddenError):
            a_booking(session, authority, starts_h=5, ends_h=6, role=Role.VIEWER)


@pytest.mark.parametrize("text", ["900101300123", "ЖСН 900101300123.", "900101-300123", "900101 300 123"])
def test_a_twelve_digit_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidError) as caught:
        refuse_personal_number("note", text)
    assert "300" not in caught.value.detail


@pytest.mark.parametrize("text", ["8 721 11 0-00-00", "1795348800000", "071100-1", "2026-11-22 10:00"])
def test_telephones_times_and_places_are_no_personal_numbers(text: str) -> None:
    refuse_personal_number("note", text)
