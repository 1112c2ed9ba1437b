"""What has arrived and is not yet stored: between the network thread and the writer."""

import queue
import time

from control_plane.ingest.reading import Delivery

BATCH = 500
LINGER_S = 0.02
FULL_BYTES = 64 * 1024 * 1024


class Inbox:
    """One thread puts, one takes; each keeps its own count of bytes, so that neither needs a lock."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Delivery] = queue.SimpleQueue()
        self._put_bytes = 0
        self._taken_bytes = 0

    def put(self, delivery: Delivery) -> None:
        self._put_bytes += len(delivery.payload)
        self._queue.put(delivery)

    def take(self, *, wait_s: float) -> list[Delivery]:
        """Up to a batch: what is there, and what comes within the linger after the first."""
        batch: list[Delivery] = []
        deadline = time.monotonic() + wait_s
        try:
            while len(batch) < BATCH:
                batch.append(self._queue.get(timeout=max(0.0, deadline - time.monotonic())))
                if len(batch) == 1:
                    deadline = time.monotonic() + LINGER_S
        except queue.Empty:
            pass
        self._taken_bytes += sum(len(delivery.payload) for delivery in batch)
        return batch

    @property
    def is_full(self) -> bool:
        """Should nobody read more from the network for now?"""
        return self._put_bytes - self._taken_bytes > FULL_BYTES
