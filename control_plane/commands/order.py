"""`order`: have a terminal do something, from a shell on the centre."""

import argparse

from contract.orders import Verb
from control_plane.database import Database
from control_plane.errors import InvalidError
from control_plane.orders import service
from control_plane.people.actor import CENTRE
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Order it; what the terminal says of it is on its page and in the API."""
    database = Database(settings.database)
    with database.transaction() as session:
        made = service.order(
            session,
            CENTRE,
            terminal=given.terminal,
            verb=Verb(given.verb),
            args=_arguments(given.arguments),
            reason=given.reason,
            now=now_ms(),
        )
    database.dispose()
    print(f"order {made.id} waits until the terminal is in contact, for an hour at most.")


def _arguments(given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise InvalidError(f"an argument is NAME=VALUE, and {wrong[0]} is not")
    return {name: value for name, _, value in pairs}
