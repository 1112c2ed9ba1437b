"""One terminal's MQTT 5 connection, driven from outside: many share one epoll. The only file here that imports paho.

paho's own `loop()` waits in `select`, which ends at the 1024th descriptor, so the fleet asks for `fileno`
and calls `pump` when it is ready. Callbacks only enqueue; `pump` hands over what they saw.
"""

import ssl
from collections import deque
from dataclasses import dataclass

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

CONNECT_TIMEOUT_S = 5.0
IN_FLIGHT = 64


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took the session."""


@dataclass(frozen=True, slots=True)
class Received:
    """A message came down."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone, or was refused; `why` is the broker's or the network's word."""

    why: str


Event = Connected | Received | Lost


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says, retained, when the connection breaks."""

    topic: str
    payload: bytes


class Connection:
    """One session with the broker: made once, never reconnected (a reconnect would repeat an old will)."""

    def __init__(self, terminal: str, *, tls: ssl.SSLContext, will: Will, keepalive_s: int) -> None:
        self._events: deque[Event] = deque()
        self._unconfirmed = 0
        self._keepalive_s = keepalive_s
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=terminal,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        self._client.tls_set_context(tls)
        self._client.connect_timeout = CONNECT_TIMEOUT_S
        self._client.max_inflight_messages_set(IN_FLIGHT)
        self._client.will_set(will.topic, will.payload, qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.on_disconnect = self._on_disconnect

    def open(self, host: str, port: int) -> None:
        """Connect and shake hands; raises OSError. The broker's answer comes later, as an event."""
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = 0
        self._client.connect(host, port, self._keepalive_s, clean_start=True, properties=properties)
        if self.fileno() < 0:
            # paho notes a connection that breaks under its CONNECT (a withdrawn certificate), and says nothing.
            raise ConnectionError("the broker closed the connection at once")

    def fileno(self) -> int:
        """The descriptor to wait on, -1 when there is none."""
        socket = self._client.socket()
        return -1 if socket is None else socket.fileno()

    @property
    def wants_to_write(self) -> bool:
        """Is there something that the socket has not yet taken?"""
        return self._client.want_write()

    @property
    def is_confirmed(self) -> bool:
        """Has the broker taken everything that was published?"""
        return self._unconfirmed == 0

    def pump(self) -> list[Event]:
        """Read and write what can be; return what happened."""
        self._read_all()
        if self._client.want_write():
            self._client.loop_write()
        return self._drain()

    def keep_alive(self) -> list[Event]:
        """Ping when it is due, and notice a broker that no longer answers."""
        self._client.loop_misc()
        return self._drain()

    def subscribe(self, topic: str) -> None:
        """Ask for a topic with QoS 1."""
        self._client.subscribe(topic, qos=1)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Send with QoS 1."""
        self._unconfirmed += 1
        self._client.publish(topic, payload, qos=1, retain=retain)

    def say_goodbye(self) -> None:
        """End the session in good order: the broker keeps the will to itself.

        Not before all is confirmed: a close with something unread resets the connection and loses what is on its way.
        """
        self._client.disconnect()
        self._client.loop_write()
        self.cut()

    def cut(self) -> None:
        """Let the line break: nothing more is said, so the broker speaks the will."""
        socket = self._client.socket()
        if socket is not None:
            socket.close()

    def _read_all(self) -> None:
        while (socket := self._client.socket()) is not None:
            if self._client.loop_read() is not MQTTErrorCode.MQTT_ERR_SUCCESS:
                return
            if not isinstance(socket, ssl.SSLSocket) or socket.fileno() < 0 or not socket.pending():
                return

    def _drain(self) -> list[Event]:
        events = list(self._events)
        self._events.clear()
        return events

    def _on_connect(
        self, _client: Client, _userdata: object, _flags: ConnectFlags, code: ReasonCode, _properties: object
    ) -> None:
        self._events.append(Lost(f"refused: {code}") if code.is_failure else Connected())

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        self._events.append(Received(message.topic, bytes(message.payload)))

    def _on_publish(
        self, _client: Client, _userdata: object, _mid: int, _code: ReasonCode, _properties: object
    ) -> None:
        self._unconfirmed -= 1

    def _on_disconnect(
        self, _client: Client, _userdata: object, _flags: DisconnectFlags, code: ReasonCode, _properties: object
    ) -> None:
        self._events.append(Lost(str(code)))
