"""The writer with a database that refuses, or is away."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select, text

from contract.codec import encode_up
from contract.messages import ReportKind
from contract.topics import Topic, Up
from control_plane.broker.settings import centre_address
from control_plane.database import Database
from control_plane.history.models import Report
from control_plane.ingest.inbox import Inbox
from control_plane.ingest.lanes import LaneReader
from control_plane.ingest.reading import Delivery
from control_plane.ingest.repository import counters
from control_plane.ingest.writer import Writer
from control_plane.rate_limit import RateLimit
from control_plane.settings import Settings
from tests.control_plane.factories import NOW_MS, a_database, a_terminal, an_authority
from tests.ingest.messages import a_check, a_report, delivered
from tests.support.waiting import until


@dataclass
class Desk:
    """A writer between an inbox and lanes that are connected to nothing."""

    database: Database
    inbox: Inbox
    lanes: LaneReader
    writer: Writer
    terminal: str

    def delivery(self, seq: int, *, deviating: int = 0) -> Delivery:
        checks = [a_check(f"camera.{name}{seq}", deviating=deviating) for name in ("a", "b")]
        report = a_report(seq, *checks, kind=ReportKind.CHANGE)
        return delivered(Topic(self.terminal, Up.REPORT).render(), encode_up(report))

    def settled(self) -> int:
        return sum(len(settled.deliveries) for settled in self.lanes._settled)

    def stored(self) -> list[int]:
        with self.database.reading() as session:
            return list(session.scalars(select(Report.seq).order_by(Report.seq)))


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    with a_database(database_url) as database:
        with database.transaction() as session:
            terminal = a_terminal(session, seat=None)
        inbox = Inbox()
        lanes = LaneReader(centre_address(Settings(data=tmp_path)), inbox)
        writer = Writer(database, an_authority(tmp_path), inbox=inbox, lanes=lanes)
        yield Desk(database, inbox, lanes, writer, terminal)
        lanes.close()


def test_one_message_that_cannot_be_stored_does_not_hold_up_the_others(desk: Desk) -> None:
    with desk.database.transaction() as session:
        # Two checks of one report share the number that this index allows once.
        session.execute(text("CREATE UNIQUE INDEX poison ON check_state (deviating) WHERE deviating = 13"))
    desk.writer.store([desk.delivery(seq, deviating=13 if seq == 40 else 0) for seq in range(1, 101)])
    assert desk.stored() == [seq for seq in range(1, 101) if seq != 40]
    assert desk.settled() == 100
    with desk.database.reading() as session:
        assert counters(session)["bad.poison"] == 1


def test_while_the_database_fails_nothing_is_acknowledged_and_afterwards_all_is_stored(desk: Desk) -> None:
    with desk.database.transaction() as session:
        session.execute(text("ALTER TABLE report RENAME TO report_away"))
    desk.inbox.put(desk.delivery(1))
    desk.writer.start()
    until(lambda: desk.writer.is_database_away)
    assert desk.settled() == 0
    with desk.database.transaction() as session:
        session.execute(text("ALTER TABLE report_away RENAME TO report"))
    until(desk.settled)
    desk.writer.stop()
    assert desk.stored() == [1]


def test_a_terminal_that_floods_is_counted_and_not_acknowledged() -> None:
    limit = RateLimit(burst=3, per_second=1)
    assert [limit.admits("a", NOW_MS) for _ in range(4)] == [True, True, True, False]
    assert limit.admits("b", NOW_MS)
    assert limit.admits("a", NOW_MS + 1000)
    assert not limit.admits("a", NOW_MS + 1000)
