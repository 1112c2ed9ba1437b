"""The line's state: waiting for the next attempt, connecting, or online. The core's thread alone uses it.

waiting    → connecting  the attempt is due, or the line moved
connecting → online      the broker took the session
connecting → waiting     it failed, was refused, or nobody answered: after a backoff
online     → waiting     the session was lost: after a backoff
any        → stopped     for good
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from agent import log
from agent.author import Author
from agent.clock import Clock
from agent.identity import Address, Identity
from agent.link.backoff import Backoff
from agent.link.events import Arrived, Confirmed, Connected, Failed, LinkEvent, Lost
from agent.link.mqtt import BEAT_AFTER, Connection, Endpoint, Will
from agent.link.window import Window
from contract.configuration.line import Link as LinkSettings
from contract.identity import new_run
from contract.messages import Ack
from contract.topics import Topic, Up, downward_filter

PATIENCE_MS = 45_000
MOVED_MS = 3_000
NEVER_MS = 2**63
SILENCE_S = 30


class Stage(StrEnum):
    """Where the line stands."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    ONLINE = "online"
    STOPPED = "stopped"


@dataclass(kw_only=True, slots=True)
class Contact:
    """What `status` tells of the line."""

    stage: Stage = Stage.WAITING
    since_ms: int = 0
    last_word_ms: int | None = None
    trouble: str = ""


