"""Why the centre is not reached, told apart by real far ends: a portal, a proxy, certificates, nobody at all."""

import binascii
import queue
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.identity import load_identity
from agent.link.events import Connected, Failed, LinkEvent
from agent.link.mqtt import Connection, Endpoint, Will
from contract.configuration.link import Transport
from contract.identity import new_run
from contract.topics import Topic, Up
from contract.trouble import Trouble
from control_plane.authority.service import create_authority
from control_plane.settings import Settings
from tests.agent.terminals import AgentProcess
from tests.support.centre_broker import CentreBroker
from tests.support.far_ends import NO_WEBSOCKET, PORTAL, Talk, far_end, in_tls, proxy, says, silent
from tests.support.ports import LOOPBACK, free_port

LOGIN = "branch:quiet-secret"

# paho leaves the socket of a handshake that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def centre_settings(centre_settings: Settings) -> Settings:
    """The broker of this file is reached by WebSocket, too."""
    return replace(centre_settings, broker_websocket_port=free_port())


def first_word(agent: AgentProcess, port: int, **changes: object) -> LinkEvent:
    """Return what an attempt as the terminal comes to."""
    identity = load_identity(agent.folder / "identity")
    fields: dict[str, object] = {
        "host": LOOPBACK, "port": port, "terminal": identity.terminal, "key": identity.key,
        "certificate": identity.certificate, "authority": identity.authority, "keepalive_s": 10, "dates_count": True,
        "patience_s": 2.0,
    }  # fmt: skip
    events: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
    will = Will(topic=Topic(identity.terminal, Up.PRESENCE).render(), payload=b"{}")
    endpoint = Endpoint(**(fields | changes))  # type: ignore[arg-type] # a table of fields
    connection = Connection(endpoint, session=new_run(), will=will, deliver=events.put)
    connection.open()
    event = events.get(timeout=20)
    connection.close()
    return event


def trouble_with(talk: Talk, agent: AgentProcess, **changes: object) -> Trouble:
    with far_end(talk) as port:
        event = first_word(agent, port, **changes)
    assert isinstance(event, Failed), event
    return event.trouble


@pytest.mark.parametrize(
    ("talk", "trouble"),
    [(says(PORTAL), Trouble.NOT_TLS), (says(b""), Trouble.KICKED), (silent, Trouble.NOBODY_ANSWERS)],
)
def test_what_is_no_tls_is_told_apart(terminal: AgentProcess, talk: Talk, trouble: Trouble) -> None:
    assert trouble_with(talk, terminal) is trouble


def test_a_port_where_nobody_listens_and_a_name_that_is_none(terminal: AgentProcess) -> None:
    closed = first_word(terminal, free_port())
    nameless = first_word(terminal, 8883, host="centre.invalid")
    assert isinstance(closed, Failed)
    assert isinstance(nameless, Failed)
    assert (closed.trouble, nameless.trouble) == (Trouble.PORT_CLOSED, Trouble.NO_NAME)


@pytest.mark.parametrize(
    ("names", "year", "trouble"),
    [
        ((LOOPBACK, "centre.example"), 2001, Trouble.CERTIFICATE_EXPIRED),
        ((LOOPBACK, "centre.example"), 2101, Trouble.CERTIFICATE_NOT_YET_VALID),
        (("elsewhere.example",), 0, Trouble.WRONG_NAME),
    ],
)
def test_each_fault_of_the_certificate_is_told(
    terminal: AgentProcess, centre_broker: CentreBroker, *, names: tuple[str, ...], year: int, trouble: Trouble
) -> None:
    authority, now = centre_broker.settings.authority, datetime(year, 1, 1, tzinfo=UTC) if year else None
    assert trouble_with(in_tls(authority, then=silent, names=names, now=now), terminal) is trouble


def test_a_portal_that_speaks_tls_itself_has_a_foreign_certificate(terminal: AgentProcess, tmp_path: Path) -> None:
    create_authority(tmp_path / "portal", datetime.now(UTC))
    talk = in_tls(tmp_path / "portal", then=silent)
    assert trouble_with(talk, terminal) is Trouble.FOREIGN_CERTIFICATE
    # A clock that is wrong switches off the dates, and nothing else.
    assert trouble_with(talk, terminal, dates_count=False) is Trouble.FOREIGN_CERTIFICATE


def test_who_takes_tls_and_then_hangs_up_kicks_us(terminal: AgentProcess, centre_broker: CentreBroker) -> None:
    talk = in_tls(centre_broker.settings.authority, then=says(b""))
    assert trouble_with(talk, terminal) is Trouble.KICKED


def test_a_web_server_that_takes_no_websocket_says_so(terminal: AgentProcess, centre_broker: CentreBroker) -> None:
    talk = in_tls(centre_broker.settings.authority, then=says(NO_WEBSOCKET))
    assert trouble_with(talk, terminal, transport=Transport.WEBSOCKET) is Trouble.WEBSOCKET_REFUSED


def test_a_key_that_cannot_be_read_is_the_terminals_own_trouble(terminal: AgentProcess) -> None:
    (terminal.folder / "identity/key.pem").write_text("no key")
    event = first_word(terminal, free_port())
    assert isinstance(event, Failed)
    assert event.trouble is Trouble.OWN_FILES


@pytest.mark.parametrize("transport", list(Transport))
def test_the_broker_is_reached_through_a_proxy(
    terminal: AgentProcess, centre_broker: CentreBroker, transport: Transport
) -> None:
    settings = centre_broker.settings
    port = settings.broker_websocket_port if transport is Transport.WEBSOCKET else settings.broker_port
    with far_end(proxy()) as through:
        event = first_word(terminal, port, transport=transport, proxy=f"{LOOPBACK}:{through}", patience_s=10.0)
    assert isinstance(event, Connected), event


@pytest.mark.parametrize(
    ("talk", "trouble"),
    [
        (proxy(status="403 Forbidden"), Trouble.PROXY_REFUSES),
        (says(b"SSH-2.0-OpenSSH\r\n\r\n"), Trouble.PROXY_REFUSES),
        (says(b""), Trouble.PROXY_REFUSES),
        (silent, Trouble.PROXY_AWAY),
    ],
)
def test_a_proxy_that_does_not_help_is_told_apart(terminal: AgentProcess, talk: Talk, trouble: Trouble) -> None:
    with far_end(talk) as through:
        event = first_word(terminal, 8883, proxy=f"{LOOPBACK}:{through}")
    assert isinstance(event, Failed)
    assert event.trouble is trouble


def test_a_proxy_that_nobody_runs_is_away(terminal: AgentProcess) -> None:
    event = first_word(terminal, 8883, proxy=f"{LOOPBACK}:{free_port()}")
    assert isinstance(event, Failed)
    assert event.trouble is Trouble.PROXY_AWAY


def test_the_proxys_login_is_read_from_its_file_and_told_nowhere(
    terminal: AgentProcess, centre_broker: CentreBroker
) -> None:
    talk = proxy(login=binascii.b2a_base64(LOGIN.encode(), newline=False).decode())
    port = centre_broker.settings.broker_port
    with far_end(talk) as through:
        refused = first_word(terminal, port, proxy=f"{LOOPBACK}:{through}")
        (terminal.folder / "identity/proxy-login").write_text(f"{LOGIN}\n")
        taken = first_word(terminal, port, proxy=f"{LOOPBACK}:{through}", patience_s=10.0)
    assert isinstance(refused, Failed)
    assert refused.trouble is Trouble.PROXY_LOGIN
    assert isinstance(taken, Connected)
    assert "secret" not in repr((refused, taken))
