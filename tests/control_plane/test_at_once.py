"""What several processes do at the same moment must come out as if one had waited for the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

from sqlalchemy import func, select, text

from contract.messages import ConfigOutcome, Outcome
from control_plane.authority.service import Authority
from control_plane.configuration import service as configuration
from control_plane.configuration.models import Desired
from control_plane.configuration.states import LayerKind
from control_plane.database import Database
from control_plane.enrolment import service as enrolment
from control_plane.enrolment.service import EnrolmentRefusedError
from control_plane.errors import ConflictError, StaleError
from control_plane.fleet import service as fleet
from control_plane.fleet.models import Terminal
from control_plane.fleet.states import LifeCycle
from control_plane.ingest.ledger import record_batch
from control_plane.locks import Lock, take
from control_plane.people import audit
from control_plane.people.models import Audit
from control_plane.receptions import service as receptions
from control_plane.timekeeping import HOUR_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal, an_actor, an_authority
from tests.control_plane.requests import a_request
from tests.ingest.messages import a_check, a_message, a_report
from tests.support.waiting import until

SEAT = "071100-1"
REFUSED = (ConflictError, StaleError, EnrolmentRefusedError)


def all_at_once(*doings: Callable[[], object]) -> Sequence[object]:
    """Do them in threads that start together; a refusal is an answer too."""
    start = Barrier(len(doings))

    def do(doing: Callable[[], object]) -> object:
        start.wait()
        try:
            return doing()
        except REFUSED as error:
            return error

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


def test_the_record_of_actions_stays_one_chain(database_url: str) -> None:
    def act(database: Database) -> None:
        for number in range(5):
            with database.transaction() as session:
                audit.record(session, an_actor(), action="try", thing="x", detail={"number": number})

    with a_database(database_url) as database:
        all_at_once(*[lambda: act(database)] * 6)
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Audit)) == 30
            assert audit.first_broken_row(session) is None


def an_edit(database: Database, authority: Authority, layer: tuple[LayerKind, str], *, quick_s: int) -> object:
    section = "camera" if layer[0] is LayerKind.FLEET else "looks"
    patch = {"camera": {"watch_s": quick_s}} if section == "camera" else {"looks": {"quick_s": quick_s}}
    with database.transaction() as session:
        return configuration.edit_layer(
            session,
            an_actor(),
            authority=authority,
            kind=layer[0],
            key=layer[1],
            patch=patch,
            reason="at once",
            expected_revision=0,
            now=NOW_MS,
        )


def test_two_edits_of_different_layers_both_reach_the_terminal(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            terminal = a_terminal(session, seat=SEAT)
        all_at_once(
            lambda: an_edit(database, authority, (LayerKind.FLEET, ""), quick_s=7),
            lambda: an_edit(database, authority, (LayerKind.SEAT, SEAT), quick_s=8),
        )
        with database.reading() as session:
            desired = session.get(Desired, terminal)
            assert desired is not None
            assert desired.document == {"camera": {"watch_s": 7.0}, "looks": {"quick_s": 8}}
            assert desired.generation == 2


def test_of_two_edits_of_one_layer_the_second_must_look_again(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        answers = all_at_once(
            lambda: an_edit(database, authority, (LayerKind.FLEET, ""), quick_s=7),
            lambda: an_edit(database, authority, (LayerKind.FLEET, ""), quick_s=8),
        )
        assert [isinstance(answer, StaleError) for answer in answers].count(True) == 1


def test_one_code_makes_one_terminal(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            code, _ = enrolment.create_code(session, an_actor(), seat_id=SEAT, now=NOW_MS)

        def enrol() -> object:
            with database.transaction() as session:
                return enrolment.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)

        answers = all_at_once(enrol, enrol, enrol)
        assert [isinstance(answer, EnrolmentRefusedError) for answer in answers].count(True) == 2
        with database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Terminal)) == 1


def test_edits_enrolments_and_bookings_wait_for_one_another(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            seats = [f"{index}-1" for index in ("071100", "071200", "071300", "021100")]
            codes = [enrolment.create_code(session, an_actor(), seat_id=seat, now=NOW_MS)[0] for seat in seats]

        def enrol(code: str) -> object:
            with database.transaction() as session:
                return enrolment.enrol(session, authority, code=code, csr_pem=a_request(), model="demo", now=NOW_MS)

        def book(seat: str) -> object:
            with database.transaction() as session:
                times = {"starts_ms": NOW_MS + HOUR_MS, "ends_ms": NOW_MS + 2 * HOUR_MS, "now": NOW_MS}
                return receptions.book(
                    session, an_actor(), authority=authority, seat_id=seat, addressee_id=None, **times
                )

        all_at_once(
            *[partial(enrol, code) for code in codes],
            *[partial(book, seat) for seat in seats],
            partial(an_edit, database, authority, (LayerKind.FLEET, ""), quick_s=7),
        )
        with database.reading() as session:
            documents = session.scalars(select(Desired.document)).all()
            assert list(documents) == [{"camera": {"watch_s": 7.0}}] * 4
            assert audit.first_broken_row(session) is None


def wait_until_somebody_waits(database: Database) -> None:
    """Until another transaction stands before a lock that we hold (PostgreSQL)."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.reading() as session:
        until(lambda: bool(session.scalar(waiting)))


