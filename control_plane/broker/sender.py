"""Everything that goes down, out of the outbox to the broker: one process at a time, by the clock's lease.

A message is marked as sent after its PUBACK; a lost connection sends again what had none. On every new
connection the retained documents that the broker may have forgotten are published again: a killed broker
comes back as it was at its last saving, and one without our session (`session_present` 0) with nothing.
"""

import logging
import time
from collections import deque
from dataclasses import dataclass, field

from contract.topics import all_lanes
from control_plane.broker import repository
from control_plane.broker.models import Outbox
from control_plane.broker.mqtt import Publisher
from control_plane.broker.settings import RESEND_WINDOW_MS, BrokerAddress
from control_plane.broker.topics import beat_topic
from control_plane.database import Database
from control_plane.presence import sight
from control_plane.timekeeping import SECOND_MS, now_ms

CLIENT_ID = "beket-sender"
AT_ONCE = 200
CONNECT_WITHIN_S = 10.0
TRY_AGAIN_S = 1.0
BEAT_KEPT_S = 60

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Connection:
    """One connection with what is on its way over it; thrown away when it is lost."""

    publisher: Publisher
    opened: float
    on_way: dict[int, int | None] = field(default_factory=dict)
    """Number of the message at the broker → its row in the outbox."""
    again: deque[str] | None = None
    """Topics of retained documents that are still to be published again; None before we know which."""


class Sender:
    """Call `step` often; it never waits for the broker."""

    def __init__(self, database: Database, address: BrokerAddress) -> None:
        self._database = database
        self._address = address
        self._connection: _Connection | None = None
        self._try_at = 0.0
        self._beat_at = 0.0

    @property
    def is_connected(self) -> bool:
        return self._connection is not None and self._connection.publisher.is_connected

    def step(self) -> None:
        """Connect if need be, note what arrived at the broker, send what waits."""
        connection = self._open()
        if connection is None:
            return
        if connection.again is None:
            connection.again = self._forgotten(session_present=connection.publisher.session_present)
        self._note_settled(connection)
        if len(connection.on_way) < AT_ONCE:
            self._publish_again(connection, connection.again)
            self._publish_waiting(connection)
        self._beat(connection)

    def close(self) -> None:
        """Leave the broker; what has no PUBACK is sent again by whoever comes next."""
        if self._connection is not None:
            self._connection.publisher.close()
            self._connection = None

    def _open(self) -> _Connection | None:
        """The connection, once it is up."""
        if self._connection is not None and self._is_over(self._connection):
            self.close()
            self._try_at = time.monotonic() + TRY_AGAIN_S
        if self._connection is None and time.monotonic() >= self._try_at:
            self._connect()
        return self._connection if self.is_connected else None

    def _is_over(self, connection: _Connection) -> bool:
        publisher = connection.publisher
        too_late = not publisher.is_connected and time.monotonic() - connection.opened > CONNECT_WITHIN_S
        if publisher.refusal:
            _LOG.error("the broker refuses the sender", extra={"why": publisher.refusal})
        return publisher.is_lost or too_late or bool(publisher.refusal)

    def _connect(self) -> None:
        publisher = Publisher(CLIENT_ID)
        try:
            publisher.connect(self._address)
        except OSError as error:
            _LOG.warning("the sender is not connected", extra={"why": str(error)})
            self._try_at = time.monotonic() + TRY_AGAIN_S
            return
        self._connection = _Connection(publisher, time.monotonic())

    def _forgotten(self, *, session_present: bool) -> deque[str]:
        with self._database.reading() as session:
            last_seen_ms = sight.last_seen(session).get(sight.SENDER, 0)
            since_ms = last_seen_ms - RESEND_WINDOW_MS if session_present else 0
            topics = repository.retained_since(session, since_ms)
        _LOG.info("the sender is connected", extra={"session_present": session_present, "again": len(topics)})
        return deque(topics)

    def _note_settled(self, connection: _Connection) -> None:
        sent = []
        for mid, taken in connection.publisher.take_settled():
            row = connection.on_way.pop(mid, None)
            if not taken:
                _LOG.error("the broker refused a message", extra={"outbox": row})
            if row is not None:
                sent.append(row)
        if sent:
            with self._database.transaction() as session:
                repository.mark_sent(session, sent, now=now_ms())

    def _publish_again(self, connection: _Connection, topics: deque[str]) -> None:
        if not topics:
            return
        some = [topics.popleft() for _ in range(min(AT_ONCE, len(topics)))]
        with self._database.reading() as session:
            for document in repository.retained_documents(session, some):
                mid = connection.publisher.publish(document.topic, document.payload, retained=True)
                connection.on_way[mid] = None

    def _publish_waiting(self, connection: _Connection) -> None:
        with self._database.reading() as session:
            waiting = repository.unsent(session, limit=2 * AT_ONCE)
        now = now_ms()
        on_way = set(connection.on_way.values())
        for row in waiting:
            if row.id not in on_way and (row.expires_ms is None or row.expires_ms > now):
                connection.on_way[_publish(connection.publisher, row, now)] = row.id

    def _beat(self, connection: _Connection) -> None:
        if time.monotonic() < self._beat_at:
            return
        self._beat_at = time.monotonic() + sight.BEAT_EVERY_S
        now = str(now_ms()).encode()
        for lane in all_lanes():
            mid = connection.publisher.publish(beat_topic(lane), now, retained=False, expires_s=BEAT_KEPT_S)
            connection.on_way[mid] = None


def _publish(publisher: Publisher, row: Outbox, now: int) -> int:
    expires_s = None if row.expires_ms is None else (row.expires_ms - now) // SECOND_MS
    return publisher.publish(row.topic, row.payload, retained=row.retained, expires_s=expires_s)
