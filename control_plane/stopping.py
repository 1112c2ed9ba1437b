"""Ending when the system says so: SIGTERM and SIGINT set an event that main loops wait on."""

import signal
import threading


def stop_on_signals() -> threading.Event:
    """An event that is set by the first SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
