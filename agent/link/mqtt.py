"""The only file of the agent that knows paho: one connection, from the attempt to its end.

A `Connection` is used once: paho's own reconnecting is off, since it would repeat an old last will. Its
callbacks only hand events over. Clean start and session expiry 0: nothing stale waits for a terminal.
"""

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, WebsocketConnectionError
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from agent.link.events import Arrived, Confirmed, Connected, Failed, LinkEvent, Lost
from agent.link.reach import reach
from agent.link.tally import is_unanswered, octets_of
from agent.link.tls import context_for, validity_of
from agent.link.troubles import reason_of, trouble_of, trouble_of_loss
from contract.configuration.link import Transport
from contract.topics import heartbeat_topic
from contract.trouble import Trouble

PATIENCE_S = 15.0
MOST_UNDERWAY = 200
BEAT_AFTER = 1.3
"""Keepalives of silence on our side before a heartbeat: a broker waits for one and a half (MQTT 5.0, 3.1.2.10)."""
PING_AFTER = 15
"""Keepalives without a word of the broker before a ping: heartbeats are not answered, reports are."""
UNHEARD = 0.75
"""Keepalives for which the far kernel may leave what we say without an answer: then the line is dead."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """Where to, how, and as whom. `dates_count` is false while the terminal's clock cannot be believed."""

    host: str
    port: int
    transport: Transport = Transport.TLS
    proxy: str = ""
    terminal: str
    key: Path
    certificate: Path
    authority: Path
    keepalive_s: int
    dates_count: bool
    patience_s: float = PATIENCE_S
    """With each step of an attempt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Will:
    """What the broker says in our place when the session dies."""

    topic: str
    payload: bytes


class _Client(Client):
    """paho's client on a connection that we open ourselves: it knows no proxy without a package of its own."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=endpoint.terminal,
            protocol=MQTTProtocolVersion.MQTTv5,
            transport="websockets" if endpoint.transport is Transport.WEBSOCKET else "tcp",
            reconnect_on_failure=False,
        )
        self.line: ssl.SSLSocket | None = None
        self.octets = 0
        """Of Ethernet frames, as far as they were counted."""
        self._endpoint = endpoint

    def count(self) -> int:
        """Return what the connection has cost so far; what it cost last once it is closed."""
        if self.line is not None and self.line.fileno() >= 0:
            with contextlib.suppress(OSError):
                self.octets = octets_of(self.line)
        return self.octets

    def _create_socket_connection(self) -> socket.socket:
        endpoint = self._endpoint
        return reach(
            endpoint.host,
            endpoint.port,
            proxy=endpoint.proxy,
            beside=endpoint.key.parent,
            timeout_s=endpoint.patience_s,
        )

    def _ssl_wrap_socket(self, tcp_sock: socket.socket) -> ssl.SSLSocket:
        # Typed as optional by paho, which asks for it only where there is one.
        context: ssl.SSLContext = self._ssl_context  # type: ignore[assignment]
        self.line = context.wrap_socket(tcp_sock, server_hostname=self._endpoint.host, do_handshake_on_connect=False)
        self.line.settimeout(self._endpoint.patience_s)
        try:
            self.line.do_handshake()
        except OSError:
            self.count()
            self.line.close()
            raise
        return self.line


