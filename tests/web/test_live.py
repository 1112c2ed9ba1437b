"""The event stream: every change once, none between the page and its stream, none of another terminal."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.database import Database
from control_plane.web.live import ChangeWatch, News, stream, told
from tests.control_plane.factories import a_database


def run(listening: Coroutine[Any, Any, list[str]]) -> list[str]:
    """In a thread of its own: the browser of other tests keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, listening).result()


def note(database: Database, *keys: str, kind: ChangeKind = ChangeKind.STATE) -> None:
    with database.transaction() as session:
        for key in keys:
            changes.note(session, kind, key)


def test_a_batch_is_told_as_one_event_of_a_kind_with_its_newest_number() -> None:
    batch = [News(id=number, kind=ChangeKind.STATE, key="a") for number in (1, 2, 3)]
    assert told([*batch, News(id=4, kind="of a newer version", key="b")], "") == [
        "event: state\nid: 3\ndata: changed\n\n"
    ]


def test_a_terminal_s_page_hears_of_its_own_changes_and_of_what_concerns_everyone() -> None:
    other = News(id=1, kind=ChangeKind.STATE, key="b")
    blind = News(id=2, kind=ChangeKind.CENTRE, key="")
    assert told([other], "a") == []
    assert told([blind], "a") == ["event: state\nid: 2\ndata: changed\n\n"]


def test_every_change_reaches_a_stream_once_also_those_made_before_it_began(database_url: str) -> None:
    async def listen(database: Database, watch: ChangeWatch) -> list[str]:
        events: Any = stream(watch, after=0)
        assert await anext(events) == "retry: 1000\n\n"
        heard = [await anext(events)]
        await asyncio.sleep(0.7)
        note(database, "c", kind=ChangeKind.CONFIGURATION)
        heard.append(await anext(events))
        await events.aclose()
        return heard

    with a_database(database_url) as database:
        note(database, "a", "b")
        watch = ChangeWatch(database)
        heard = run(listen(database, watch))
        watch.close()
    assert heard == ["event: state\nid: 2\ndata: changed\n\n", "event: configuration\nid: 3\ndata: changed\n\n"]


def test_a_stream_ends_when_the_process_stops(sqlite_url: str) -> None:
    async def listen(watch: ChangeWatch) -> list[str]:
        asyncio.get_running_loop().call_later(0.1, watch.close)
        return [event async for event in stream(watch, after=0)]

    with a_database(sqlite_url) as database:
        assert run(listen(ChangeWatch(database))) == ["retry: 1000\n\n"]
