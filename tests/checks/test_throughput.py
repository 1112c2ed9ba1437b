"""What a line carries, measured by the child against the real centre behind a line with knobs."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.routing import Mount

from agent.checks.child import Prober
from agent.checks.day_data import FILE, spent_today
from agent.checks.descriptor import Terminal
from agent.checks.reading.network_throughput import KEPT
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from agent.identity import load_identity
from contract.configuration.path import Path as PathRules
from contract.configuration.path import Throughput
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from control_plane.api import PREFIX
from control_plane.application import create_application
from control_plane.database import Database
from control_plane.enrolment import service as enrolment
from control_plane.enrolment.repository import certificates_of
from control_plane.settings import Settings
from control_plane.throughput.service import Gate
from control_plane.timekeeping import now_ms
from hardware.virtual.folder import VirtualLine, put_device, turn
from hardware.virtual.relay import Carried
from provisioning.enrol import enrol
from tests.control_plane.factories import a_database, a_registry, an_actor, an_authority
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.ports import LOOPBACK, free_port
from tests.support.serving import served

(READING,) = [reading for reading in READINGS if reading.name == "network.throughput"]


class Line:
    """A terminal that is enrolled at a real centre, and the virtual line between them."""

    def __init__(self, terminal: Terminal, url: str, *, database: Database, app: FastAPI) -> None:
        self.terminal, self.url, self.database, self.app = terminal, url, database, app
        self.state = Path(terminal.state)

    def begin_a_day(self) -> None:
        """Forget what was measured and spent, at both ends."""
        for file in (KEPT, FILE):
            (self.state / file).unlink(missing_ok=True)
        (api,) = [route.app for route in self.app.routes if isinstance(route, Mount) and route.path == PREFIX]
        api.state.gate = Gate()  # type: ignore[attr-defined]

    def turn(self, **knobs: object) -> None:
        turn(Path(self.terminal.devices or ""), "line", **({"fault": "none", "rate_kbit": 0, "delay_ms": 0} | knobs))

    def judged(self, *, day_bytes: int = 2_000_000, **rules: Any) -> Judgement:
        throughput = Throughput(**({"url": self.url} | rules))
        given = Circumstances(configuration=impatient(throughput=throughput, path=PathRules(day_bytes=day_bytes)))
        return take_look(READING, self.terminal, given, prober=Prober())["network.throughput"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    folder = tmp_path_factory.mktemp("throughput")
    settings = Settings(data=folder)
    an_authority(folder)
    with a_database(settings.database) as database:
        with database.transaction() as session:
            a_registry(session)
            code, _ = enrolment.create_code(session, an_actor(), seat_id="071100-1", now=now_ms())
        app = create_application(settings)
        with served(app) as target:
            terminal, port = replace(a_terminal(folder), state=str(folder / "agent")), free_port()
            enrol(f"http://{LOOPBACK}:{target}", code, state=Path(terminal.state), model="demo")
            put_device(folder / "devices", VirtualLine())
            with carrying(folder / "devices", Carried(port=port, host=LOOPBACK, target=target)):
                yield Line(terminal, f"http://{LOOPBACK}:{port}", database=database, app=app)


@pytest.fixture
def line(house: Line) -> Line:
    house.begin_a_day()
    house.turn()
    return house


def figures(answer: Judgement) -> dict[str, float]:
    return {figure.name: figure.value for figure in answer.figures if figure.value is not None}


def test_a_line_that_carries_a_picture_is_well_and_is_not_measured_again_that_day(line: Line) -> None:
    first, second = line.judged(), line.judged()
    assert (first.verdict, second.verdict) == (Verdict.OK, Verdict.OK)
    assert figures(second)["up_kbit"] == figures(first)["up_kbit"] > 1000
    assert figures(second)["age_h"] > 0
    assert spent_today(line.state, now_s=time.time()) == figures(first)["data_bytes"]


@pytest.mark.parametrize(("rate_kbit", "verdict"), [(4000, Verdict.WARNING), (1200, Verdict.FAILED)])
def test_a_thin_line_has_room_for_sound_or_for_nothing(line: Line, rate_kbit: float, verdict: Verdict) -> None:
    line.turn(rate_kbit=rate_kbit)
    answer = line.judged(video_kbit=8000, audio_kbit=2000)
    assert (answer.verdict, answer.reasons) == (verdict, (Reason.NETWORK_THIN_LINE,))
    assert figures(answer)["down_kbit"] == pytest.approx(rate_kbit, rel=0.35)
    assert figures(answer)["up_kbit"] == pytest.approx(rate_kbit, rel=0.35)


def test_a_thin_line_is_measured_again_at_the_next_look(line: Line) -> None:
    line.turn(rate_kbit=4000)
    assert line.judged(video_kbit=50_000).verdict is Verdict.WARNING
    line.turn()
    assert line.judged().verdict is Verdict.OK


def test_a_long_way_is_not_taken_for_a_thin_one(line: Line) -> None:
    line.turn(delay_ms=100)
    assert line.judged().verdict is Verdict.OK


@pytest.mark.parametrize(
    ("fault", "reason"), [("cut", Reason.NETWORK_LINK_DOWN), ("none", Reason.NETWORK_NO_THROUGHPUT)]
)
def test_a_centre_that_cannot_be_asked_is_no_thin_line(line: Line, fault: str, reason: Reason) -> None:
    line.turn(fault=fault)
    answer = line.judged(url=f"http://{LOOPBACK}:{free_port()}")
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (reason,))


def test_no_measurement_is_made_beyond_the_day_s_data(line: Line) -> None:
    answer = line.judged(day_bytes=100_000)
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_DATA_SPENT,))


@pytest.mark.parametrize("content", [b'{"at_s":', b'{"at_s":9e9,"url":"x","up_kbit":9e9,"down_kbit":9e9}'])
def test_a_result_of_another_address_or_half_a_file_is_none(line: Line, content: bytes) -> None:
    (line.state / KEPT).write_bytes(content)
    assert figures(line.judged())["age_h"] == 0


def test_a_terminal_whose_access_was_withdrawn_is_not_measured(line: Line) -> None:
    terminal = load_identity(line.state / "identity").terminal
    with line.database.transaction() as session:
        (row,) = certificates_of(session, terminal)
        row.revoked_ms = now_ms()
    answer = line.judged()
    with line.database.transaction() as session:
        (row,) = certificates_of(session, terminal)
        row.revoked_ms = None
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_NO_THROUGHPUT,))
    assert answer.facts["error"] == "401 Unauthorized"
