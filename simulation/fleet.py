"""Many virtual terminals on one thread: one selector (epoll), one round of the clock a second."""

import logging
import selectors
import ssl
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from threading import Event, Thread

from msgspec import Struct

from contract.codec import CodecError
from contract.topics import TopicError, Up, downward_filter
from simulation.mqtt import Connected, Connection, Lost, Received, Will
from simulation.terminal import VirtualTerminal
from simulation.voice import Outgoing

ROUND_S = 1.0
END_WITHIN_S = 3.0
GOODBYE_WITHIN_S = 1.5
BREATH_S = 0.05
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0

log = logging.getLogger(__name__)


class Address(Struct, frozen=True):
    """Where the broker is."""

    host: str
    port: int


class Credentials(Struct, frozen=True):
    """Files that prove who a terminal is, and whom it believes."""

    certificate: Path
    key: Path
    authority: Path

    def context(self) -> ssl.SSLContext:
        """Return the TLS settings of a connection."""
        context = ssl.create_default_context(cafile=str(self.authority))
        context.load_cert_chain(self.certificate, self.key)
        return context


class Member:
    """One terminal and its way to the broker."""

    def __init__(self, terminal: VirtualTerminal, *, credentials: Credentials, address: Address) -> None:
        self.terminal = terminal
        self.connection: Connection | None = None
        self.descriptor = -1
        self.is_connected = False
        self._tls = credentials.context()
        self._address = address
        self._pause_s = FIRST_PAUSE_S
        self._try_s = 0.0
        self._chance = Random(terminal.name)

    def wants_line(self, now_s: float) -> bool:
        """Is it time to connect?"""
        return self.connection is None and self.terminal.has_line and now_s >= self._try_s

    def open(self, now_s: float) -> None:
        """Connect; raises OSError, and the next try comes later and later, with jitter after the cap."""
        self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        self._try_s = now_s + self._chance.uniform(0.5, 1.0) * self._pause_s
        will = Will(self.terminal.topic(Up.PRESENCE), self.terminal.will(now_s))
        keepalive_s = self.terminal.configuration.link.keepalive_s
        connection = Connection(self.terminal.name, tls=self._tls, will=will, keepalive_s=keepalive_s)
        connection.open(self._address.host, self._address.port)
        self.connection, self.descriptor = connection, connection.fileno()

    def take(self, event: Connected | Received | Lost, now_s: float) -> None:
        """Let the terminal know what happened to its connection."""
        if isinstance(event, Received):
            self._hear(event, now_s)
        elif isinstance(event, Connected) and self.connection is not None:
            self.is_connected = True
            self._pause_s = FIRST_PAUSE_S
            self.connection.subscribe(downward_filter(self.terminal.name))
            self.publish(self.terminal.connected(now_s))

    def _hear(self, event: Received, now_s: float) -> None:
        try:
            self.publish(self.terminal.received(event.topic, event.payload, now_s))
        except (TopicError, CodecError) as error:
            log.warning("not understood terminal=%s topic=%s why=%s", self.terminal.name, event.topic, error)

    def publish(self, outgoing: Iterable[Outgoing]) -> None:
        """Hand messages to the connection."""
        if self.connection is None:
            return
        for message in outgoing:
            topic = self.terminal.topic(message.channel)
            self.connection.publish(topic, message.payload, retain=message.retain)

    def forget_connection(self) -> None:
        """The connection is gone."""
        self.connection, self.descriptor, self.is_connected = None, -1, False
        self.terminal.lost()


class Fleet:
    """Drives its members until told to stop."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.members = members
        self._selector = selectors.DefaultSelector()

    def run(self, stop: Event) -> None:
        """Drive all members; when `stop` is set each says goodbye."""
        next_round_s = 0.0
        while not stop.is_set():
            now_s = uptime_s()
            if now_s >= next_round_s:
                next_round_s = now_s + ROUND_S
                self._round()
            self._serve(min(max(next_round_s - uptime_s(), 0.0), 0.2))
        self._end()

    def _round(self) -> None:
        for member in self.members:
            now_s = uptime_s()
            member.publish(member.terminal.tick(now_s))
            if member.connection is not None and not member.terminal.has_line:
                self._drop(member, "line cut by the script")
            elif member.connection is not None:
                self._handle(member, member.connection.keep_alive())
            elif member.wants_line(now_s):
                self._open(member, now_s)
            self._watch(member)

    def _serve(self, patience_s: float) -> None:
        for key, _ in self._selector.select(patience_s):
            member: Member = key.data
            if member.connection is not None:
                self._handle(member, member.connection.pump())
                self._watch(member)

    def _open(self, member: Member, now_s: float) -> None:
        try:
            member.open(now_s)
        except OSError as error:
            log.info("no connection terminal=%s why=%s", member.terminal.name, error)
            return
        self._selector.register(member.descriptor, selectors.EVENT_READ, member)

    def _handle(self, member: Member, events: Iterable[Connected | Received | Lost]) -> None:
        for event in events:
            if isinstance(event, Lost):
                self._drop(member, event.why)
                return
            member.take(event, uptime_s())

    def _drop(self, member: Member, why: str) -> None:
        log.info("connection gone terminal=%s why=%s", member.terminal.name, why)
        self._selector.unregister(member.descriptor)
        if member.connection is not None:
            member.connection.cut()
        member.forget_connection()

    def _watch(self, member: Member) -> None:
        if member.connection is None:
            return
        wanted = selectors.EVENT_READ
        if member.connection.wants_to_write:
            wanted |= selectors.EVENT_WRITE
        if self._selector.get_key(member.descriptor).events != wanted:
            self._selector.modify(member.descriptor, wanted, member)

    def _connected(self) -> list[Member]:
        return [member for member in self.members if member.is_connected]

    def _connections(self) -> list[Connection]:
        return [member.connection for member in self._connected() if member.connection is not None]

    def _end(self) -> None:
        for member in self._connected():
            member.publish([member.terminal.goodbye(uptime_s())])
        deadline_s = uptime_s() + GOODBYE_WITHIN_S
        while uptime_s() < deadline_s and not all(connection.is_confirmed for connection in self._connections()):
            self._serve(BREATH_S)
        for connection in self._connections():
            connection.say_goodbye()
        self._selector.close()


class FleetThread:
    """A fleet on a thread of its own."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._stop = Event()
        self._thread = Thread(target=Fleet(members).run, args=(self._stop,), name="fleet", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Does it still drive its members?"""
        return self._thread.is_alive()

    def end(self) -> None:
        """Have every member say goodbye."""
        self._stop.set()
        self._thread.join(END_WITHIN_S)


def uptime_s() -> float:
    """Seconds since this machine's boot, sleep included, as the agent counts them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
