"""Every answer about the way to the centre, read by the child: a real reflector behind a line with knobs."""

import contextlib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.checks.baselines.figures import is_trend
from agent.checks.child import Prober
from agent.checks.day_data import spend, spent_today
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.path import LineClass
from contract.configuration.path import Path as PathRules
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.network.stamp import walk
from hardware.virtual.folder import VirtualLine, put_device, turn
from hardware.virtual.relay import Carried
from tests.support.devices import a_terminal, carrying, impatient
from tests.support.ports import LOOPBACK, free_port
from tests.support.reflecting import reflecting

pytestmark = pytest.mark.alone

READING = {reading.name: reading for reading in READINGS}
STEADY: dict[str, Any] = {"jitter_warning_ms": 500, "jitter_failed_ms": 900, "playout_ms": 200}
"""A busy machine is an unsteady line."""
QUICK = {"light_packets": 60, "packets_per_s": 100, "wait_s": 1.0}


@contextlib.contextmanager
def a_line(folder: Path, **knobs: object) -> Iterator[tuple[Terminal, int]]:
    """Run a reflector behind a virtual line; yield the terminal and the line's port."""
    terminal, port = a_terminal(folder), free_port()
    put_device(folder / "devices", VirtualLine())
    turn(folder / "devices", "line", **knobs)
    with reflecting() as (target, _):
        carried = Carried(port=port, host=LOOPBACK, target=target, datagrams=True)
        with carrying(folder / "devices", carried):
            yield terminal, port


def judged(terminal: Terminal, port: int, *, reading: str = "network.path", **rules: object) -> dict[str, Judgement]:
    path = PathRules(host=LOOPBACK, port=port, **(QUICK | rules))  # type: ignore[arg-type]
    given = Circumstances(configuration=impatient(path=path))
    answers = take_look(READING[reading], terminal, given, prober=Prober())
    return {check: answer for check, answer in answers.items() if not is_trend(check)}


def figures(answer: Judgement) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in answer.figures}


def test_a_good_line_is_well_in_every_figure_and_would_sound_well(tmp_path: Path) -> None:
    with a_line(tmp_path, delay_ms=20) as (terminal, port):
        answers = judged(terminal, port, **STEADY)
    told = figures(answers["network.path"])
    assert {answer.verdict for answer in answers.values()} == {Verdict.OK}
    assert 40 <= (told["rtt_ms"] or 0) < 150
    assert (told["loss_up"], told["loss_down"], told["sent"]) == (0, 0, 60)
    assert (figures(answers["network.quality"])["mos"] or 0) > 3.6


@pytest.mark.parametrize(
    ("knobs", "reason", "worse"),
    [
        ({"delay_ms": 120}, Reason.NETWORK_HIGH_RTT, "rtt_ms"),
        ({"jitter_ms": 150}, Reason.NETWORK_HIGH_JITTER, "jitter_up_ms"),
        ({"loss_up": 0.3}, Reason.NETWORK_HIGH_LOSS, "loss_up"),
        ({"loss_down": 0.3}, Reason.NETWORK_HIGH_LOSS, "loss_down"),
    ],
)
def test_what_is_wrong_with_the_path_is_named_and_its_direction_too(
    tmp_path: Path, knobs: dict[str, float], reason: Reason, worse: str
) -> None:
    with a_line(tmp_path, **knobs) as (terminal, port):
        answer = judged(terminal, port)["network.path"]
    bad = {figure.name for figure in answer.figures if figure.limit is not None and (figure.value or 0) > figure.limit}
    assert answer.verdict.is_bad
    assert reason in answer.reasons
    assert worse in bad
    if worse.startswith("loss"):
        assert {"loss_up", "loss_down"} & bad == {worse}


