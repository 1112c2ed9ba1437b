"""Worker and clock as processes, with a terminal that has its own certificate."""

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import select

from contract.codec import encode_up
from contract.topics import Topic, Up
from control_plane.history.models import TerminalState
from control_plane.ingest.models import Lease
from control_plane.presence import sight
from control_plane.presence.models import Presence, PresenceFlip
from control_plane.presence.states import PresenceState
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms
from tests.ingest.centres import WayIn, a_way_in
from tests.ingest.messages import a_check, a_presence, a_report
from tests.support.ports import LOOPBACK
from tests.support.waiting import until


def a_terminals_client(way: WayIn, terminal: str, *, session: str) -> paho.Client:
    """Connect as the terminal, with its last will."""
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
    client.tls_set_context(way.broker.tls(terminal))
    topic = Topic(terminal, Up.PRESENCE).render()
    client.will_set(topic, encode_up(a_presence(session=session, online=False, why="will")), qos=1, retain=True)
    client.connect(LOOPBACK, way.settings.broker_port)
    client.loop_start()
    client.publish(topic, encode_up(a_presence(session=session)), qos=1, retain=True)
    return client


def contact(way: WayIn) -> PresenceState | None:
    with way.database.reading() as session:
        return session.scalars(select(Presence.state)).first()


def test_a_terminal_comes_speaks_and_vanishes(centre_settings: Settings, database_url: str) -> None:
    with a_way_in(centre_settings, database_url) as way:
        way.clock.start()
        way.start_worker()
        (terminal,) = way.terminals
        client = a_terminals_client(way, terminal, session="1" * 16)
        until(lambda: contact(way) is PresenceState.ONLINE)
        report = a_report(1, a_check("camera.frames"), a_check("microphone.level"), a_check("network.link"))
        client.publish(Topic(terminal, Up.REPORT).render(), encode_up(report), qos=1)
        until(lambda: readiness(way) == "ready")
        connection = client.socket()
        assert connection is not None
        connection.close()  # as a power cut ends it: without a word
        until(lambda: contact(way) is PresenceState.SUSPECT)
        client.loop_stop()


def readiness(way: WayIn) -> str | None:
    with way.database.reading() as session:
        return session.scalars(select(TerminalState.readiness)).first()


@pytest.mark.slow
def test_a_broker_that_is_away_makes_the_centre_blind_and_nobody_offline(
    centre_settings: Settings, sqlite_url: str
) -> None:
    def blind() -> bool:
        with way.database.reading() as session:
            return sight.blind_since(session, now_ms()) is not None

    with a_way_in(centre_settings, sqlite_url) as way:
        way.clock.start()
        way.start_worker()
        client = a_terminals_client(way, way.terminals[0], session="1" * 16)
        until(lambda: contact(way) is PresenceState.ONLINE)
        until(lambda: not blind())
        way.broker.kill()
        client.loop_stop()
        until(blind, within_s=40)
        way.broker.start()
        until(lambda: not blind(), within_s=30)
        with way.database.reading() as session:
            assert PresenceState.OFFLINE not in session.scalars(select(PresenceFlip.to_state)).all()


def test_a_worker_told_to_end_gives_back_its_lanes_at_once(centre_settings: Settings, sqlite_url: str) -> None:
    with a_way_in(centre_settings, sqlite_url) as way:
        way.start_worker()
        assert way.worker.stop() == 0
        with way.database.reading() as session:
            assert session.scalars(select(Lease)).all() == []
