"""What a branch says reaches the database once, in any order, and weighs on readiness."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace

from contract.codec import encode_up
from contract.messages import Report, ReportKind
from contract.observed import CallEnd, Closing, FromBranch, ObservedCall, ProblemKind, Rating, ReportedProblem, Tap
from contract.topics import Topic, Up
from contract.verdicts import Readiness
from control_plane.database import Database
from control_plane.history.models import TerminalState
from control_plane.history.readiness import judge_again
from control_plane.ingest.ledger import record_batch
from control_plane.ingest.reading import Bad, read
from control_plane.ingest.states import BadReason
from control_plane.observed.recording import LONGEST_CLOSED_MS
from control_plane.observed.repository import calls_as_they_went, closed_until, last_calls, last_taps, open_problems
from control_plane.people.states import Role
from control_plane.timekeeping import HOUR_MS
from control_plane.web.terminal.repository import calls_of
from tests.control_plane.factories import NOW_MS, a_centre, a_database, a_terminal, a_token, an_authority
from tests.ingest.messages import UPTIME_MS, a_check, a_message, a_presence, a_report, delivered
from tests.ingest.test_ledger import Centre

WELL = (a_check("camera.frames"), a_check("microphone.level"), a_check("network.link"))
BEGAN = ObservedCall(id="c1", began_ms=1_000, readiness=Readiness.READY, because=())
ENDED = ObservedCall(id="c1", began_ms=1_000, ended_ms=50_000, end=CallEnd.NORMAL)
PROBLEM = ReportedProblem(id="p1", at_ms=UPTIME_MS, kind=ProblemKind.PICTURE, readiness=Readiness.READY)


@pytest.fixture
def centre(database_url: str, tmp_path: Path) -> Iterator[Centre]:
    with a_database(database_url) as database:
        yield Centre(database, an_authority(tmp_path))


def said(seq: int, **words: Any) -> Report:
    return a_report(seq, kind=ReportKind.CHANGE, branch=FromBranch(**words))


def readiness(centre: Centre) -> str:
    with centre.session() as session:
        state = session.get(TerminalState, centre.terminal)
        assert state
        return state.readiness


@pytest.mark.parametrize("order", [(BEGAN, ENDED), (ENDED, BEGAN)])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_call_told_in_halves_is_one_call(centre: Centre, order: tuple[ObservedCall, ...], *, at_once: bool) -> None:
    reports = [said(number, calls=(half,)) for number, half in enumerate(order, 1)]
    for batch in [reports, reports] if at_once else [[report] for report in (*reports, *reports)]:
        centre.record(*batch)
    with centre.session() as session:
        (call,) = last_calls(session, centre.terminal, limit=9)
    assert (call.call_end, call.readiness) == ("normal", "ready")
    assert call.began_ms is not None
    assert call.ended_ms == call.began_ms + 49_000


def test_while_a_call_is_under_way_the_terminal_is_in_call(centre: Centre) -> None:
    centre.record(a_presence(), a_report(1, *WELL), said(2, calls=(BEGAN,)))
    assert readiness(centre) == Readiness.IN_CALL
    centre.record(said(3, calls=(ENDED,)))
    assert readiness(centre) != Readiness.IN_CALL


def test_an_employee_who_says_that_they_are_closed_closes_until_then(centre: Centre) -> None:
    until_ms = NOW_MS + 2 * HOUR_MS
    centre.record(a_presence(), a_report(1, *WELL))
    before = readiness(centre)
    centre.record(said(2, closing=Closing(at_ms=UPTIME_MS, until_centre_ms=until_ms)))
    assert readiness(centre) == Readiness.CLOSED
    with centre.database.transaction() as session:
        judge_again(session, [centre.terminal], now=until_ms - 1)
        state = session.get(TerminalState, centre.terminal)
        assert state
        assert state.next_due_ms is not None
        assert state.next_due_ms <= until_ms
    centre.record(said(3, closing=Closing(at_ms=UPTIME_MS + 1)))
    assert readiness(centre) == before


def test_a_tap_and_a_problem_are_stored_once(centre: Centre) -> None:
    words = said(1, taps=(Tap(id="t1", at_ms=1, rating=Rating.BAD_SOUND, subject="c1"),), problems=(PROBLEM,))
    centre.record(words, words)
    with centre.session() as session:
        assert [tap.rating for tap in last_taps(session, centre.terminal, limit=9)] == ["bad_sound"]
        assert [each.kind for each in open_problems(session)[centre.terminal]] == ["picture"]


@pytest.fixture
def client(database_url: str, tmp_path: Path) -> Iterator[TestClient]:
    with a_centre(database_url, tmp_path) as found:
        yield found


def a_reporting_terminal(client: TestClient, tmp_path: Path) -> str:
    database: Database = client.app.state.database  # type: ignore[attr-defined] # a Starlette application's
    with database.transaction() as session:
        terminal = a_terminal(session)
        report = a_message(terminal, said(1, problems=(PROBLEM,), calls=(ENDED,)))
        record_batch(session, [report], [], authority=an_authority(tmp_path / "other"), now=NOW_MS)
    return terminal


def test_only_a_person_closes_a_problem_and_once(client: TestClient, tmp_path: Path) -> None:
    terminal = a_reporting_terminal(client, tmp_path)
    address = f"/api/v1/terminals/{terminal}/problems/p1/close"
    viewer, helpdesk = a_token(client, Role.VIEWER), a_token(client, Role.HELPDESK)
    assert client.post(address, json={}, headers=viewer).status_code == 403
    closed = client.post(address, json={"found": "a loose cable"}, headers=helpdesk)
    assert (closed.status_code, closed.json()["found"]) == (200, "a loose cable")
    assert client.post(address, json={}, headers=helpdesk).status_code == 409
    seen = client.get(f"/api/v1/terminals/{terminal}/calls", headers=viewer).json()
    assert [problem["closed_by"] is not None for problem in seen["problems"]] == [True]
    assert seen["calls"][0]["call_end"] == "normal"


@pytest.mark.parametrize("name", ["../../other/orders", "a/b", "..", "p?", "p#", "%2e%2e", "", "p" * 81, "p1\n"])
def test_a_name_that_would_make_another_address_of_a_form_is_no_name(name: str) -> None:
    problem = replace(PROBLEM, id=name)
    report = encode_up(a_report(1, branch=FromBranch(problems=(problem,))))
    reading = read(delivered(Topic("w11yr9mx69x2hyzg", Up.REPORT).render(), report))
    assert isinstance(reading, Bad)
    assert reading.reason is BadReason.MALFORMED


def test_a_call_that_is_tapped_twice_is_one_call_and_her_last_word_counts(centre: Centre) -> None:
    words = (Rating.GOOD, Rating.BAD_SOUND)
    taps = tuple(Tap(id=f"t{at}", at_ms=at, rating=word, subject="c1") for at, word in enumerate(words, 50_001))
    centre.record(a_presence(), said(1, calls=(BEGAN,)), said(2, calls=(ENDED,), taps=taps))
    with centre.session() as session:
        (seen,) = calls_as_they_went(session, centre.terminal)
        (call,) = calls_of(session, centre.terminal).calls
    assert seen.rating is Rating.BAD_SOUND
    assert call.rating is Rating.BAD_SOUND


def test_a_branch_is_not_closed_for_ever(centre: Centre) -> None:
    centre.record(a_presence(), a_report(1, *WELL), said(2, closing=Closing(at_ms=UPTIME_MS, until_centre_ms=2**53)))
    with centre.session() as session:
        until_ms = closed_until(session, [centre.terminal], now=NOW_MS)[centre.terminal]
    assert until_ms == NOW_MS + LONGEST_CLOSED_MS