def test_a_path_that_would_spoil_a_call_says_how_it_would_sound(tmp_path: Path) -> None:
    with a_line(tmp_path, delay_ms=150, loss_down=0.25) as (terminal, port):
        answer = judged(terminal, port)["network.quality"]
    assert (answer.verdict, answer.reasons) == (Verdict.FAILED, (Reason.NETWORK_POOR_CALL_QUALITY,))
    assert (figures(answer)["mos"] or 5) < 3.1


def test_the_full_test_is_a_call_s_packets(tmp_path: Path) -> None:
    with a_line(tmp_path) as (terminal, port):
        answers = judged(terminal, port, reading="network.path_full", full_s=1.0)
    assert set(answers) == {"network.path", "network.quality"}
    assert figures(answers["network.path"])["sent"] == 100
    assert figures(answers["network.path"])["data_bytes"] == 200 * (160 + 28)


def test_a_satellite_s_delay_is_no_fault_of_it(tmp_path: Path) -> None:
    with a_line(tmp_path, delay_ms=230) as (terminal, port):
        answers = judged(terminal, port, link_class=LineClass.SATELLITE, **STEADY)
    assert {answer.verdict for answer in answers.values()} == {Verdict.OK}
    assert answers["network.path"].facts["link_class"] == "satellite"


@pytest.mark.parametrize("fault", ["no_udp", "closed"])
def test_a_reflector_that_does_not_answer_is_no_fault_of_the_line(tmp_path: Path, fault: str) -> None:
    with a_line(tmp_path, fault="no_udp" if fault == "no_udp" else "none") as (terminal, port):
        answers = judged(terminal, port if fault == "no_udp" else free_port())
    for answer in answers.values():
        assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_NO_REFLECTOR,))
        assert answer.facts["error"] == ("no answer" if fault == "no_udp" else "the port is closed")


def test_a_cut_line_is_said_to_be_cut(tmp_path: Path) -> None:
    with a_line(tmp_path, fault="cut") as (terminal, port):
        answer = judged(terminal, port)["network.path"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_LINK_DOWN,))


def test_of_two_addresses_the_one_that_answers_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    with reflecting() as (port, _):
        told = [(socket.AF_INET, socket.SOCK_DGRAM, 0, "", (LOOPBACK, each)) for each in (free_port(), port)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
        walked = walk("centre.example", port, packets=5, every_s=0.01, octets=44, wait_s=10)
    assert (len(walked.echoes), walked.error) == (5, "")
    assert walked.data_bytes > 10 * (44 + 28)  # what the first one cost is counted


def test_no_test_is_made_beyond_the_day_s_data(tmp_path: Path) -> None:
    with a_line(tmp_path) as (terminal, port):
        answer = judged(terminal, port, day_bytes=1000)["network.path"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (Reason.NETWORK_DATA_SPENT,))


def test_what_a_test_cost_is_counted(tmp_path: Path) -> None:
    with a_line(tmp_path) as (terminal, port):
        told = figures(judged(terminal, port)["network.path"])
    assert spent_today(Path(terminal.state), now_s=time.time()) == told["data_bytes"] == 120 * (44 + 28)
    assert told["spent_bytes"] == told["data_bytes"]


def test_a_new_day_has_its_own_data_and_a_torn_file_counts_from_nothing(tmp_path: Path) -> None:
    assert spend(tmp_path, 800, cap=1000, now_s=0)
    assert not spend(tmp_path, 300, cap=1000, now_s=86_399)
    assert spend(tmp_path, -700, cap=1000, now_s=86_399)
    assert spend(tmp_path, 300, cap=1000, now_s=86_399)
    assert spent_today(tmp_path, now_s=86_399) == 400
    assert spend(tmp_path, 1000, cap=1000, now_s=86_400)
    (tmp_path / "test-data.json").write_bytes(b'{"day":')
    assert spent_today(tmp_path, now_s=86_400) == 0


def test_without_a_reflector_in_the_configuration_there_is_no_check(tmp_path: Path) -> None:
    given = Circumstances(configuration=impatient())
    assert not take_look(READING["network.path"], a_terminal(tmp_path), given, prober=Prober())
