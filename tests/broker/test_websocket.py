"""The broker by WebSocket: the same certificates, and no topic for a terminal whose certificate was withdrawn."""

import queue

import paho.mqtt.client as paho
import pytest
from msgspec.structs import replace
from paho.mqtt.enums import CallbackAPIVersion

from contract.identity import new_terminal_id
from contract.topics import Topic, Up
from control_plane.authority.revocation import WITHDRAWN
from control_plane.broker.settings import write_broker_settings
from control_plane.settings import Settings
from tests.support.centre_broker import CentreBroker
from tests.support.ports import LOOPBACK, free_port

REFUSED = 0x87


@pytest.fixture
def centre_settings(centre_settings: Settings) -> Settings:
    """The broker of this file is reached by WebSocket, too."""
    return replace(centre_settings, broker_websocket_port=free_port())


def code_of_a_report(broker: CentreBroker, terminal: str) -> int:
    """Return what the broker says to a report that came by WebSocket."""
    codes: queue.Queue[int] = queue.Queue()
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, transport="websockets")
    client.tls_set_context(broker.tls(terminal))
    client.on_publish = lambda _client, _data, _mid, code, _properties: codes.put(code.value)
    client.connect(LOOPBACK, broker.settings.broker_websocket_port)
    client.publish(Topic(terminal, Up.REPORT).render(), b"{}", qos=1)
    client.loop_start()
    try:
        return codes.get(timeout=20)
    finally:
        client.disconnect()
        client.loop_stop()


def test_only_a_terminal_whose_certificate_stands_is_heard(centre_settings: Settings) -> None:
    broker, good, withdrawn = CentreBroker(centre_settings), new_terminal_id(), new_terminal_id()
    (centre_settings.authority / WITHDRAWN).write_text(withdrawn)
    write_broker_settings(centre_settings)
    broker.start()
    try:
        assert code_of_a_report(broker, good) < REFUSED
        assert code_of_a_report(broker, withdrawn) == REFUSED
    finally:
        broker.stop()
