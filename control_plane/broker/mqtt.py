"""MQTT at the centre: the only file here that imports paho.

Workers listen with MQTT 3.1.1 (three times as fast in paho), acknowledge by hand after the commit and keep
a persistent session under a fixed client id. The sender speaks MQTT 5: it needs the reason in a PUBACK and
a message's expiry. One paho client per connection: its own reconnecting is never used.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from control_plane.broker.settings import BrokerAddress

KEEPALIVE_S = 30
CONNECT_WITHIN_S = 5.0
SESSION_KEPT_S = 7 * 86400
READ_AT_ONCE = 100
IN_FLIGHT = 500

_REFUSED = 0x80

OnMessage = Callable[["Consumer", paho.MQTTMessage], None]


class Consumer:
    """One connection of a worker (MQTT 3.1.1), driven from outside: whoever selects calls `read` and `write`."""

    def __init__(
        self, client_id: str, filters: Sequence[str], on_message: OnMessage, *, keeps_session: bool = True
    ) -> None:
        self.is_subscribed = False
        self.refusal = ""
        self._filters = filters
        self._received = 0
        self._on_message = on_message
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id,
            clean_session=not keeps_session,
            protocol=paho.MQTTv311,
            manual_ack=True,
        )
        self._client.connect_timeout = CONNECT_WITHIN_S
        self._client.on_connect = self._connected
        self._client.on_subscribe = self._subscribed
        self._client.on_message = self._arrived
        # With a register callback paho queues packets and leaves the writing to us.
        self._client.on_socket_register_write = _leave_writing_to_us

    def connect(self, address: BrokerAddress) -> int:
        """Open the connection and return its file descriptor; raises OSError."""
        self._client.username_pw_set(address.user, address.password)
        self._client.connect(address.host, address.port, keepalive=KEEPALIVE_S)
        opened = self._client.socket()
        if opened is None:
            raise ConnectionError("the broker closed the connection at once")
        return opened.fileno()

    def read(self) -> bool:
        """Take in what has arrived; False when the connection is gone or was refused."""
        for _ in range(READ_AT_ONCE):
            before = self._received
            if self._client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                return False
            if self._received == before:
                break
        return not self.refusal

    def write(self) -> bool:
        """Send what is queued; False when the connection is gone."""
        return self._client.loop_write() == MQTTErrorCode.MQTT_ERR_SUCCESS

    @property
    def wants_write(self) -> bool:
        return self._client.want_write()

    def keep_alive(self) -> bool:
        """Ping when it is due; False when the broker does not answer."""
        return self._client.loop_misc() == MQTTErrorCode.MQTT_ERR_SUCCESS

    def acknowledge(self, mid: int) -> None:
        """Tell the broker that a message is stored and need not be kept."""
        self._client.ack(mid, 1)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send at most once (QoS 0)."""
        self._client.publish(topic, payload, qos=0)

    def close(self) -> None:
        """Leave; the session and its queue stay at the broker."""
        self._client.disconnect()
        self._client.loop_write()

    def _connected(self, client: paho.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refusal = str(reason)
            return
        client.subscribe([(each, 1) for each in self._filters])

    def _subscribed(self, _client: paho.Client, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        self.is_subscribed = not any(reason.is_failure for reason in reasons)
        if not self.is_subscribed:
            self.refusal = "a subscription was refused"

    def _arrived(self, _client: paho.Client, _data: Any, message: paho.MQTTMessage) -> None:
        self._received += 1
        self._on_message(self, message)


def take_over(address: BrokerAddress, client_id: str) -> None:
    """Connect for a moment as another: the broker ends the connection that had the name; raises OSError."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv311)
    client.connect_timeout = CONNECT_WITHIN_S
    client.username_pw_set(address.user, address.password)
    client.connect(address.host, address.port, keepalive=KEEPALIVE_S)
    deadline = time.monotonic() + CONNECT_WITHIN_S
    while not client.is_connected() and time.monotonic() < deadline:
        client.loop(0.1)
    client.disconnect()
    client.loop_write()


class Publisher:
    """The sender's connection (MQTT 5): publishes with QoS 1 and learns what became of it.

    Callbacks run in paho's thread and only note; `take_settled` hands over. After a lost connection
    make another one.
    """

    def __init__(self, client_id: str) -> None:
        self.is_connected = False
        self.session_present = False
        self.refusal = ""
        self.is_lost = False
        self._settled: deque[tuple[int, bool]] = deque()
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=paho.MQTTv5, reconnect_on_failure=False
        )
        self._client.max_inflight_messages_set(IN_FLIGHT)
        self._client.connect_timeout = CONNECT_WITHIN_S
        self._client.on_connect = self._connected
        self._client.on_disconnect = self._disconnected
        self._client.on_publish = self._published

    def connect(self, address: BrokerAddress) -> None:
        """Begin to connect; raises OSError."""
        self._client.username_pw_set(address.user, address.password)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_KEPT_S
        self._client.connect(
            address.host, address.port, keepalive=KEEPALIVE_S, clean_start=False, properties=properties
        )
        self._client.loop_start()

    def publish(self, topic: str, payload: bytes, *, retained: bool, expires_s: int | None = None) -> int:
        """Queue a message with QoS 1; return its number for `take_settled`."""
        properties = None
        if expires_s is not None:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = max(1, expires_s)
        return self._client.publish(topic, payload, qos=1, retain=retained, properties=properties).mid

    def take_settled(self) -> list[tuple[int, bool]]:
        """Numbers of messages whose PUBACK came since the last call, and whether the broker took them."""
        return [self._settled.popleft() for _ in range(len(self._settled))]

    def close(self) -> None:
        """Leave; the session stays, so that the next connection learns whether the broker forgot it."""
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, _client: paho.Client, _data: Any, flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self.refusal = str(reason)
            return
        self.session_present = bool(flags.session_present)
        self.is_connected = True

    def _disconnected(self, _client: paho.Client, _data: Any, _flags: Any, _reason: Any, _properties: Any) -> None:
        self.is_connected = False
        self.is_lost = True

    def _published(self, _client: paho.Client, _data: Any, mid: int, reason: Any, _properties: Any) -> None:
        self._settled.append((mid, reason.value < _REFUSED))


def _leave_writing_to_us(*_: object) -> None:
    """Be there: that is all paho looks at."""
