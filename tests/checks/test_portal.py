"""Every answer about a page in the way, asked for by the child over plain HTTP."""

from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.line import Network
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.virtual.folder import VirtualLine, put_device, turn
from hardware.virtual.middleman import LOG_IN
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, listening, serving


def judged(terminal: Terminal, port: int, *, timeout_s: float = 1.5) -> dict[str, Judgement]:
    url = f"http://{LOOPBACK}:{port}/known" if port else ""
    network = Network(timeout_s=timeout_s, portal_url=url, portal_answer="alive")
    reading = next(each for each in READINGS if each.name == "network.portal")
    return take_look(reading, terminal, Circumstances(configuration=impatient(network=network)), prober=Prober())


def at_home(folder: Path) -> Terminal:
    return Terminal(state=str(folder))


def test_the_known_page_is_no_portal(tmp_path: Path) -> None:
    with serving() as port:
        assert judged(at_home(tmp_path), port)["network.portal"].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("status", "body", "leads_to"),
    [(302, "", "http://login.example.net/in"), (200, "<html>please pay", ""), (511, "", "")],
    ids=["redirect", "another page", "a portal that says so"],
)
def test_another_answer_than_the_known_one_is_a_portal_s(
    tmp_path: Path, *, status: int, body: str, leads_to: str
) -> None:
    with serving(status=status, body=body, leads_to=leads_to) as port:
        answer = judged(at_home(tmp_path), port)["network.portal"]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.NETWORK_CAPTIVE_PORTAL,))
    assert answer.facts == {"place": "provider"} | ({"portal": "login.example.net"} if leads_to else {})


@pytest.mark.parametrize("kind", ["nobody", "silent", "ill", "no page"])
def test_a_server_that_is_away_or_ill_is_no_portal(tmp_path: Path, kind: str) -> None:
    with serving(status=502) as ill, listening() as silent, listening(echo=True) as babbling:
        port = {"nobody": free_port(), "silent": silent, "ill": ill, "no page": babbling}[kind]
        terminal = a_terminal(tmp_path)
        answer = judged(terminal, port, timeout_s=0.5)["network.portal"]
    assert answer.verdict is Verdict.NO_EVIDENCE
    assert answer.facts["error"]


def test_a_broken_line_is_no_portal(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    put_device(tmp_path / "devices", VirtualLine())
    turn(tmp_path / "devices", "line", fault="cut")
    answer = judged(terminal, free_port())["network.portal"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_LINK_DOWN,))


@pytest.mark.parametrize(("fault", "verdict"), [("none", Verdict.OK), ("portal", Verdict.FAILED)])
def test_the_virtual_line_has_a_portal_by_its_knob(tmp_path: Path, fault: str, verdict: Verdict) -> None:
    terminal = a_terminal(tmp_path)
    put_device(tmp_path / "devices", VirtualLine())
    with carrying(tmp_path / "devices"), serving() as port:
        turn(tmp_path / "devices", "line", fault=fault)
        answer = judged(terminal, port)["network.portal"]
    assert (answer.verdict, answer.facts.get("portal")) == (verdict, LOG_IN if verdict is Verdict.FAILED else None)


def test_no_page_is_asked_for_where_none_is_configured(tmp_path: Path) -> None:
    assert judged(at_home(tmp_path), 0) == {}
