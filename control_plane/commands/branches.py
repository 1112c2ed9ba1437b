"""`branches`: take over the operator's branch list."""

import argparse

from control_plane.database import Database
from control_plane.fleet.branch_list import read_branch_list, take_over
from control_plane.fleet.registry import OFFICE_HOURS
from control_plane.people.actor import CENTRE
from control_plane.settings import Settings


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Add and renew the branches of a CSV file; a wrong row is named and nothing is changed."""
    rows = read_branch_list(given.file)
    database = Database(settings.database)
    with database.transaction() as session:
        fresh = take_over(session, CENTRE, rows, week=OFFICE_HOURS)
    database.dispose()
    print(f"{len(rows)} branches were taken over, {fresh} of them new.")
