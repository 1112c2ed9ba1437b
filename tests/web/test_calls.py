"""What the branch says, on the pages: a problem stands in the queue though all is green, until a person closes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from contract.verdicts import Readiness
from control_plane.observed.models import Call, Problem, Tap
from control_plane.timekeeping import MINUTE_MS, now_ms
from tests.web.site import LOGIN, PASSWORD, Site, a_site


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    with a_site(database_url, tmp_path) as found:
        yield found


def signed_in(site: Site) -> TestClient:
    client = TestClient(site.app, base_url="http://127.0.0.1", follow_redirects=True)
    client.post("/login", data={"login": LOGIN, "password": PASSWORD})
    return client


def a_branch_that_spoke(site: Site) -> str:
    terminal, then_ms = site.terminal(Readiness.READY), now_ms() - 20 * MINUTE_MS
    with site.database.transaction() as session:
        session.add(Problem(terminal=terminal, id="p1", at_ms=then_ms, kind="picture", readiness="ready"))
        session.add(
            Call(
                terminal=terminal,
                id="c1",
                began_ms=then_ms,
                ended_ms=then_ms + 5 * MINUTE_MS,
                call_end="line_lost",
                readiness="ready",
                because=[],
                received_ms=then_ms,
            )
        )
        session.add(Tap(terminal=terminal, id="t1", at_ms=then_ms, rating="bad_sound", subject="c1"))
    return terminal


def csrf(page: str) -> str:
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_a_green_terminal_with_a_reported_problem_stands_in_the_queue_with_what_to_do(site: Site) -> None:
    terminal, client = a_branch_that_spoke(site), signed_in(site)
    queue = client.get("/queue").text
    assert "Сообщили о проблеме: картинка" in queue
    assert "все проверки без замечаний" in queue
    assert "Попросите сделать пробный звонок" in client.get(f"/queue?selected={terminal}").text


def test_the_terminals_page_tells_its_calls_her_taps_and_how_often_we_were_right(site: Site) -> None:
    terminal, client = a_branch_that_spoke(site), signed_in(site)
    page = client.get(f"/terminals/{terminal}").text
    assert "сообщили о проблеме: картинка" in page
    assert "связь пропала" in page
    assert "сотрудник: плохой звук" in page
    assert "Названо готовым: 1, из них прошли хорошо: 0" in page


def test_only_a_person_closes_it_and_then_it_leaves_the_queue(site: Site) -> None:
    terminal, client = a_branch_that_spoke(site), signed_in(site)
    address = f"/terminals/{terminal}/problems/p1/close"
    assert client.post(address, data={"csrf": "guessed"}).status_code == 403
    token = csrf(client.get(f"/terminals/{terminal}").text)
    closed = client.post(address, data={"csrf": token, "found": "кабель"})
    assert "решено" in closed.text
    assert "кабель" in closed.text
    assert "Сообщили о проблеме" not in client.get("/queue").text
