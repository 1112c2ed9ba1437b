"""`quarantine`: the newest messages that could not be taken in, for a look."""

import argparse
from datetime import UTC, datetime

from control_plane.database import Database
from control_plane.ingest.models import Quarantine
from control_plane.ingest.repository import counters, quarantined
from control_plane.settings import Settings
from control_plane.timekeeping import SECOND_MS

SHOWN = 20
SHOWN_BYTES = 120


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Print how many there were of each kind, then the newest, the oldest of them first."""
    database = Database(settings.database)
    with database.reading() as session:
        for name, value in sorted(counters(session).items()):
            print(f"{name}  {value}")
        for row in reversed(quarantined(session, limit=SHOWN)):
            print(line_of(row))
    database.dispose()


def line_of(row: Quarantine) -> str:
    """A bad message as people read it: nothing in it can move their terminal's cursor."""
    when = datetime.fromtimestamp(row.at_ms / SECOND_MS, UTC).isoformat(timespec="seconds")
    return f"{when}  {row.topic!r}  {row.why!r}  {row.size} bytes  {row.excerpt[:SHOWN_BYTES]!r}"
