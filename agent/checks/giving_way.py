"""Looks outside the service give way to a call as the service's own do."""

import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from agent.checks.child import Prober

HandsOff = Callable[[], bool]
"""Is a call under way, or about to begin?"""

_LOOK_S = 0.3


@contextmanager
def giving_way(prober: Prober, readings: Collection[str], hands_off: HandsOff) -> Iterator[None]:
    """While this lasts, end the probes of these readings as soon as a call begins."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_LOOK_S):
            if hands_off():
                for reading in readings:
                    prober.give_way(reading)

    watching = threading.Thread(target=watch, name="giving-way", daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
