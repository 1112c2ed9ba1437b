"""The database side of a worker: batch by batch, one transaction each, acknowledged after the commit.

A batch that fails for what is in it is cut in halves until the one bad message is alone; that goes into
quarantine, whole. A database that is away, full or not migrated is no reason to give up anything: the batch
is tried again for as long as it takes, unacknowledged, and the heartbeats in it show that the centre is blind.
"""

import logging
import threading
from collections.abc import Iterable, Sequence

from sqlalchemy.exc import InterfaceError, InternalError, NotSupportedError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from contract.codec import encode_plain
from contract.identity import lane_of, shard_of
from contract.messages import Ack, Numbered
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.broker.topics import lane_of_beat
from control_plane.database import Database
from control_plane.ingest import repository
from control_plane.ingest.inbox import Inbox
from control_plane.ingest.lanes import LaneReader, Settled
from control_plane.ingest.ledger import record_batch
from control_plane.ingest.reading import Bad, Delivery, Message, read
from control_plane.ingest.states import BadReason
from control_plane.presence import sight
from control_plane.rate_limit import RateLimit
from control_plane.timekeeping import now_ms

WAIT_S = 0.5
TRY_AGAIN_S = 1.0
PRUNE_AFTER = 1000
BURST = 50_000
"""Messages of one terminal at once: enough to drain a month, too few to flood the centre."""
PER_SECOND = 100

AWAY = (
    OperationalError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
    PoolTimeoutError,
)
"""What is no message's fault; DataError and IntegrityError are."""

_LOG = logging.getLogger(__name__)


class Writer(threading.Thread):
    """Stores what the lanes bring, until it is stopped."""

    def __init__(self, database: Database, authority: Authority, *, inbox: Inbox, lanes: LaneReader) -> None:
        super().__init__(name="writer", daemon=True)
        self.is_database_away = False
        self._database = database
        self._authority = authority
        self._inbox = inbox
        self._lanes = lanes
        self._limit = RateLimit(burst=BURST, per_second=PER_SECOND)
        self._stopping = threading.Event()
        self._quarantined = 0

    def stop(self) -> None:
        """Finish the batch in hand and end; what is not stored stays at the broker."""
        self._stopping.set()
        self.join(10)

    def run(self) -> None:
        while not self._stopping.is_set():
            batch = self._inbox.take(wait_s=WAIT_S)
            if batch:
                self.store(batch)

    def store(self, batch: Sequence[Delivery]) -> None:
        """Store a batch whole, or in parts if a message in it cannot be stored; then acknowledge."""
        beats = [each for each in batch if lane_of_beat(each.topic) is not None]
        messages, bad = self._sort(each for each in batch if lane_of_beat(each.topic) is None)
        self._store(messages, bad, beats)

    def _sort(self, deliveries: Iterable[Delivery]) -> tuple[list[Message], list[Bad]]:
        messages: list[Message] = []
        bad: list[Bad] = []
        for delivery in deliveries:
            reading = read(delivery)
            if isinstance(reading, Bad):
                bad.append(reading)
            elif self._limit.admits(reading.terminal, delivery.received_ms):
                messages.append(reading)
            else:
                bad.append(Bad(delivery, BadReason.FLOODING, "more than its share", reading.terminal))
        return messages, bad

    def _store(self, messages: Sequence[Message], bad: Sequence[Bad], beats: Sequence[Delivery]) -> None:
        try:
            words = self._commit(messages, bad, beats)
        except _StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - whatever one message brings about must not stop the others
            self._store_in_parts(messages, bad, beats, error=error)
            return
        deliveries = [*(each.delivery for each in messages), *(each.delivery for each in bad), *beats]
        self._lanes.settle(Settled(deliveries, words))

    def _store_in_parts(
        self, messages: Sequence[Message], bad: Sequence[Bad], beats: Sequence[Delivery], *, error: Exception
    ) -> None:
        if len(messages) > 1:
            middle = len(messages) // 2
            self._store(messages[:middle], bad, beats)
            self._store(messages[middle:], (), ())
        elif messages:
            _LOG.warning(
                "a message cannot be stored", extra={"terminal": messages[0].terminal, "why": str(error)[:200]}
            )
            self._store((), [*bad, _poison(messages[0], error)], beats)
        else:
            _LOG.error("bad messages cannot even be kept", extra={"count": len(bad), "why": str(error)[:200]})
            self._lanes.settle(Settled([*(each.delivery for each in bad), *beats]))

    def _commit(
        self, messages: Sequence[Message], bad: Sequence[Bad], beats: Sequence[Delivery]
    ) -> list[tuple[int, str, bytes]]:
        """Commit and return the words to terminals; wait for a database that is away.

        Raises what is the messages' own fault, and _StoppedError when told to stop while waiting.
        """
        while True:
            try:
                with self._database.transaction() as session:
                    recorded = record_batch(session, messages, bad, authority=self._authority, now=now_ms())
                    sight.mark_seen(session, [_seen(beat) for beat in beats])
                    self._prune(session, len(bad))
            except AWAY as error:
                self._note_away(error)
                if self._stopping.wait(TRY_AGAIN_S):
                    raise _StoppedError from error
            else:
                self._note_back()
                return [_word(terminal, ack) for terminal, ack in recorded.acknowledgements]

    def _prune(self, session: Session, quarantined: int) -> None:
        self._quarantined += quarantined
        if self._quarantined >= PRUNE_AFTER:
            self._quarantined = 0
            repository.keep_newest_in_quarantine(session)

    def _note_away(self, error: Exception) -> None:
        if not self.is_database_away:
            _LOG.error("database is away, nothing is acknowledged", extra={"why": str(error)[:200]})
        self.is_database_away = True

    def _note_back(self) -> None:
        if self.is_database_away:
            _LOG.warning("database is back")
        self.is_database_away = False


class _StoppedError(Exception):
    """Told to stop before the batch could be stored: the broker keeps it."""


def _word(terminal: str, ack: Ack) -> tuple[int, str, bytes]:
    return (lane_of(shard_of(terminal)), Topic(terminal, Down.ACK).render(), encode_plain(ack))


def _seen(beat: Delivery) -> tuple[str, int]:
    lane = lane_of_beat(beat.topic)
    return (sight.lane_eye(lane or 0), int(beat.payload))


def _poison(message: Message, error: Exception) -> Bad:
    body = message.body
    counts = (body.run, body.seq) if isinstance(body, Numbered) else None
    return Bad(message.delivery, BadReason.POISON, type(error).__name__, message.terminal, counts)
