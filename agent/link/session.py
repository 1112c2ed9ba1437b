"""The line's state: waiting for the next attempt, connecting, or online. The core's thread alone uses it."""

import os
from collections.abc import Callable

from agent import log
from agent.author import Author
from agent.clock import Clock
from agent.identity import Address, Identity
from agent.link.backoff import Backoff, share_of
from agent.link.budget import Budget
from agent.link.contact import Absence, Contact, Stage
from agent.link.events import Arrived, Confirmed, Connected, Failed, LinkEvent, Lost
from agent.link.mqtt import BEAT_AFTER, Connection, Endpoint, Will
from agent.link.window import Window
from contract.configuration.link import Link as LinkSettings
from contract.identity import new_run
from contract.messages import Ack
from contract.topics import Topic, Up, downward_filter
from contract.trouble import FAR_END_REFUSES, Trouble

PATIENCE_MS = 45_000
MOVED_MS = 3_000
PROOF_MS = 2_000
ABORTED_AFTER_MS = 1_000
SILENCE_S = 30


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
        budget: Budget,
        deliver: Callable[[LinkEvent], None],
    ) -> None:
        """Make the first attempt due at once."""
        self.window = window
        self.contact = Contact(since_ms=clock.uptime_ms())
        self._identity = identity
        self._author = author
        self._clock = clock
        self.budget = budget
        self._counted = 0
        self._proof_due_ms: int | None = None
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
        self._count(now_ms)
        if self.contact.stage is Stage.WAITING and now_ms >= self._due_ms:
            self._attempt(now_ms)
        elif self.contact.stage is Stage.CONNECTING and now_ms >= self._due_ms:
            self._give_up(now_ms)
        elif self.window.silent_ms(now_ms) > 1000 * (self._keepalive_s + SILENCE_S):
            self._end_silently()
            self._retreat(Trouble.SILENT, "the broker no longer answers", now_ms)
        elif self._proof_due_ms is not None and now_ms >= self._proof_due_ms:
            self._take_proof(now_ms)
        elif self._connection is not None and self.is_online:
            self.window.fill(self._connection, now_ms)
            self.window.probe(self._connection, now_ms)
            if now_ms >= self._beat_due_ms(self._connection):
                self._connection.beat()

    def next_ms(self) -> int:
        """When `tick` is due again."""
        if self._connection is None or not self.is_online:
            return self._due_ms
        due = (self.window.next_ms(), self._proof_due_ms, self._beat_due_ms(self._connection))
        return min(moment for moment in due if moment is not None)

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
                self._turn += 1
                self._retreat(event.trouble, event.why, now_ms)
            case Lost():
                # Where a session is taken and ended at once, the next address may keep it.
                self._turn += event.trouble is Trouble.KICKED
                self._retreat(event.trouble, event.why, now_ms)
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
            self._turn += 1
            why = "the broker's certificate is out of date by the centre's clock"
            self._retreat(Trouble.CERTIFICATE_EXPIRED, why, self._clock.uptime_ms())

    def line_moved(self, now_ms: int) -> None:
        """A carrier or a route changed: try at once, but not at every flap."""
        if self._connection is not None and self.is_online:
            self._moved_ms = now_ms
            self._ask_for_proof(self._connection, now_ms)
            return
        if now_ms < self._moved_ms + MOVED_MS:
            if self.contact.stage is Stage.WAITING:
                self._due_ms = min(self._due_ms, self._moved_ms + MOVED_MS)
            return
        self._moved_ms = now_ms
        if self.contact.stage is Stage.CONNECTING and now_ms >= self.contact.since_ms + ABORTED_AFTER_MS:
            self._end_silently()
            self._connection, self._counted = None, 0
            self._move(Stage.WAITING, now_ms)
        if self.contact.stage is Stage.WAITING:
            self._due_ms = now_ms

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
        given = tuple(
            Address(host=broker.host, port=broker.port, transport=broker.transport) for broker in settings.brokers
        )
        self._addresses = given or self._identity.brokers
        self._proxy = settings.proxy
        self._keepalive_s = settings.keepalive_s
        self._spread_ms = int(1000 * settings.spread_s * share_of(self._identity.terminal))
        self.budget.allow(settings.budget_mb)
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
            transport=address.transport,
            proxy=self._proxy,
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
        self.budget.reach()
        self.window.restart()
        connection.subscribe(downward_filter(self._identity.terminal))
        connection.publish(self._presence_topic(), self._author.presence(event.session, online=True), retain=True)
        self._move(Stage.ONLINE, now_ms)
        self._note_return(now_ms)
        log.info("link.online", session=event.session)
        return True

    def _note_return(self, now_ms: int) -> None:
        contact = self.contact
        if contact.away_ms is not None and contact.code is not None:
            contact.absence = Absence(lasted_ms=now_ms - contact.away_ms, code=contact.code, ended_ms=now_ms)
        contact.trouble, contact.code, contact.away_ms = "", None, None

    def _give_up(self, now_ms: int) -> None:
        self._end_silently()
        self._turn += 1
        self._retreat(Trouble.NOBODY_ANSWERS, f"no answer within {PATIENCE_MS // 1000} s", now_ms)

    def _ask_for_proof(self, connection: Connection, now_ms: int) -> None:
        # What waits to be repeated may wait for long, and a broker that gave us up says so only when it is asked.
        if self._proof_due_ms is None:
            connection.beat()
            self._proof_due_ms = now_ms + PROOF_MS

    def _take_proof(self, now_ms: int) -> None:
        self._proof_due_ms = None
        if self._connection is not None and self._connection.is_unanswered():
            self._end_silently()
            self._retreat(Trouble.SILENT, "the line changed, and the session did not outlive it", now_ms)
            self._due_ms = now_ms

    def _retreat(self, trouble: Trouble, why: str, now_ms: int) -> None:
        was_online = self.is_online
        refused = trouble in FAR_END_REFUSES
        pause_ms = self._backoff.pause_ms(now_ms, os.urandom(1)[0] / 255, refused=refused)
        if was_online and now_ms > self._moved_ms + 2 * MOVED_MS:
            # Perhaps all terminals were lost in this moment: each has its own share of the time to come back.
            pause_ms += self._spread_ms
        self._count(now_ms)
        self._connection, self._counted, self._proof_due_ms = None, 0, None
        self.window.restart()
        self._due_ms = now_ms + pause_ms
        self._move(Stage.WAITING, now_ms)
        contact = self.contact
        contact.trouble, contact.code = why, trouble
        contact.away_ms = now_ms if contact.away_ms is None else contact.away_ms
        log.warning("link.away", code=trouble, why=why, again_in_ms=pause_ms)

    def _count(self, now_ms: int) -> None:
        if self._connection is not None:
            octets = self._connection.octets()
            self.budget.spend(octets - self._counted)
            self._counted = octets
        self.budget.tick(now_ms)

    def _end_silently(self) -> None:
        if self._connection is not None:
            self._connection.drop()

    def _hang_up(self, why: str) -> None:
        if self._connection is not None:
            log.info("link.hang_up", why=why)
            self._connection.close()
            self._connection, self._counted = None, 0

    def _presence_topic(self) -> str:
        return Topic(self._identity.terminal, Up.PRESENCE).render()

    def _move(self, stage: Stage, now_ms: int) -> None:
        if stage is not self.contact.stage:
            self.contact.stage, self.contact.since_ms = stage, now_ms