class Link:
    """One session at a time; every attempt is a new `Connection`."""

    def __init__(
        self,
        identity: Identity,
        settings: LinkSettings,
        *,
        author: Author,
        window: Window,
        clock: Clock,
        deliver: Callable[[LinkEvent], None],
    ) -> None:
        """Make the first attempt due at once."""
        self.window = window
        self.contact = Contact(since_ms=clock.uptime_ms())
        self._identity = identity
        self._author = author
        self._clock = clock
        self._deliver = deliver
        self._connection: Connection | None = None
        self._valid: tuple[int, int] | None = None
        self._due_ms = 0
        self._moved_ms = 0
        self._turn = 0
        self._take(settings)

    @property
    def is_online(self) -> bool:
        """Say whether there is a session."""
        return self.contact.stage is Stage.ONLINE

    def tick(self, now_ms: int) -> None:
        """Do what is due: an attempt, giving one up, or sending what waits."""
        if self.contact.stage is Stage.WAITING and now_ms >= self._due_ms:
            self._attempt(now_ms)
        elif self.contact.stage is Stage.CONNECTING and now_ms >= self._due_ms:
            self._give_up(now_ms)
        elif self.window.silent_ms(now_ms) > 1000 * (self._keepalive_s + SILENCE_S):
            self._end_silently()
            self._retreat("the broker no longer answers", now_ms, refused=False)
        elif self._connection is not None and self.is_online:
            self.window.fill(self._connection, now_ms)
            self.window.probe(self._connection, now_ms)
            if now_ms >= self._beat_due_ms(self._connection):
                self._connection.beat()

    def next_ms(self) -> int:
        """When `tick` is due again."""
        if self._connection is None or not self.is_online:
            return self._due_ms
        return min(self.window.next_ms() or NEVER_MS, self._beat_due_ms(self._connection))

    def _beat_due_ms(self, connection: Connection) -> int:
        return connection.spoke_ms + int(1000 * BEAT_AFTER * self._keepalive_s)

    def owns(self, event: LinkEvent) -> bool:
        """Say whether the event is of the present session: a late word of an old one is nothing."""
        return self._connection is not None and event.session == self._connection.session

    def handle(self, event: LinkEvent, now_ms: int) -> bool:
        """Take what the line says in the present session; return whether it just began."""
        match event:
            case Connected():
                return self._begin(event, now_ms)
            case Failed():
                self._retreat(event.why, now_ms, refused=event.refused)
            case Lost():
                self._retreat(event.why, now_ms, refused=False)
            case Confirmed():
                self.window.confirm(event)
            case Arrived():
                self.contact.last_word_ms = now_ms
        return False

    def say_first(self, seq: int, now_ms: int) -> None:
        """Send one of this run's messages ahead of the spool."""
        if self._connection is not None and self.is_online:
            self.window.send_first(self._author.run, seq, publisher=self._connection, now_ms=now_ms)

    def acknowledge(self, ack: Ack) -> None:
        """Take the centre's acknowledgement and its time; end a session whose certificate is out of date."""
        self._clock.learn(ack.centre_ms)
        self.window.acknowledge(ack)
        if self._valid is not None and not self._valid[0] <= ack.centre_ms <= self._valid[1]:
            self._valid = None
            log.warning("link.certificate_out_of_date", centre_ms=ack.centre_ms)
            self._end_silently()
            self._retreat("the broker's certificate is out of date", self._clock.uptime_ms(), refused=True)

    def line_moved(self, now_ms: int) -> None:
        """A carrier or a route changed: try at once, but not at every flap."""
        if self.contact.stage is Stage.WAITING and now_ms >= self._moved_ms + MOVED_MS:
            self._moved_ms, self._due_ms = now_ms, now_ms

    def configure(self, settings: LinkSettings, now_ms: int) -> None:
        """Take new settings of the line: the session begins anew with them."""
        self._take(settings)
        self._hang_up("new settings of the line")
        self._move(Stage.WAITING, now_ms)
        self._due_ms = now_ms

    def say_goodbye(self, why: str) -> int | None:
        """Publish that this session ends by intent; return the number to wait for, None without a session."""
        if self._connection is None or not self.is_online:
            return None
        farewell = self._author.presence(self._connection.session, online=False, why=why)
        return self._connection.publish(self._presence_topic(), farewell, retain=True)

    def stop(self) -> None:
        """Close for good."""
        if self._connection is not None:
            self._connection.close()
        self.contact.stage = Stage.STOPPED

    def _take(self, settings: LinkSettings) -> None:
        given = tuple(Address(host=broker.host, port=broker.port) for broker in settings.brokers)
        self._addresses = given or self._identity.brokers
        self._keepalive_s = settings.keepalive_s
        self._backoff = Backoff(settings.backoff_cap_s)

    def _attempt(self, now_ms: int) -> None:
        address = self._addresses[self._turn % len(self._addresses)]
        session = new_run()
        will = Will(topic=self._presence_topic(), payload=self._author.presence(session, online=False, why="last will"))
        self._connection = Connection(self._endpoint(address), session=session, will=will, deliver=self._deliver)
        self._connection.open()
        self._move(Stage.CONNECTING, now_ms)
        self._due_ms = now_ms + PATIENCE_MS
        log.info("link.attempt", broker=f"{address.host}:{address.port}", session=session)

    def _endpoint(self, address: Address) -> Endpoint:
        return Endpoint(
            host=address.host,
            port=address.port,
            terminal=self._identity.terminal,
            key=self._identity.key,
            certificate=self._identity.certificate,
            authority=self._identity.authority,
            keepalive_s=self._keepalive_s,
            dates_count=self._clock.is_synchronised(),
        )

    def _begin(self, event: Connected, now_ms: int) -> bool:
        connection = self._connection
        if connection is None or self.contact.stage is not Stage.CONNECTING:
            return False
        self._valid = None if self._clock.is_synchronised() else event.valid
        self._backoff.connected(now_ms)
        self.window.restart()
        connection.subscribe(downward_filter(self._identity.terminal))
        connection.publish(self._presence_topic(), self._author.presence(event.session, online=True), retain=True)
        self._move(Stage.ONLINE, now_ms)
        self.contact.trouble = ""
        log.info("link.online", session=event.session)
        return True

    def _give_up(self, now_ms: int) -> None:
        self._end_silently()
        self._retreat(f"no answer within {PATIENCE_MS // 1000} s", now_ms, refused=False)

    def _retreat(self, why: str, now_ms: int, *, refused: bool) -> None:
        pause_ms = self._backoff.pause_ms(now_ms, secrets.randbelow(1001) / 1000, refused=refused)
        self._connection = None
        self.window.restart()
        self._turn += 1
        self._due_ms = now_ms + pause_ms
        self._move(Stage.WAITING, now_ms)
        self.contact.trouble = why
        log.warning("link.away", why=why, again_in_ms=pause_ms)

    def _end_silently(self) -> None:
        if self._connection is not None:
            self._connection.drop()

    def _hang_up(self, why: str) -> None:
        if self._connection is not None:
            log.info("link.hang_up", why=why)
            self._connection.close()
            self._connection = None

    def _presence_topic(self) -> str:
        return Topic(self._identity.terminal, Up.PRESENCE).render()

    def _move(self, stage: Stage, now_ms: int) -> None:
        if stage is not self.contact.stage:
            self.contact.stage, self.contact.since_ms = stage, now_ms
