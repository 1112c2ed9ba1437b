"""An ingest worker: leases lanes, listens to them, stores what comes, acknowledges what is stored."""

import gc
import logging
import threading

from control_plane.authority.service import load_authority
from control_plane.broker.settings import centre_address
from control_plane.database import Database
from control_plane.ingest.inbox import Inbox
from control_plane.ingest.lanes import LaneReader
from control_plane.ingest.leases import RENEW_EVERY_S, this_process
from control_plane.ingest.sharing import leave_lanes, share_lanes
from control_plane.ingest.writer import AWAY, Writer
from control_plane.settings import Settings
from control_plane.stopping import stop_on_signals
from control_plane.timekeeping import now_ms

TRY_AGAIN_S = 1.0

_LOG = logging.getLogger(__name__)


class ThreadDiedError(Exception):
    """A thread ended that should not have: whoever started the process starts it again."""


def run(settings: Settings, stopping: threading.Event | None = None) -> None:
    """Work until told to stop; raises ThreadDiedError when it cannot go on."""
    stopping = stopping or stop_on_signals()
    _spare_the_collector()
    database = Database(settings.database)
    inbox = Inbox()
    lanes = LaneReader(centre_address(settings), inbox)
    writer = Writer(database, load_authority(settings.authority), inbox=inbox, lanes=lanes)
    held: frozenset[int] = frozenset()
    holder = this_process()
    lanes.start()
    writer.start()
    try:
        while not stopping.is_set():
            held, pause_s = _share(database, holder, held=held)
            lanes.hold(held)
            stopping.wait(pause_s)
            _check_alive(lanes, writer)
    finally:
        writer.stop()
        lanes.stop()
        _leave(database, holder, held=held)
        database.dispose()


def _spare_the_collector() -> None:
    """What a batch allocates dies with it, by reference count.

    Left alone, the collector of cycles walks the whole heap several times a batch: a third of the worker's CPU.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _share(database: Database, holder: str, *, held: frozenset[int]) -> tuple[frozenset[int], float]:
    try:
        with database.transaction() as session:
            now_held = share_lanes(session, holder, held, now=now_ms())
    except AWAY as error:
        # Without the database nobody can take our lanes from us either.
        _LOG.warning("leases cannot be renewed", extra={"why": str(error)[:200]})
        return held, TRY_AGAIN_S
    if now_held != held:
        _LOG.info("lanes are held", extra={"lanes": len(now_held)})
    return now_held, RENEW_EVERY_S


def _check_alive(*threads: threading.Thread) -> None:
    for thread in threads:
        if not thread.is_alive():
            raise ThreadDiedError(f"the thread {thread.name} ended")


def _leave(database: Database, holder: str, *, held: frozenset[int]) -> None:
    try:
        with database.transaction() as session:
            leave_lanes(session, holder, held)
    except AWAY:
        _LOG.warning("leases could not be given back; they end by themselves")
