"""Who gets in at the broker, and what a terminal's certificate opens: a real Mosquitto over TLS."""

import queue
import ssl

import msgspec
import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from contract.identity import new_terminal_id
from contract.topics import Down, Topic, Up
from control_plane.broker.settings import centre_address
from tests.support.centre_broker import CentreBroker
from tests.support.ports import LOOPBACK

SOON_S = 20.0
NEVER_S = 0.7


class Listener:
    """What a client hears, as topics."""

    def __init__(self, client: paho.Client, topic: str) -> None:
        self.heard: queue.Queue[str] = queue.Queue()
        subscribed: queue.Queue[bool] = queue.Queue()
        client.on_message = lambda _client, _data, message: self.heard.put(message.topic)
        client.on_subscribe = lambda *_: subscribed.put(True)
        client.subscribe(topic, qos=1)
        subscribed.get(timeout=SOON_S)

    def hears_nothing(self) -> bool:
        try:
            self.heard.get(timeout=NEVER_S)
        except queue.Empty:
            return True
        return False


def the_centre(broker: CentreBroker) -> paho.Client:
    address = centre_address(broker.settings)
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.username_pw_set(address.user, address.password)
    client.connect(address.host, address.port)
    client.loop_start()
    return client


def is_let_in(broker: CentreBroker, context: ssl.SSLContext) -> bool:
    answers: queue.Queue[bool] = queue.Queue()
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
    client.on_connect = lambda _client, _data, _flags, reason, _properties: answers.put(not reason.is_failure)
    client.on_disconnect = lambda *_: answers.put(False)
    client.tls_set_context(context)
    try:
        client.connect(LOOPBACK, broker.settings.broker_port)
    except ssl.SSLError:
        return False
    client.loop_start()
    answer = answers.get(timeout=SOON_S)
    client.disconnect()
    client.loop_stop()
    return answer


def test_the_centre_hears_what_a_terminal_says(centre_broker: CentreBroker) -> None:
    terminal = new_terminal_id()
    centre = the_centre(centre_broker)
    listener = Listener(centre, "beket/v1/#")
    client = centre_broker.connect(terminal)
    topic = Topic(terminal, Up.REPORT).render()
    client.publish(topic, b"{}", qos=1)
    assert listener.heard.get(timeout=SOON_S) == topic
    client.loop_stop()
    centre.loop_stop()


def test_a_terminal_cannot_write_under_another_ones_name(centre_broker: CentreBroker) -> None:
    centre = the_centre(centre_broker)
    listener = Listener(centre, "beket/v1/#")
    client = centre_broker.connect(new_terminal_id())
    client.publish(Topic(new_terminal_id(), Up.REPORT).render(), b"{}", qos=1)
    client.publish("beket/centre/beat/01", b"1", qos=1)
    assert listener.hears_nothing()
    client.loop_stop()
    centre.loop_stop()


def test_a_terminal_cannot_read_what_is_said_to_another(centre_broker: CentreBroker) -> None:
    victim, thief = new_terminal_id(), new_terminal_id()
    centre = the_centre(centre_broker)
    client = centre_broker.connect(thief)
    listener = Listener(client, "beket/v1/#")
    centre.publish(Topic(victim, Down.CONFIG).render(), b"{}", qos=1, retain=True)
    centre.publish(Topic(thief, Down.CONFIG).render(), b"{}", qos=1)
    assert listener.heard.get(timeout=SOON_S) == Topic(thief, Down.CONFIG).render()
    assert listener.hears_nothing()
    client.loop_stop()
    centre.loop_stop()


def test_a_terminal_cannot_write_what_is_said_to_itself(centre_broker: CentreBroker) -> None:
    terminal = new_terminal_id()
    centre = the_centre(centre_broker)
    listener = Listener(centre, "beket/v1/#")
    client = centre_broker.connect(terminal)
    client.publish(Topic(terminal, Down.CONFIG).render(), b"{}", qos=1, retain=True)
    assert listener.hears_nothing()
    client.loop_stop()
    centre.loop_stop()


def test_without_a_certificate_there_is_no_connection(centre_broker: CentreBroker) -> None:
    assert is_let_in(centre_broker, centre_broker.tls(new_terminal_id()))
    assert not is_let_in(centre_broker, centre_broker.tls(None))


def test_a_certificate_of_another_authority_opens_nothing(
    centre_broker: CentreBroker, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = CentreBroker(msgspec.structs.replace(centre_broker.settings, data=tmp_path_factory.mktemp("another")))
    context = centre_broker.tls(None)
    context.load_cert_chain(*elsewhere.issue(new_terminal_id()))
    assert not is_let_in(centre_broker, context)


def test_the_centres_listener_asks_for_the_password(centre_broker: CentreBroker) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5, reconnect_on_failure=False)
    refused: queue.Queue[bool] = queue.Queue()
    client.on_connect = lambda _client, _data, _flags, reason, _properties: refused.put(reason.is_failure)
    client.username_pw_set("beket-centre", "a guess")
    client.connect(LOOPBACK, centre_broker.settings.broker_centre_port)
    client.loop_start()
    assert refused.get(timeout=SOON_S) is True
    client.loop_stop()
