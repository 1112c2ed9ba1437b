"""Every answer about the line, read by the child: a virtual line with a real name server, and real services."""

import contextlib
import socketserver
import threading
from pathlib import Path

import pytest

from agent.checks.descriptor import Terminal
from agent.checks.now import look
from contract.configuration.line import Network, Service, ServiceKind
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import VirtualLine, put_device, turn
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.looking import look_from
from tests.support.namespace import chain, change
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, listening, self_signed


def judged(terminal: Terminal, *, timeout_s: float = 1.5, **services: Service) -> dict[str, Judgement]:
    configuration = impatient(network=Network(timeout_s=timeout_s, services=services))
    names = {"network.link", "network.gateway", "network.dns"} | {f"network.service:{name}" for name in services}
    return {answer.check: answer.judgement for answer in look(terminal, configuration, names=names)}


def with_line(folder: Path) -> Terminal:
    terminal = a_terminal(folder)
    put_device(folder / "devices", VirtualLine())
    return terminal


@pytest.mark.parametrize(
    ("fault", "reasons"),
    [
        ("none", {}),
        ("cut", {"network.link": Reason.NETWORK_LINK_DOWN}),
        ("no_address", {"network.gateway": Reason.NETWORK_NO_ADDRESS}),
        ("no_gateway", {"network.gateway": Reason.NETWORK_NO_GATEWAY}),
        ("no_dns", {"network.dns": Reason.NETWORK_NO_DNS}),
    ],
)
def test_a_fault_of_the_line_is_placed_at_its_step(tmp_path: Path, fault: str, reasons: dict[str, Reason]) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"):
        turn(tmp_path / "devices", "line", fault=fault)
        answers = judged(terminal)
    bad = {check: answer for check, answer in answers.items() if answer.verdict is Verdict.FAILED}
    assert {check: answer.reasons for check, answer in bad.items()} == {one: (why,) for one, why in reasons.items()}
    assert {answer.facts["place"] for answer in bad.values()} <= {"provider" if fault == "no_dns" else "branch"}


def test_no_name_server_can_be_judged_behind_a_modem_that_does_not_answer(tmp_path: Path) -> None:
    terminal = with_line(tmp_path)
    turn(tmp_path / "devices", "line", fault="no_gateway")
    answer = judged(terminal)["network.dns"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_NO_GATEWAY,))


def test_what_cannot_be_asked_over_a_cut_line_is_no_evidence(tmp_path: Path) -> None:
    terminal = with_line(tmp_path)
    turn(tmp_path / "devices", "line", fault="cut")
    answers = judged(terminal, centre=Service(host=LOOPBACK, port=free_port()))
    for check in ("network.gateway", "network.dns", "network.service:centre"):
        assert answers[check].verdict is Verdict.NO_EVIDENCE
        assert answers[check].reasons == (Reason.NETWORK_LINK_DOWN,)


def test_a_service_that_shakes_hands_is_well_and_its_certificate_is_counted_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = self_signed(tmp_path, days=10)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    with listening(tls=files) as port:
        answer = judged(with_line(tmp_path), portal=Service(host=LOOPBACK, port=port))["network.service:portal"]
    figures = {figure.name: figure.value for figure in answer.figures}
    assert answer.verdict is Verdict.OK
    assert figures["certificate_days"] == pytest.approx(10, abs=0.1)


def test_a_certificate_that_nobody_vouches_for_ends_at_tls(tmp_path: Path) -> None:
    with listening(tls=self_signed(tmp_path, days=10)) as port:
        answer = judged(with_line(tmp_path), portal=Service(host=LOOPBACK, port=port))["network.service:portal"]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.NETWORK_SERVICE_UNREACHABLE,))
    assert answer.facts["step"] == "tls"
    assert "self-signed" in answer.facts["error"]


@pytest.mark.parametrize(
    ("service", "step"),
    [
        (Service(host="no-such-host.invalid", port=443), "resolve"),
        (Service(host=LOOPBACK, port=1), "connect"),
    ],
)
def test_a_service_that_is_not_there_says_at_which_step_it_ended(tmp_path: Path, service: Service, step: str) -> None:
    terminal = with_line(tmp_path)
    with carrying(tmp_path / "devices"):
        answer = judged(terminal, portal=service)["network.service:portal"]
    assert (answer.verdict, answer.facts["step"]) == (Verdict.FAILED, step)


def test_a_service_that_a_call_can_do_without_is_a_warning(tmp_path: Path) -> None:
    portal = Service(host=LOOPBACK, port=1, kind=ServiceKind.TCP, needed_for_call=False)
    answer = judged(with_line(tmp_path), portal=portal)["network.service:portal"]
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.NETWORK_SERVICE_UNREACHABLE,))


def test_no_service_waits_until_another_one_has_answered(tmp_path: Path) -> None:
    everybody = threading.Barrier(3)

    class Meeting(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                everybody.wait(20)

    with socketserver.ThreadingTCPServer((LOOPBACK, 0), Meeting) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        service = Service(host=LOOPBACK, port=server.server_address[1])
        answers = judged(with_line(tmp_path), timeout_s=30, one=service, two=service, three=service)
        server.shutdown()
    assert {answer.facts["step"] for answer in answers.values() if "step" in answer.facts} == {"tls"}
    assert not everybody.broken


@pytest.mark.parametrize(
    ("changes", "verdict", "reasons"),
    [
        ((), Verdict.OK, ()),
        (("route replace default via 198.18.0.9",), Verdict.FAILED, (Reason.NETWORK_NO_GATEWAY,)),
        (("link set next down",), Verdict.NO_EVIDENCE, (Reason.NETWORK_LINK_DOWN,)),
    ],
    ids=["well", "nobody there", "down"],
)
def test_a_real_kernel_s_line_is_judged_at_its_step(
    *, changes: tuple[str, ...], verdict: Verdict, reasons: tuple[Reason, ...]
) -> None:
    with chain((1500, 1500)) as (branch, _):
        for words in changes:
            change("-n", branch, *words.split())
        answer = look_from(branch, impatient(network=Network(timeout_s=0.5)), "network.gateway")["network.gateway"]
    assert (answer.verdict, answer.reasons) == (verdict, reasons)


def test_this_machine_s_own_line_can_be_read(tmp_path: Path) -> None:
    terminal = Terminal(state=str(tmp_path))
    assert judged(terminal)["network.link"].verdict in {Verdict.OK, Verdict.FAILED}
