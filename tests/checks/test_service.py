"""Every answer about a service, reached by the child over real sockets: TCP, TLS, pages, STUN."""

import time
from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.line import Network, Service, ServiceKind
from contract.configuration.link import Broker, Link
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import VirtualLine, put_device, turn
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, binding, listening, self_signed, serving

DAY_S = 86_400
NOBODY = Service(host=LOOPBACK, port=1, kind=ServiceKind.TCP)


def judged(
    terminal: Terminal,
    service: Service,
    *,
    days_on: float = 0,
    others: dict[str, Service] | None = None,
    link: Link | None = None,
) -> Judgement:
    """Look at one service by the centre's clock, so many days from ours."""
    network = Network(timeout_s=0.8, services={"portal": service} | (others or {}))
    given = Circumstances(
        configuration=impatient(network=network, link=link or Link()),
        centre_ms=round(1000 * (time.time() + days_on * DAY_S)),
    )
    reading = next(each for each in READINGS if each.name == "network.services")
    return take_look(reading, terminal, given, prober=Prober())["network.service:portal"]


def with_line(folder: Path) -> Terminal:
    terminal = a_terminal(folder)
    put_device(folder / "devices", VirtualLine())
    return terminal


def trusted(folder: Path, monkeypatch: pytest.MonkeyPatch, *, days: float) -> tuple[Path, Path]:
    files = self_signed(folder, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    return files


@pytest.mark.parametrize(
    ("days", "days_on", "verdict", "reasons"),
    [
        (40, 0, Verdict.OK, ()),
        (10, 0, Verdict.WARNING, (Reason.NETWORK_CERTIFICATE_EXPIRING,)),
        (40, 41, Verdict.FAILED, (Reason.NETWORK_CERTIFICATE_EXPIRING,)),
        (40, -9, Verdict.FAILED, (Reason.NETWORK_SERVICE_UNREACHABLE,)),
        (-0.1, -0.5, Verdict.WARNING, (Reason.NETWORK_CERTIFICATE_EXPIRING,)),
    ],
    ids=["long", "soon", "over", "not yet", "over by our own wrong clock only"],
)
def test_a_certificate_is_held_against_the_centre_s_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, days: float, days_on: float, verdict: Verdict, reasons: object
) -> None:
    with listening(tls=trusted(tmp_path, monkeypatch, days=days)) as port:
        answer = judged(with_line(tmp_path), Service(host=LOOPBACK, port=port), days_on=days_on)
    assert (answer.verdict, answer.reasons) == (verdict, reasons)


@pytest.mark.parametrize(
    ("came", "wanted", "verdict"),
    [(200, 0, Verdict.OK), (503, 0, Verdict.FAILED), (200, 204, Verdict.FAILED), (404, 404, Verdict.OK)],
)
def test_a_page_must_have_the_status_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, came: int, wanted: int, verdict: Verdict
) -> None:
    with serving(status=came, tls=trusted(tmp_path, monkeypatch, days=40)) as port:
        service = Service(host=LOOPBACK, port=port, kind=ServiceKind.HTTPS, path="/rooms", status=wanted)
        answer = judged(with_line(tmp_path), service)
    figures = {figure.name: figure.value for figure in answer.figures}
    assert (answer.verdict, figures["http_status"]) == (verdict, came)
    assert answer.facts["step"] == ("done" if verdict is Verdict.OK else "http")


def test_what_answers_no_page_ends_at_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(tls=trusted(tmp_path, monkeypatch, days=40), echo=True) as port:
        answer = judged(with_line(tmp_path), Service(host=LOOPBACK, port=port, kind=ServiceKind.HTTPS))
    assert (answer.verdict, answer.facts["step"]) == (Verdict.FAILED, "http")


def test_a_server_that_binds_over_udp_is_well(tmp_path: Path) -> None:
    with binding() as port:
        answer = judged(with_line(tmp_path), Service(host=LOOPBACK, port=port, kind=ServiceKind.STUN))
    assert answer.verdict is Verdict.OK
    assert [figure.name for figure in answer.figures] == ["stun_ms"]


@pytest.mark.parametrize("tls", [False, True])
def test_udp_that_is_blocked_is_an_answer_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, tls: bool
) -> None:
    with binding(udp=False, tls=trusted(tmp_path, monkeypatch, days=40) if tls else None) as port:
        media = Service(host=LOOPBACK, port=port, kind=ServiceKind.STUN, fallback_port=port, fallback_tls=tls)
        answer = judged(with_line(tmp_path), media)
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.NETWORK_UDP_BLOCKED,))
    assert answer.facts["place"] == "provider"


@pytest.mark.parametrize("fallback", [True, False])
def test_a_server_that_binds_by_no_way_is_unreachable(tmp_path: Path, *, fallback: bool) -> None:
    port = free_port()
    media = Service(host=LOOPBACK, port=port, kind=ServiceKind.STUN, fallback_port=port if fallback else 0)
    answer = judged(with_line(tmp_path), media)
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.NETWORK_SERVICE_UNREACHABLE,))
    assert answer.facts["step"] == "stun"


@pytest.mark.parametrize(("others", "place"), [(True, "centre"), (False, "provider"), (None, None)])
def test_a_service_that_is_not_reached_is_placed_by_what_else_answers(
    tmp_path: Path, *, others: bool | None, place: str | None
) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"), listening() as port:
        other = Service(host=LOOPBACK, port=port if others else 2, kind=ServiceKind.TCP)
        answer = judged(terminal, NOBODY, others=None if others is None else {"other": other})
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.NETWORK_SERVICE_UNREACHABLE,))
    assert answer.facts.get("place") == place


def test_a_broker_that_answers_shows_that_the_line_is_well(tmp_path: Path) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"), listening() as port:
        link = Link(brokers=(Broker(host=LOOPBACK, port=port),))
        answer = judged(terminal, NOBODY, link=link)
    assert (answer.verdict, answer.facts["place"]) == (Verdict.FAILED, "centre")


@pytest.mark.parametrize(
    ("fault", "host", "reason"),
    [
        ("cut", LOOPBACK, Reason.NETWORK_LINK_DOWN),
        ("no_address", LOOPBACK, Reason.NETWORK_NO_ADDRESS),
        ("no_gateway", LOOPBACK, Reason.NETWORK_NO_GATEWAY),
        ("no_dns", "no-such-host.invalid", Reason.NETWORK_NO_DNS),
    ],
)
def test_a_service_behind_a_broken_step_was_not_judged(
    tmp_path: Path, *, fault: str, host: str, reason: Reason
) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"):
        turn(tmp_path / "devices", "line", fault=fault)
        answer = judged(terminal, Service(host=host, port=1, kind=ServiceKind.TCP))
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (reason,))
