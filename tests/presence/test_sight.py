"""While the centre is blind nobody goes offline; afterwards everybody has time to speak."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from contract.verdicts import LinkClass
from control_plane.clock import watch
from control_plane.database import Database
from control_plane.presence import service, sight
from control_plane.presence.models import Presence
from control_plane.presence.repository import flips_of
from control_plane.presence.rules import GRACE_MS, LATE_MS, Contact
from control_plane.presence.states import PresenceState
from control_plane.timekeeping import SECOND_MS
from tests.control_plane.factories import NOW_MS, a_database, a_registry, a_terminal

GRACE = GRACE_MS[LinkClass.UNKNOWN]
SILENT = NOW_MS + 60 * SECOND_MS + LATE_MS


@dataclass
class Watched:
    """A terminal that promised its next word within a minute, and a centre whose eyes are open."""

    database: Database
    terminal: str

    def watch(self, now: int, *, beats: bool = True) -> PresenceState:
        with self.database.transaction() as session:
            if beats:
                sight.mark_seen(session, [(eye, now - 1) for eye in sight.watched()])
            watch(session, now)
            return session.get_one(Presence, self.terminal).state

    def blind_since(self, now: int) -> int | None:
        with self.database.reading() as session:
            return sight.blind_since(session, now)


@pytest.fixture
def watched(database_url: str) -> Iterator[Watched]:
    with a_database(database_url) as database:
        with database.transaction() as session:
            a_registry(session)
            terminal = a_terminal(session, seat=None)
            service.record_events(session, {terminal: [Contact(run="r", next_s=60)]}, now=NOW_MS)
            sight.open_eyes(session, NOW_MS)
        yield Watched(database, terminal)


def test_a_silent_terminal_is_suspect_and_after_its_grace_offline(watched: Watched) -> None:
    assert watched.watch(SILENT - 1) is PresenceState.ONLINE
    assert watched.watch(SILENT) is PresenceState.SUSPECT
    assert watched.watch(SILENT + GRACE - 1) is PresenceState.SUSPECT
    assert watched.watch(SILENT + GRACE) is PresenceState.OFFLINE
    with watched.database.reading() as session:
        assert [flip.why for flip in flips_of(session, watched.terminal)] == ["contact", "deadline", "deadline"]


def test_without_heartbeats_nobody_goes_offline_however_long_it_takes(watched: Watched) -> None:
    for now in range(SILENT, SILENT + 10 * GRACE, 10 * SECOND_MS):
        assert watched.watch(now, beats=False) is PresenceState.ONLINE
    assert watched.blind_since(SILENT + 10 * GRACE) == NOW_MS


def test_after_blindness_a_terminal_has_its_grace_to_come_back(watched: Watched) -> None:
    seeing = SILENT + 10 * GRACE
    watched.watch(seeing - SECOND_MS, beats=False)
    assert watched.watch(seeing) is PresenceState.ONLINE
    assert watched.blind_since(seeing) is None
    assert watched.watch(seeing + GRACE - 1) is PresenceState.ONLINE
    assert watched.watch(seeing + GRACE) is PresenceState.SUSPECT


def test_one_lane_without_a_worker_is_blindness_too(watched: Watched) -> None:
    now = NOW_MS + sight.BLIND_AFTER_MS + 1
    with watched.database.transaction() as session:
        sight.mark_seen(session, [(eye, now) for eye in sight.watched() if eye != sight.lane_eye(7)])
        assert sight.closed_eyes(session, now) == [sight.lane_eye(7)]


def test_a_clock_that_was_away_makes_amends_before_it_judges(watched: Watched) -> None:
    with watched.database.transaction() as session:
        sight.mark_seen(session, [(eye, SILENT + GRACE) for eye in sight.watched() if eye != sight.CLOCK])
        watch(session, SILENT + GRACE)
        assert session.get_one(Presence, watched.terminal).state is PresenceState.ONLINE
