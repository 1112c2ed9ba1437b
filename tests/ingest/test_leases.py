"""Leases: one holder at a time, and a fair share of the lanes."""

import subprocess

from sqlalchemy.orm import Session

from contract.topics import all_lanes
from control_plane.ingest import leases
from control_plane.ingest.leases import LEASE_MS
from control_plane.ingest.sharing import leave_lanes, share_lanes
from tests.control_plane.factories import NOW_MS, a_database


def take(session: Session, holder: str, *, now: int = NOW_MS) -> bool:
    return leases.take(session, "clock", holder, now=now)


def test_a_lease_has_one_holder_until_its_time_is_over(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        assert take(session, "elsewhere:1:1")
        assert not take(session, "elsewhere:2:2", now=NOW_MS + LEASE_MS - 1)
        assert take(session, "elsewhere:1:1", now=NOW_MS + LEASE_MS - 1)
        assert take(session, "elsewhere:2:2", now=NOW_MS + 2 * LEASE_MS)
        assert not take(session, "elsewhere:1:1", now=NOW_MS + 2 * LEASE_MS)


def test_a_killed_process_of_this_machine_is_replaced_at_once(database_url: str) -> None:
    child = subprocess.Popen(["sleep", "60"])
    machine = leases.this_process().rpartition(":")[0].rpartition(":")[0]
    holder = f"{machine}:{child.pid}:{leases._started(child.pid)}"
    with a_database(database_url) as database, database.transaction() as session:
        assert take(session, holder)
        assert not take(session, "elsewhere:2:2")
        child.kill()
        child.wait()
        assert take(session, "elsewhere:2:2")


def test_a_lone_worker_holds_every_lane_and_shares_when_another_comes(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        first = share_lanes(session, "m:1:1", (), now=NOW_MS)
        assert first == frozenset(all_lanes())
        assert share_lanes(session, "m:2:2", (), now=NOW_MS) == frozenset()
        first = share_lanes(session, "m:1:1", first, now=NOW_MS)
        second = share_lanes(session, "m:2:2", (), now=NOW_MS)
        assert (len(first), len(second)) == (8, 8)
        assert first | second == frozenset(all_lanes())


def test_a_worker_that_leaves_makes_room_at_once(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        held = share_lanes(session, "m:1:1", (), now=NOW_MS)
        leave_lanes(session, "m:1:1", held)
        assert share_lanes(session, "m:2:2", (), now=NOW_MS) == frozenset(all_lanes())