class Connection:
    """One attempt and, if it succeeds, one session."""

    def __init__(self, endpoint: Endpoint, *, session: str, will: Will, deliver: Callable[[LinkEvent], None]) -> None:
        """Prepare; nothing is sent before `open`."""
        self.session = session
        self._endpoint = endpoint
        self._deliver = deliver
        self._closed = False
        self.spoke_ms = 0
        self._heartbeat = heartbeat_topic(endpoint.terminal)
        self._aliases: dict[str, int] = {}
        self._most_aliases = 0
        self._established_ms = self._heard_ms = 0
        self._client = _Client(endpoint)
        self._client.max_inflight_messages_set(MOST_UNDERWAY)
        self._client.connect_timeout = endpoint.patience_s
        self._client.will_set(will.topic, will.payload, qos=1, retain=True)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish

    def open(self) -> None:
        """Begin the attempt in a thread of its own: names, TCP and TLS may all make it wait."""
        threading.Thread(target=self._attempt, name="link-attempt", daemon=True).start()

    def subscribe(self, topic_filter: str) -> None:
        """Ask for what is said to this terminal; QoS 1, or a busy broker would throw documents away."""
        self._client.subscribe(topic_filter, qos=1)

    def beat(self) -> None:
        """Say that we are here: a third less on the wire than a ping, since only the kernel at the far end answers.

        That the broker itself lives is seen when it owes a PUBACK; that the line does, by the kernel (`UNHEARD`).
        """
        self._say(self._heartbeat, b"", qos=0)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        """Hand a QoS 1 message over and return its number; `Confirmed` tells when the broker has it."""
        return self._say(topic, payload, retain=retain)

    def _say(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> int:
        self.spoke_ms = _uptime_ms()
        known = self._aliases.get(topic)
        if known is None and len(self._aliases) < self._most_aliases:
            self._aliases[topic] = len(self._aliases) + 1
        alias = self._aliases.get(topic)
        properties = _aliased(alias) if alias else None
        return self._client.publish("" if known else topic, payload, qos=qos, retain=retain, properties=properties).mid

    def close(self) -> None:
        """End the session with a goodbye, so that no last will is sent."""
        self._closed = True
        self._client.disconnect()

    def drop(self) -> None:
        """End a session that does not answer, without waiting: the last will may be sent."""
        self._closed = True
        if (line := self._client.line) is not None and line.fileno() >= 0:
            # A second descriptor of the same socket: TLS state belongs to paho's thread.
            with socket.socket(fileno=os.dup(line.fileno())) as twin, contextlib.suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

    def octets(self) -> int:
        """Return what the connection has cost on the wire so far, both ways."""
        return self._client.count()

    def is_unanswered(self) -> bool:
        """Does what we said last still wait for the far kernel's word?"""
        line = self._client.line
        try:
            return line is not None and is_unanswered(line)
        except OSError:
            return True

    def _attempt(self) -> None:
        endpoint = self._endpoint
        try:
            self._client.tls_set_context(
                context_for(
                    endpoint.authority,
                    certificate=endpoint.certificate,
                    key=endpoint.key,
                    dates_count=endpoint.dates_count,
                )
            )
        except OSError as error:
            self._fail(Trouble.OWN_FILES, f"the terminal's own key or certificates: {error}")
            return
        try:
            self._client.connect(
                endpoint.host,
                endpoint.port,
                keepalive=endpoint.keepalive_s,
                clean_start=True,
                properties=_expiry_zero(),
            )
        except WebsocketConnectionError as error:
            self._shut()
            self._fail(Trouble.WEBSOCKET_REFUSED, f"{endpoint.host}:{endpoint.port}: {error}")
        except (OSError, ValueError) as error:
            self._shut()
            self._fail(trouble_of(error), reason_of(error, at=f"{endpoint.host}:{endpoint.port}"))
        else:
            self._watch_the_line()
            self._client.loop_start()
            if self._closed:
                self._client.disconnect()

    def _shut(self) -> None:
        """Leave no socket behind of an attempt that paho never began to serve."""
        if (line := self._client.line) is not None:
            line.close()

    def _watch_the_line(self) -> None:
        if (line := self._client.line) is not None:
            unheard_ms = int(1000 * UNHEARD * self._endpoint.keepalive_s)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unheard_ms)

    def _fail(self, trouble: Trouble, why: str) -> None:
        if not self._closed:
            self._deliver(Failed(session=self.session, why=why, trouble=trouble))

    def _on_connect(
        self, client: Client, _user: Any, _flags: ConnectFlags, code: ReasonCode, properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._fail(Trouble.SESSION_REFUSED, f"the broker refused the session: {code}")
            self._closed = True
            return
        self._established_ms = self._heard_ms = _uptime_ms()
        self._most_aliases = getattr(properties, "TopicAliasMaximum", 0)
        # What was promised to the broker is kept by `beat`; paho has no other way to ping less often.
        client._keepalive = PING_AFTER * self._endpoint.keepalive_s  # noqa: SLF001
        self._deliver(Connected(session=self.session, valid=validity_of(self._client.line)))

    def _on_disconnect(
        self, _client: Client, _user: Any, _flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if self._closed:
            return
        if self._established_ms:
            now_ms = _uptime_ms()
            is_unheard = now_ms - self._heard_ms > 900 * UNHEARD * self._endpoint.keepalive_s
            lasted_ms = now_ms - self._established_ms
            trouble = trouble_of_loss(code.value, lasted_ms=lasted_ms, is_unheard=is_unheard)
            self._deliver(Lost(session=self.session, why=str(code), trouble=trouble))
        else:
            self._fail(Trouble.KICKED, f"the session ended before it began: {code}")

    def _on_message(self, _client: Client, _user: Any, message: MQTTMessage) -> None:
        self._heard_ms = _uptime_ms()
        self._deliver(Arrived(session=self.session, topic=message.topic, payload=bytes(message.payload)))

    def _on_publish(
        self, _client: Client, _user: Any, mid: int, code: ReasonCode, _properties: Properties | None
    ) -> None:
        self._heard_ms = _uptime_ms()
        self._deliver(Confirmed(session=self.session, mid=mid, code=code.value, at_ms=self._heard_ms))


def _uptime_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def _expiry_zero() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho's own gap
    properties.SessionExpiryInterval = 0
    return properties


def _aliased(number: int) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call] # paho's own gap
    properties.TopicAlias = number
    return properties
