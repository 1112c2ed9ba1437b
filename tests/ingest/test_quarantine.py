"""A look at what could not be taken in."""

import pytest

from control_plane.cli import main
from control_plane.ingest.quarantine import put_away
from control_plane.ingest.reading import Bad
from control_plane.ingest.repository import QUARANTINE_KEPT, add_to_counters, keep_newest_in_quarantine, quarantined
from control_plane.ingest.states import BadReason
from control_plane.settings import Settings
from tests.control_plane.factories import a_database
from tests.ingest.messages import delivered


def a_bad_message(reason: BadReason = BadReason.MALFORMED, payload: bytes = b"\x1b[2J") -> Bad:
    return Bad(delivered("beket/v1/00/x/up/report", payload), reason, "not JSON")


def test_the_command_shows_counts_and_messages_without_harm(
    centre_settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_database(centre_settings.database) as database, database.transaction() as session:
        add_to_counters(session, put_away(session, [a_bad_message()]))
    assert main(["quarantine", "--data", str(centre_settings.data)]) == 0
    shown = capsys.readouterr().out
    assert "bad.malformed  1" in shown
    assert "malformed: not JSON" in shown
    assert "\x1b" not in shown


def test_only_what_we_failed_to_store_is_kept_whole(sqlite_url: str) -> None:
    long = b"x" * 5000
    with a_database(sqlite_url) as database, database.transaction() as session:
        put_away(session, [a_bad_message(payload=long), a_bad_message(BadReason.POISON, payload=long)])
        assert [len(row.excerpt) for row in quarantined(session, limit=2)] == [5000, 512]


def test_the_oldest_make_room(database_url: str) -> None:
    with a_database(database_url) as database, database.transaction() as session:
        put_away(session, [a_bad_message() for _ in range(QUARANTINE_KEPT + 5)])
        newest = quarantined(session, limit=1)[0].id
        keep_newest_in_quarantine(session)
        assert len(quarantined(session, limit=QUARANTINE_KEPT + 5)) == QUARANTINE_KEPT
        assert quarantined(session, limit=1)[0].id == newest
