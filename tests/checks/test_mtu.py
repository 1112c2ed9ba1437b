"""Every answer about the size of packets, measured by the child over cables that lose what is too large for them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.checks.child import Prober
from agent.checks.descriptor import Terminal
from agent.checks.runner import take_look
from agent.checks.table import READINGS
from contract.configuration.line import Network, Service, ServiceKind
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Judgement, Reason, Verdict
from hardware.network.mtu import SIZES, largest_that
from hardware.virtual.folder import VirtualLine, put_device, turn
from tests.support.devices import a_terminal, impatient
from tests.support.namespace import chain, inside
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, binding, listening, self_signed

ETHERNET = (1500, 1500)


def judged(terminal: Terminal, *services: Service) -> dict[str, Judgement]:
    named = {f"service{number}": service for number, service in enumerate(services)}
    given = Circumstances(configuration=impatient(network=Network(timeout_s=0.6, services=named)))
    reading = next(each for each in READINGS if each.name == "network.mtu")
    return take_look(reading, terminal, given, prober=Prober())


def figures(answer: Judgement) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in answer.figures}


@contextlib.contextmanager
def far_away(folder: Path, kind: ServiceKind, *cables: tuple[int, int]) -> Iterator[Service]:
    """Run a service at the other end of the cables, and be at the branch."""
    host = f"198.18.{len(cables) - 1}.2"
    with chain(*cables) as machines, contextlib.ExitStack() as running:
        with inside(machines[-1]):
            server = binding(host=host) if kind is ServiceKind.STUN else listening(tls=a_pair(folder), host=host)
            port = running.enter_context(server)
        with inside(machines[0]):
            yield Service(host=host, port=port, kind=kind, verify=False)


def a_pair(folder: Path) -> tuple[Path, Path]:
    return self_signed(folder, days=30)


@pytest.mark.parametrize("kind", [ServiceKind.STUN, ServiceKind.TLS])
def test_a_way_that_carries_whole_packets_is_well(tmp_path: Path, kind: ServiceKind) -> None:
    with far_away(tmp_path, kind, ETHERNET, ETHERNET) as service:
        answer = judged(Terminal(state=str(tmp_path)), service)["network.mtu"]
    assert (answer.verdict, figures(answer)) == (Verdict.OK, {"mtu": 1500, "mtu_believed": 1500})


def test_a_router_that_says_how_much_fits_is_believed(tmp_path: Path) -> None:
    with far_away(tmp_path, ServiceKind.STUN, ETHERNET, (1200, 1200), ETHERNET) as service:
        answer = judged(Terminal(state=str(tmp_path)), service)["network.mtu"]
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.NETWORK_SMALL_MTU,))
    assert figures(answer) == {"mtu": 1200, "mtu_believed": 1200}


def test_a_way_that_loses_large_packets_without_a_word_is_a_black_hole(tmp_path: Path) -> None:
    with far_away(tmp_path, ServiceKind.STUN, ETHERNET, (1500, 1300), ETHERNET) as service:
        answer = judged(Terminal(state=str(tmp_path)), service)["network.mtu"]
    assert (answer.verdict, figures(answer)) == (Verdict.OK, {"mtu": 1300, "mtu_believed": 1500})
    assert answer.facts["black_hole"] == "yes"


def test_a_black_hole_is_found_over_tcp_where_nothing_speaks_stun(tmp_path: Path) -> None:
    with far_away(tmp_path, ServiceKind.TLS, ETHERNET, (1500, 1000), ETHERNET) as service:
        answer = judged(Terminal(state=str(tmp_path)), service)["network.mtu"]
    assert (answer.verdict, answer.reasons) == (Verdict.WARNING, (Reason.NETWORK_SMALL_MTU,))
    assert (answer.facts["by"], answer.facts["black_hole"], answer.facts["place"]) == ("tcp", "yes", "provider")


def test_a_segment_that_both_ends_agreed_on_is_told(tmp_path: Path) -> None:
    with far_away(tmp_path, ServiceKind.TLS, (1500, 1400)) as service:
        answer = judged(Terminal(state=str(tmp_path)), service)["network.mtu"]
    assert (answer.verdict, figures(answer)["mtu"]) == (Verdict.OK, 1400)


def test_tcp_is_measured_where_udp_is_blocked(tmp_path: Path) -> None:
    with binding(udp=False) as silent, listening(tls=a_pair(tmp_path)) as port:
        media = Service(host=LOOPBACK, port=silent, kind=ServiceKind.STUN)
        answer = judged(Terminal(state=str(tmp_path)), media, Service(host=LOOPBACK, port=port))["network.mtu"]
    assert (answer.verdict, answer.facts["by"]) == (Verdict.OK, "tcp")


def test_a_server_that_takes_no_large_request_is_no_small_way(tmp_path: Path) -> None:
    with binding(largest=500) as shy, listening(tls=a_pair(tmp_path)) as port:
        media = Service(host=LOOPBACK, port=shy, kind=ServiceKind.STUN)
        answer = judged(Terminal(state=str(tmp_path)), media, Service(host=LOOPBACK, port=port))["network.mtu"]
    assert (answer.verdict, figures(answer)["mtu"]) == (Verdict.OK, 1500)


@pytest.mark.parametrize(
    ("fault", "reason"), [("none", Reason.NETWORK_NO_KNOWN_ANSWER), ("cut", Reason.NETWORK_LINK_DOWN)]
)
def test_a_size_that_nobody_answers_to_was_not_judged(tmp_path: Path, fault: str, reason: Reason) -> None:
    terminal = a_terminal(tmp_path)
    put_device(tmp_path / "devices", VirtualLine())
    turn(tmp_path / "devices", "line", fault=fault)
    answer = judged(terminal, Service(host=LOOPBACK, port=free_port(), kind=ServiceKind.STUN))["network.mtu"]
    assert (answer.verdict, answer.reasons) == (Verdict.NO_EVIDENCE, (reason,))


def test_nothing_is_measured_where_no_service_can_answer(tmp_path: Path) -> None:
    assert judged(Terminal(state=str(tmp_path)), Service(host=LOOPBACK, port=1, kind=ServiceKind.TCP)) == {}


@pytest.mark.parametrize("fits", [0, 576, 1199, 1300, 1499, 1500, 9000])
def test_the_search_by_halves_finds_the_largest_size_that_fits(fits: int) -> None:
    assert largest_that(lambda size: size <= fits) == max((size for size in SIZES if size <= fits), default=None)
