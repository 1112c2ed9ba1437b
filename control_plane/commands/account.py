"""`account` and `password`: who can sign in."""

import argparse
import getpass
import sys

from control_plane.database import Database
from control_plane.people import service
from control_plane.people.actor import CENTRE, Grant
from control_plane.people.states import Role, ScopeKind
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Make an account, or with `--new-password` give an existing one a new password."""
    password = _ask_password()
    database = Database(settings.database)
    with database.transaction() as session:
        if given.new_password:
            service.set_password(session, CENTRE, login=given.login, password=password)
        else:
            service.create_account(
                session,
                CENTRE,
                login=given.login,
                display_name=given.name or given.login,
                password=password,
                grants=[_grant(given)],
                language=given.language,
                now=now_ms(),
            )
    database.dispose()
    print(f"{given.login} can sign in with this password.")


def _grant(given: argparse.Namespace) -> Grant:
    role = Role(given.role)
    if given.office:
        return Grant(role=role, scope_kind=ScopeKind.OFFICE, scope_key=given.office)
    if given.region:
        return Grant(role=role, scope_kind=ScopeKind.REGION, scope_key=given.region)
    return Grant(role=role)


def _ask_password() -> str:
    """Typed unseen, or the first line of standard input: never an argument, which everybody could read."""
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")
