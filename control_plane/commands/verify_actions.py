"""`verify-actions`: is the record of actions whole?"""

import argparse

from control_plane.database import Database
from control_plane.errors import InvalidError
from control_plane.people.audit import first_broken_row
from control_plane.settings import Settings


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Follow the chain from its first row; raises InvalidError naming the row that does not follow."""
    database = Database(settings.database)
    with database.reading() as session:
        broken = first_broken_row(session)
    database.dispose()
    if broken is not None:
        raise InvalidError(f"the record of actions was changed: row {broken} does not follow from the one before it")
    print("The record of actions is whole.")
