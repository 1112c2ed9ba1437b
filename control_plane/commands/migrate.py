"""`migrate`: the database's tables."""

import argparse

from control_plane.database import Database
from control_plane.migrations.runner import migrate
from control_plane.settings import Settings


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Bring the database to this version's tables."""
    database = Database(settings.database)
    migrate(database)
    database.dispose()
    print("The database has the tables of this version.")
