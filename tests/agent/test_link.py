"""The line to a real broker over TLS: dates, refusals, several addresses, a wrong clock."""

import queue
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.identity import load_identity
from agent.link.events import Connected, Failed, LinkEvent
from agent.link.mqtt import Connection, Endpoint, Will
from contract.identity import new_run
from contract.topics import Topic, Up
from contract.trouble import Trouble
from control_plane.authority.service import ensure_server_certificate
from control_plane.settings import Settings
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess, an_enrolled_terminal
from tests.support.centre_broker import CentreBroker
from tests.support.far_ends import far_end, in_tls, says
from tests.support.mosquitto import StartMosquitto
from tests.support.ports import LOOPBACK, free_port
from tests.support.waiting import until

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)

# paho leaves the socket of a handshake that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def first_word(agent: AgentProcess, port: int, *, dates_count: bool = True) -> LinkEvent:
    """Return what a connection as the terminal says first."""
    identity = load_identity(agent.folder / "identity")
    events: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
    endpoint = Endpoint(
        host=LOOPBACK,
        port=port,
        terminal=identity.terminal,
        key=identity.key,
        certificate=identity.certificate,
        authority=identity.authority,
        keepalive_s=10,
        dates_count=dates_count,
    )
    will = Will(topic=Topic(identity.terminal, Up.PRESENCE).render(), payload=b"{}")
    connection = Connection(endpoint, session=new_run(), will=will, deliver=events.put)
    connection.open()
    event = events.get(timeout=20)
    connection.close()
    return event


@pytest.fixture
def expired_broker(centre_settings: Settings) -> Iterator[CentreBroker]:
    """Run a broker whose own certificate ran out years ago."""
    broker = CentreBroker(centre_settings)
    names = [*centre_settings.broker_names, "expired.example"]
    ensure_server_certificate(centre_settings.authority, names, now=LONG_AGO)
    broker.start()
    yield broker
    broker.stop()


def test_the_session_knows_until_when_the_brokers_certificate_is_good(
    centre_broker: CentreBroker, terminal: AgentProcess
) -> None:
    event = first_word(terminal, centre_broker.settings.broker_port)
    assert isinstance(event, Connected)
    assert event.valid is not None
    assert event.valid[0] < datetime.now(UTC).timestamp() * 1000 < event.valid[1]


def test_a_certificate_out_of_date_is_refused_where_the_clock_is_right(
    expired_broker: CentreBroker, tmp_path: Path
) -> None:
    agent = an_enrolled_terminal(expired_broker, tmp_path)
    event = first_word(agent, expired_broker.settings.broker_port)
    assert isinstance(event, Failed)
    assert event.trouble is Trouble.CERTIFICATE_EXPIRED


def test_where_the_clock_is_wrong_dates_do_not_count(expired_broker: CentreBroker, tmp_path: Path) -> None:
    agent = an_enrolled_terminal(expired_broker, tmp_path)
    assert isinstance(first_word(agent, expired_broker.settings.broker_port, dates_count=False), Connected)


def test_a_broker_of_another_authority_is_refused_even_then(
    centre_broker: CentreBroker, terminal: AgentProcess, tmp_path: Path
) -> None:
    other = Settings(data=tmp_path / "other", mosquitto=centre_broker.settings.mosquitto)
    other.data.mkdir()
    CentreBroker(other)
    authority = terminal.folder / "identity/authority.pem"
    authority.write_bytes((other.authority / "authority.pem").read_bytes())
    event = first_word(terminal, centre_broker.settings.broker_port, dates_count=False)
    assert isinstance(event, Failed)


def test_a_refused_session_is_a_failure_and_not_a_connection(
    start_mosquitto: StartMosquitto, centre_broker: CentreBroker, terminal: AgentProcess
) -> None:
    authority = centre_broker.settings.authority
    # No client certificate is asked for and nobody is let in: CONNACK 135.
    tls = f"cafile {authority}/authority.pem\ncertfile {authority}/broker.pem\nkeyfile {authority}/broker.key"
    broker = start_mosquitto(settings=f"{tls}\nallow_anonymous false")
    event = first_word(terminal, broker.port)
    assert isinstance(event, Failed)
    assert (event.trouble, "Not authorized" in event.why) == (Trouble.SESSION_REFUSED, True)


def test_the_second_address_is_tried_when_the_first_is_dead(centre_broker: CentreBroker, tmp_path: Path) -> None:
    ports = (free_port(), centre_broker.settings.broker_port)
    agent = an_enrolled_terminal(centre_broker, tmp_path, ports=ports)
    centre = FakeCentre(centre_broker, agent.terminal)
    agent.start()
    centre.wait_until_online()
    agent.stop()
    centre.leave()


def test_the_second_address_is_tried_when_the_first_takes_the_session_and_ends_it(
    centre_broker: CentreBroker, tmp_path: Path
) -> None:
    connack, second = b"\x20\x03\x00\x00\x00", free_port()
    with far_end(in_tls(centre_broker.settings.authority, then=says(connack))) as kicker:
        agent = an_enrolled_terminal(centre_broker, tmp_path, ports=(kicker, second))
        agent.start()
        until(lambda: "code=kicked" in agent.log and f":{second} " in agent.log, within_s=30)
        agent.stop()


def test_a_session_ends_when_the_centres_clock_says_that_the_certificate_ran_out(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    centre.clock_ahead_ms = 100 * 365 * 86_400_000
    terminal.start()
    until(lambda: "link.certificate_out_of_date" in terminal.log, within_s=15)
    until(lambda: (status := terminal.status) and status.link.stage == "waiting")
