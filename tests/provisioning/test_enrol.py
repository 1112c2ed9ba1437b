"""Enrolment against a web server that answers as the centre does, with a real authority behind it."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from agent.identity import load_identity
from contract.identity import new_terminal_id
from contract.signatures import to_text
from control_plane.authority.certificates import pem_text
from control_plane.authority.service import Authority, create_authority, load_authority
from provisioning.centre import EnrolmentError
from provisioning.enrol import enrol


class FakeCentre(HTTPServer):
    """Enrols whoever knows the code; `refusal` is a problem document to answer with instead."""

    def __init__(self, authority: Authority) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.authority = authority
        self.refusal: dict[str, str] | None = None
        self.spoils: dict[str, Any] = {}
        self.asked: list[dict[str, Any]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        terminal = new_terminal_id()
        certificate = self.authority.issue_terminal_certificate(question["csr_pem"], terminal, now=datetime.now(UTC))
        return {
            "terminal": terminal,
            "certificate_pem": pem_text(certificate),
            "authority_pem": self.authority.certificate_pem,
            "root_public_key": to_text(self.authority.root_public_key),
            "brokers": [{"host": "127.0.0.1", "port": 8883}],
            "generation_floor": 3,
            "a_later_field": True,
        } | self.spoils


class _Handler(BaseHTTPRequestHandler):
    server: FakeCentre

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(question)
        refusal = self.server.refusal
        body = json.dumps(refusal or self.server.answer(question)).encode()
        self.send_response(403 if refusal else 201)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[FakeCentre]:
    create_authority(tmp_path / "authority", datetime.now(UTC))
    server = FakeCentre(load_authority(tmp_path / "authority"))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_code_makes_an_identity(centre: FakeCentre, tmp_path: Path) -> None:
    identity = enrol(centre.address, "7K2M-Q0XR-93TD\n", state=tmp_path / "state", model="demo")
    assert load_identity(tmp_path / "state/identity") == identity
    assert (identity.generation_floor, identity.model) == (3, "demo")
    assert centre.asked[0]["code"] == "7K2M-Q0XR-93TD"


def test_the_key_is_readable_by_its_owner_alone_and_stays_at_home(centre: FakeCentre, tmp_path: Path) -> None:
    identity = enrol(centre.address, "code", state=tmp_path / "state", model="demo")
    assert stat.S_IMODE(identity.key.stat().st_mode) == 0o600
    assert "PRIVATE KEY" not in json.dumps(centre.asked)


def test_a_refused_code_leaves_no_trace(centre: FakeCentre, tmp_path: Path) -> None:
    centre.refusal = {"title": "enrolment_refused", "detail": "the connection code is unknown, used or too old"}
    with pytest.raises(EnrolmentError, match="unknown, used or too old"):
        enrol(centre.address, "code", state=tmp_path / "state", model="demo")
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["configuration"]


@pytest.mark.parametrize(
    "spoils",
    [{"terminal": "../elsewhere"}, {"brokers": []}, {"root_public_key": "AAAA"}, {"certificate_pem": "none"}],
)
def test_an_identity_of_no_use_is_not_put_in_place(centre: FakeCentre, tmp_path: Path, spoils: dict[str, Any]) -> None:
    centre.spoils = spoils
    with pytest.raises(EnrolmentError, match="of no use"):
        enrol(centre.address, "code", state=tmp_path / "state", model="demo")
    assert not (tmp_path / "state/identity").exists()


def test_an_enrolled_device_is_not_enrolled_twice(centre: FakeCentre, tmp_path: Path) -> None:
    enrol(centre.address, "code", state=tmp_path / "state", model="demo")
    with pytest.raises(EnrolmentError, match="enrolled already"):
        enrol(centre.address, "code", state=tmp_path / "state", model="demo")
    assert len(centre.asked) == 1


@pytest.mark.parametrize("left", ["spool.sqlite", "schedule.json", "configuration/committed.json"])
def test_what_is_left_of_an_earlier_terminal_is_not_taken_over(centre: FakeCentre, tmp_path: Path, left: str) -> None:
    (tmp_path / left).parent.mkdir(exist_ok=True)
    (tmp_path / left).write_text("{}")
    with pytest.raises(EnrolmentError, match=f"{left} is left of an earlier terminal"):
        enrol(centre.address, "code", state=tmp_path, model="demo")
    assert centre.asked == []


@pytest.mark.parametrize("address", ["http://centre.example", "ftp://127.0.0.1", "centre.example", "http://"])
def test_an_address_that_would_show_the_code_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match="https"):
        enrol(address, "code", state=tmp_path, model="demo")


def test_a_port_that_speaks_something_else_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_otherwise, args=(server,), daemon=True).start()
        with pytest.raises(EnrolmentError, match="does not speak HTTP"):
            enrol(f"http://127.0.0.1:{server.getsockname()[1]}", "code", state=tmp_path, model="demo")


def _answer_otherwise(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.recv(4096)
        line.sendall(b"SSH-2.0-other\r\n")


@pytest.mark.parametrize("address", ["https://[::1", "https://centre.example:port"])
def test_an_address_that_is_none_is_a_sentence(address: str, tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match="no address"):
        enrol(address, "code", state=tmp_path, model="demo")


def test_an_authority_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match=r"nobody\.pem"):
        enrol("https://127.0.0.1:9", "code", state=tmp_path, model="demo", authority=tmp_path / "nobody.pem")


def test_a_centre_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match="was not reached"):
        enrol("http://127.0.0.1:9", "code", state=tmp_path, model="demo")
