"""The network side of a worker: one connection for each lane that it holds, all on one selector.

Every lane has its own client id and persistent session, so whoever holds the lane's lease takes its queue.
Only this thread touches paho. The writer hands back what is stored through `settle`: then the broker is told
(PUBACK), and the terminal (`down/ack`, QoS 0).
"""

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from contract.topics import lane_filters
from control_plane.broker.mqtt import Consumer
from control_plane.broker.settings import BrokerAddress
from control_plane.broker.topics import beat_topic
from control_plane.ingest.inbox import Inbox
from control_plane.ingest.reading import LARGEST_PAYLOAD, Delivery
from control_plane.timekeeping import now_ms

TRY_AGAIN_S = (0.1, 0.5, 1.0, 2.0, 5.0)
KEEP_ALIVE_EVERY_S = 1.0

_LOG = logging.getLogger(__name__)


def lane_client_id(lane: int) -> str:
    """The client id, and so the session, of a lane."""
    return f"beket-ingest-{lane:02d}"


@dataclass(slots=True)
class Settled:
    """A batch that is stored: deliveries to acknowledge, and words to terminals."""

    deliveries: list[Delivery]
    words: list[tuple[int, str, bytes]] = field(default_factory=list)
    """Lane, topic, payload."""


@dataclass(slots=True)
class _Lane:
    number: int
    consumer: Consumer | None = None
    descriptor: int = -1
    failures: int = 0
    try_at: float = 0.0


class LaneReader(threading.Thread):
    """Reads the held lanes into the inbox until it is stopped."""

    def __init__(self, address: BrokerAddress, inbox: Inbox) -> None:
        super().__init__(name="lanes", daemon=True)
        self._address = address
        self._inbox = inbox
        self._lanes: dict[int, _Lane] = {}
        self._wanted: frozenset[int] = frozenset()
        self._settled: deque[Settled] = deque()
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._stopping = threading.Event()
        self._selector.register(self._woken, selectors.EVENT_READ)

    def hold(self, lanes: Collection[int]) -> None:
        """Be connected for exactly these lanes from now on."""
        self._wanted = frozenset(lanes)
        self._wake()

    def settle(self, settled: Settled) -> None:
        """Acknowledge what is stored."""
        self._settled.append(settled)
        self._wake()

    def stop(self) -> None:
        """Acknowledge what is settled, leave the broker and end."""
        self._stopping.set()
        self._wake()
        self.join(10)

    def run(self) -> None:
        kept_alive = 0.0
        while not self._stopping.is_set():
            self._follow_wanted()
            self._acknowledge()
            if self._inbox.is_full:
                self._stopping.wait(0.02)
            else:
                self._read(self._selector.select(timeout=0.5))
            if time.monotonic() - kept_alive > KEEP_ALIVE_EVERY_S:
                kept_alive = time.monotonic()
                self._keep_alive()
        self._acknowledge()
        for lane in list(self._lanes.values()):
            self._leave(lane)
        self.close()

    def close(self) -> None:
        """Give back what the thread used; it does so itself when it ends."""
        self._selector.close()
        self._waker.close()
        self._woken.close()

    def _follow_wanted(self) -> None:
        for number in self._lanes.keys() - self._wanted:
            self._leave(self._lanes.pop(number))
        for number in self._wanted:
            lane = self._lanes.setdefault(number, _Lane(number))
            if lane.consumer is None and time.monotonic() >= lane.try_at:
                self._connect(lane)

    def _connect(self, lane: _Lane) -> None:
        consumer = Consumer(
            lane_client_id(lane.number), [*lane_filters(lane.number), beat_topic(lane.number)], self._arrived
        )
        try:
            lane.descriptor = consumer.connect(self._address)
        except OSError as error:
            self._try_later(lane, str(error))
            return
        lane.consumer = consumer
        self._selector.register(lane.descriptor, selectors.EVENT_READ, lane)

    def _read(self, events: Iterable[tuple[selectors.SelectorKey, int]]) -> None:
        for key, _ in events:
            lane = key.data
            if lane is None:
                self._drain_waker()
            elif lane.consumer is not None:
                alive = lane.consumer.read() and (not lane.consumer.wants_write or self._write(lane))
                self._check(lane, alive=alive)

    def _write(self, lane: _Lane) -> bool:
        if lane.consumer is None:
            return False
        alive = lane.consumer.write()
        if alive:
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if lane.consumer.wants_write else 0)
            self._selector.modify(lane.descriptor, events, lane)
        return alive

    def _acknowledge(self) -> None:
        while self._settled:
            settled = self._settled.popleft()
            for delivery in settled.deliveries:
                if delivery.qos:
                    delivery.connection.acknowledge(delivery.mid)
            for number, topic, payload in settled.words:
                lane = self._lanes.get(number)
                if lane is not None and lane.consumer is not None:
                    lane.consumer.publish(topic, payload)
        for lane in list(self._lanes.values()):
            if lane.consumer is not None and lane.consumer.wants_write:
                self._check(lane, alive=self._write(lane))

    def _keep_alive(self) -> None:
        for lane in list(self._lanes.values()):
            if lane.consumer is not None:
                self._check(lane, alive=lane.consumer.keep_alive())

    def _check(self, lane: _Lane, *, alive: bool) -> None:
        consumer = lane.consumer
        if consumer is None:
            return
        if not alive:
            self._leave(lane)
            self._try_later(lane, consumer.refusal or "connection lost")
        elif consumer.is_subscribed:
            lane.failures = 0

    def _try_later(self, lane: _Lane, why: str) -> None:
        pause = TRY_AGAIN_S[min(lane.failures, len(TRY_AGAIN_S) - 1)]
        lane.failures += 1
        lane.try_at = time.monotonic() + pause
        _LOG.warning("lane is not connected", extra={"lane": lane.number, "why": why, "again_s": pause})

    def _leave(self, lane: _Lane) -> None:
        if lane.consumer is not None:
            self._selector.unregister(lane.descriptor)
            lane.consumer.close()
            lane.consumer = None

    def _arrived(self, consumer: Consumer, message: Any) -> None:
        payload: bytes = message.payload
        delivery = Delivery(
            connection=consumer,
            mid=message.mid,
            topic=message.topic,
            payload=payload[:LARGEST_PAYLOAD],
            size=len(payload),
            retained=message.retain,
            received_ms=now_ms(),
            qos=message.qos,
        )
        self._inbox.put(delivery)

    def _drain_waker(self) -> None:
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            pass

    def _wake(self) -> None:
        self._waker.send(b"\0")
