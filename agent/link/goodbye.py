"""The last word of a session: said, and waited for a little."""

import queue
from typing import Any

from agent.clock import Clock
from agent.link.events import Confirmed
from agent.link.session import Link

GOODBYE_MS = 2_000


def say_goodbye(link: Link, events: "queue.SimpleQueue[Any]", clock: Clock) -> None:
    """Say that the agent stops, and end the session; whatever else comes off the queue is for nobody any more."""
    until_ms = clock.uptime_ms() + GOODBYE_MS
    mid = link.say_goodbye("stopped")
    while mid is not None and (left := until_ms - clock.uptime_ms()) > 0:
        try:
            event = events.get(timeout=left / 1000)
        except queue.Empty:
            break
        if isinstance(event, Confirmed) and event.mid == mid:
            break
    link.stop()
