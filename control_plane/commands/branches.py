"""`branches`: take over the operator's branch list."""

import argparse

from control_plane.authority.service import load_authority
from control_plane.configuration import issuing
from control_plane.configuration.issuing import FIRST_REVISION
from control_plane.database import Database
from control_plane.fleet.branch_list import read_branch_list, take_over
from control_plane.fleet.registry import OFFICE_HOURS
from control_plane.fleet.repository import places
from control_plane.locks import Lock, take
from control_plane.people.actor import CENTRE
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Add and renew the branches of a CSV file; a wrong row is named and nothing is changed."""
    rows = read_branch_list(given.file)
    database = Database(settings.database)
    with database.transaction() as session:
        fresh = take_over(session, CENTRE, rows, week=OFFICE_HOURS)
    _issue_again(database, settings)
    database.dispose()
    print(f"{len(rows)} branches were taken over, {fresh} of them new.")


def _issue_again(database: Database, settings: Settings) -> None:
    """A branch with another line or district obeys other layers; whose document is the same gets nothing."""
    with database.transaction() as session:
        take(session, Lock.LAYERS)
        standing = list(places(session).values())
        if standing:
            authority = load_authority(settings.authority)
            issuing.issue(session, authority, where=standing, revision=FIRST_REVISION, now=now_ms())
