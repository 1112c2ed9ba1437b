"""Live pages: one poller of the change table for all the streams of a process, and the stream itself.

An event says only that something changed; the page then fetches its block again, with the reader's own
rights. So a stream carries no data that a scope would have to hide.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from msgspec import Struct
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.database import Database
from control_plane.timekeeping import now_ms

EVERY_S = 0.5
KEEPALIVE_S = 15.0
LONGEST_S = 600.0
"""A stream ends after this long; the browser opens the next one with its rights checked anew."""

# A kind that this version does not know is not told.
EVENTS_BY_KIND: dict[str, str] = {
    ChangeKind.STATE: "state",
    ChangeKind.PRESENCE: "state",
    ChangeKind.TERMINAL: "state",
    ChangeKind.FLEET: "state",
    ChangeKind.CENTRE: "state",
    ChangeKind.CONFIGURATION: "configuration",
    ChangeKind.ORDER: "state",
}
FOR_EVERYONE: frozenset[str] = frozenset({ChangeKind.FLEET, ChangeKind.CENTRE})

log = logging.getLogger(__name__)


class News(Struct, frozen=True, kw_only=True):
    """One row of the change table."""

    id: int
    kind: str
    key: str


Listener = asyncio.Queue[News | None]


class ChangeWatch:
    """Polls the change table while anybody listens, and hands every row to every listener once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: dict[Listener, asyncio.AbstractEventLoop] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """A queue of news from now on; None in it means that the process ends."""
        listener: Listener = asyncio.Queue()
        with self._lock:
            self._listeners[listener] = asyncio.get_running_loop()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="change-watch", daemon=True)
                self._thread.start()
        try:
            yield listener
        finally:
            with self._lock:
                del self._listeners[listener]

    def close(self) -> None:
        """End every stream: the process stops. Takes no lock, so that a signal's handler may call it."""
        self._closed.set()

    @property
    def is_closed(self) -> bool:
        """Does the process stop?"""
        return self._closed.is_set()

    def missed(self, after: int) -> list[News]:
        """What changed after the page was made and before its stream began."""
        with self._database.reading() as session:
            rows = changes.since(session, after, now=now_ms())
            return [News(id=row.id, kind=row.kind, key=row.key) for row in rows if row.id > after]

    def _run(self) -> None:
        latest: int | None = None
        seen: frozenset[int] = frozenset()
        while not self._closed.wait(EVERY_S):
            with self._lock:
                if not self._listeners:
                    self._thread = None
                    return
            try:
                latest, seen = self._poll(latest, seen)
            except SQLAlchemyError:
                log.warning("the change table could not be read; trying again", exc_info=True)
        self._tell(None)

    def _poll(self, latest: int | None, seen: frozenset[int]) -> tuple[int, frozenset[int]]:
        # What is read twice was read by the poll just before: each reads all of the last seconds.
        with self._database.reading() as session:
            if latest is None:
                latest = changes.latest_id(session)
            rows = changes.since(session, latest, now=now_ms())
        for row in rows:
            if row.id not in seen:
                self._tell(News(id=row.id, kind=row.kind, key=row.key))
        return max([latest, *(row.id for row in rows)]), frozenset(row.id for row in rows)

    def _tell(self, news: News | None) -> None:
        with self._lock:
            for listener, loop in self._listeners.items():
                loop.call_soon_threadsafe(listener.put_nowait, news)


async def stream(watch: ChangeWatch, *, after: int, terminal: str = "") -> AsyncIterator[str]:
    """Server-sent events, each kind at most once a batch; only those of one terminal if it is named."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST_S
    with watch.listen() as listener:
        yield "retry: 1000\n\n"
        batch: list[News | None] = list(await run_in_threadpool(watch.missed, after))
        heard: set[int] = set()
        while loop.time() < ends:
            if None in batch or watch.is_closed:
                return
            fresh = [news for news in batch if news is not None and news.id not in heard]
            heard.update(news.id for news in fresh)
            for event in told(fresh, terminal):
                yield event
            batch = await _next_batch(listener)
            if not batch:
                yield ": still here\n\n"


def told(batch: list[News], terminal: str) -> list[str]:
    """The events of a batch; the last id lets the browser go on where it was."""
    names: dict[str, int] = {}
    for news in batch:
        name = EVENTS_BY_KIND.get(news.kind)
        if name and (not terminal or news.key == terminal or news.kind in FOR_EVERYONE):
            names[name] = max(news.id, names.get(name, 0))
    return [f"event: {name}\nid: {last}\ndata: changed\n\n" for name, last in names.items()]


async def _next_batch(listener: Listener) -> list[News | None]:
    try:
        batch = [await asyncio.wait_for(listener.get(), KEEPALIVE_S)]
    except TimeoutError:
        return []
    while not listener.empty():
        batch.append(listener.get_nowait())
    return batch
