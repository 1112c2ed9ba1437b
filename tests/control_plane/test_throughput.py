"""The measurement of throughput over the API: who may, how much, how often."""

import hashlib
import ssl
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from control_plane.enrolment import service as enrolment
from control_plane.errors import TooManyError
from control_plane.throughput.service import ALL_BURST, LARGEST, TERMINAL_BURST, Gate
from control_plane.timekeeping import HOUR_MS, now_ms
from tests.control_plane.factories import a_centre, an_actor
from tests.control_plane.requests import a_request

PATH = "/api/v1/throughput"


def an_enrolled(client: TestClient) -> dict[str, str]:
    """Return the header of a terminal that was just enrolled."""
    state = client.app.state  # type: ignore[attr-defined]
    with state.database.transaction() as session:
        code, _ = enrolment.create_code(session, an_actor(), seat_id="071100-1", now=now_ms())
        enrolled = enrolment.enrol(session, state.authority, code=code, csr_pem=a_request(), model="demo", now=now_ms())
    shown = hashlib.sha256(ssl.PEM_cert_to_DER_cert(enrolled.certificate_pem)).hexdigest()
    return {"Authorization": f"Terminal {enrolled.terminal}:{shown}"}


def test_a_terminal_fetches_and_gives_so_many_octets(database_url: str, tmp_path: Path) -> None:
    with a_centre(database_url, tmp_path) as client:
        header = an_enrolled(client)
        fetched = client.get(f"{PATH}?octets=5000", headers=header)
        given = client.post(PATH, content=bytes(LARGEST), headers=header)
    assert (fetched.status_code, len(fetched.content)) == (200, 5000)
    assert given.json() == {"octets": LARGEST}


@pytest.mark.parametrize("header", ["", "Bearer x", "Terminal a:b", "Terminal {terminal}:" + "0" * 64])
def test_nobody_else_is_measured(tmp_path: Path, header: str) -> None:
    with a_centre(f"sqlite:///{tmp_path}/centre.sqlite", tmp_path) as client:
        terminal = an_enrolled(client)["Authorization"].split()[1].partition(":")[0]
        asked = client.get(f"{PATH}?octets=1", headers={"Authorization": header.format(terminal=terminal)})
        assert asked.status_code == 401
        assert client.post(PATH, content=b"x", headers={"Authorization": header}).status_code == 401


def test_more_than_a_piece_is_neither_given_nor_taken(tmp_path: Path) -> None:
    with a_centre(f"sqlite:///{tmp_path}/centre.sqlite", tmp_path) as client:
        header = an_enrolled(client)
        assert client.get(f"{PATH}?octets={LARGEST + 1}", headers=header).status_code == 422
        assert client.post(PATH, content=bytes(LARGEST + 1), headers=header).status_code == 413


def test_a_terminal_measures_three_times_at_once_and_again_in_an_hour() -> None:
    gate = Gate()
    for _ in range(TERMINAL_BURST):
        gate.pass_through("one", 0)
    with pytest.raises(TooManyError, match="this terminal"):
        gate.pass_through("one", 0)
    gate.pass_through("another", 0)
    gate.pass_through("one", HOUR_MS)


def test_all_together_have_a_limit() -> None:
    gate = Gate()
    for number in range(ALL_BURST):
        gate.pass_through(f"terminal-{number}", 0)
    with pytest.raises(TooManyError, match="too many terminals"):
        gate.pass_through("one more", 0)


def test_one_that_asks_without_end_takes_nothing_from_the_others() -> None:
    gate = Gate()
    for _ in range(TERMINAL_BURST):
        gate.pass_through("one", 0)
    for _ in range(ALL_BURST):
        with pytest.raises(TooManyError, match="this terminal"):
            gate.pass_through("one", 0)
    gate.pass_through("another", 0)
