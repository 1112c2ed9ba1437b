"""The reflector as a process: one loop over one socket, and a thread that writes down what became of the packets."""

import contextlib
import gc
import logging
import os
import threading
import time

from control_plane.database import Database
from control_plane.ingest.repository import add_to_counters
from control_plane.ingest.writer import AWAY
from control_plane.reflector.endpoint import Endpoint
from control_plane.reflector.service import Fate, Reflector
from control_plane.settings import Settings
from control_plane.stopping import stop_on_signals

WRITE_EVERY_S = 10.0

_LOG = logging.getLogger(__name__)


def run(settings: Settings, stopping: threading.Event | None = None) -> None:
    """Answer until told to stop; raises PortTakenError."""
    stopping = stopping or stop_on_signals()
    endpoint = Endpoint(settings.reflector_host, settings.reflector_port)
    reflector = Reflector(endpoint.port)
    # What waits for a core here would be delay; who may not say so is served like the rest, or by its service manager.
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    # A pause of the collector would be taken for delay of the line; what a packet allocates dies with it.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    book = Book(Database(settings.database), reflector, stopping)
    book.start()
    _LOG.info("reflects", extra={"port": endpoint.port})
    try:
        while not stopping.is_set():
            serve(endpoint, reflector)
    finally:
        endpoint.close()
        book.join()


def serve(endpoint: Endpoint, reflector: Reflector) -> None:
    """Wait a moment for one datagram and answer it."""
    datagram = endpoint.receive()
    if datagram is None:
        return
    answer = reflector.answer(datagram, time.monotonic_ns() // 1_000_000)
    if answer is not None:
        sent = endpoint.send(answer, datagram.source)
        reflector.fates[Fate.ANSWERED if sent else Fate.UNSENT] += 1


class Book(threading.Thread):
    """Adds up the packets' fates in the database, where figures are read; without it packets are answered as well."""

    def __init__(self, database: Database, reflector: Reflector, stopping: threading.Event) -> None:
        super().__init__(name="book", daemon=True)
        self._database = database
        self._reflector = reflector
        self._stopping = stopping
        self._unwritten: dict[str, int] = {}

    def run(self) -> None:
        while not self._stopping.wait(WRITE_EVERY_S):
            self._write()
        self._write()
        self._database.dispose()

    def _write(self) -> None:
        for fate, count in self._reflector.take_fates().items():
            self._unwritten[fate] = self._unwritten.get(fate, 0) + count
        if not self._unwritten:
            return
        try:
            with self._database.transaction() as session:
                add_to_counters(session, self._unwritten)
        except AWAY as error:
            _LOG.warning("figures cannot be written", extra={"why": str(error)[:200]})
        else:
            self._unwritten = {}