def test_a_first_report_and_an_action_do_not_wait_for_each_other_for_ever(postgresql_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(postgresql_url) as database, ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            a_registry(session)
            active, fresh = a_terminal(session), a_terminal(session, seat="071200-1", life_cycle=LifeCycle.ENROLLED)

        def report(seq: int, *terminals: str) -> None:
            said = [a_message(terminal, a_report(seq, a_check())) for terminal in terminals]
            with database.transaction() as session:
                record_batch(session, said, (), authority=authority, now=NOW_MS)

        report(1, active)
        with database.transaction() as session:
            take(session, Lock.ACTIONS)
            reported = pool.submit(report, 2, active, fresh)
            wait_until_somebody_waits(database)
            fleet.set_life_cycle(session, an_actor(), terminal_id=active, target=LifeCycle.MAINTENANCE, now=NOW_MS)
        reported.result(10)
        with database.reading() as session:
            assert session.get_one(Terminal, fresh).life_cycle is LifeCycle.ACTIVE


def test_a_word_on_the_old_configuration_does_not_mark_the_one_just_made(postgresql_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(postgresql_url) as database, ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            a_registry(session)
            terminal = a_terminal(session, seat=SEAT)
        an_edit(database, authority, (LayerKind.FLEET, ""), quick_s=7)
        old = ConfigOutcome(run="a" * 16, boot="b", uptime_ms=1, seq=1, outcome=Outcome.REJECTED, offered_generation=1)

        def answer() -> bool:
            with database.transaction() as session:
                return configuration.record_outcome(session, terminal, outcome=old, authority=authority, now=NOW_MS)

        with database.transaction() as session:
            session.get_one(Desired, terminal).generation = 2  # what an edit does
            session.flush()
            answered = pool.submit(answer)
            wait_until_somebody_waits(database)
        assert answered.result(10) is False


def test_a_seat_is_booked_once_however_many_ask(database_url: str, tmp_path: Path) -> None:
    authority = an_authority(tmp_path)
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            a_terminal(session, seat=SEAT)

        def book() -> object:
            with database.transaction() as session:
                return receptions.book(
                    session,
                    an_actor(),
                    authority=authority,
                    seat_id=SEAT,
                    starts_ms=NOW_MS + HOUR_MS,
                    ends_ms=NOW_MS + 2 * HOUR_MS,
                    addressee_id=None,
                    now=NOW_MS,
                )

        answers = all_at_once(book, book, book)
        assert [isinstance(answer, ConflictError) for answer in answers].count(True) == 2
