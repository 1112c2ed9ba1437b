from pathlib import Path

import pytest
from cryptography import x509
from sqlalchemy import func, select

from control_plane.broker.models import Outbox
from control_plane.enrolment import service
from control_plane.enrolment.codes import code_hash, new_code
from control_plane.enrolment.models import Certificate
from control_plane.enrolment.service import CODE_LIFE_MS, TRIES, TRIES_MS, EnrolmentRefusedError
from control_plane.errors import ConflictError, ForbiddenError, InvalidError, TooManyError
from control_plane.fleet.models import Terminal
from control_plane.fleet.repository import places
from control_plane.fleet.states import LifeCycle
from control_plane.people.states import Role
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority
from tests.control_plane.requests import a_request

SEAT = "071100-1"


def test_a_code_makes_a_terminal_with_a_name_a_place_and_its_documents(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        code, _ = service.create_code(session, an_actor(Role.ENGINEER), seat_id=SEAT, now=NOW_MS)
        enrolled = service.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)
        certificate = x509.load_pem_x509_certificate(enrolled.certificate_pem.encode())
        assert certificate.subject.rfc4514_string() == f"CN={enrolled.terminal}"
        terminal = session.get(Terminal, enrolled.terminal)
        assert terminal is not None
        assert terminal.life_cycle is LifeCycle.ENROLLED
        assert places(session)[enrolled.terminal].seat == SEAT
        assert enrolled.generation == 1
        topics = session.scalars(select(Outbox.topic).order_by(Outbox.id)).all()
        assert [topic.rpartition("/")[2] for topic in topics] == ["config", "schedule"]


def test_a_code_is_good_once_and_for_a_week(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        code, _ = service.create_code(session, an_actor(), seat_id=SEAT, now=NOW_MS)
        late, _ = service.create_code(session, an_actor(), seat_id="071200-1", now=NOW_MS)
        service.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)
        for bad, now in ((code, NOW_MS), (late, NOW_MS + CODE_LIFE_MS), ("0000-0000-0000", NOW_MS)):
            with pytest.raises(EnrolmentRefusedError):
                service.enrol(session, authority, code=bad, csr_pem=a_request(), model="demo", now=now)
        assert session.scalar(select(func.count()).select_from(Terminal)) == 1


def test_a_bad_request_does_not_use_the_code_up(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            code, _ = service.create_code(session, an_actor(), seat_id=SEAT, now=NOW_MS)
        with pytest.raises(InvalidError), database.transaction() as session:
            service.enrol(session, authority, code=code, csr_pem="rubbish", model="demo", now=NOW_MS)
        with database.transaction() as session:
            service.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)


def test_a_taken_seat_and_a_viewer_get_no_code(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        a_terminal(session, seat=SEAT)
        with pytest.raises(ConflictError):
            service.create_code(session, an_actor(), seat_id=SEAT, now=NOW_MS)
        with pytest.raises(ForbiddenError):
            service.create_code(session, an_actor(Role.HELPDESK), seat_id="071200-1", now=NOW_MS)


def test_guessing_is_stopped_by_address(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        for _ in range(TRIES):
            service.require_patience(session, "10.0.0.1", now=NOW_MS)
            service.record_refusal(session, "10.0.0.1", now=NOW_MS)
        with pytest.raises(TooManyError):
            service.require_patience(session, "10.0.0.1", now=NOW_MS)
        service.require_patience(session, "10.0.0.2", now=NOW_MS)
        service.require_patience(session, "10.0.0.1", now=NOW_MS + TRIES_MS)


def test_out_of_service_withdraws_the_certificate_and_clears_the_broker(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database, database.transaction() as session:
        a_registry(session)
        code, _ = service.create_code(session, an_actor(), seat_id=SEAT, now=NOW_MS)
        enrolled = service.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)
        service.retire(session, an_actor(), terminal_id=enrolled.terminal, now=NOW_MS + 1)
        assert session.scalars(select(Certificate.revoked_ms)).all() == [NOW_MS + 1]
        last = session.scalars(select(Outbox.payload).order_by(Outbox.id.desc()).limit(2)).all()
        assert last == [b"", b""]


def test_a_code_is_understood_however_it_is_typed() -> None:
    code = new_code()
    assert len(code) == 14
    assert code_hash(code) == code_hash(code.lower().replace("-", " "))
    assert code_hash("O0IL-1111-1111") == code_hash("0011-1111-1111")
