"""`beket-control-plane`: the centre on one machine, or one of its parts."""

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from contract.orders import Verb
from control_plane.errors import ControlPlaneError
from control_plane.logs import start_logging
from control_plane.parentage import end_with_parent
from control_plane.people.states import LANGUAGES, Role
from control_plane.settings import SettingsError, load_settings

PROGRAM = "beket-control-plane"
COMMANDS = "control_plane.commands"
DATA_VARIABLE = "BEKET_DATA"
DISK_FULL = ("database or disk is full", "No space left on device")
TOLD_AS_THEY_ARE = frozenset({errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.ECONNREFUSED})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what goes wrong is one sentence on standard error."""
    given = _parser().parse_args(arguments)
    os.umask(0o077)  # keys, database, passwords: all that the centre writes is for its own user
    end_with_parent()
    try:
        settings = load_settings(given.data)
        start_logging(settings.log_level)
        # Only what the command needs: a worker's process holds no web framework.
        importlib.import_module(f"{COMMANDS}.{given.module}").run(settings, given)
    except (SettingsError, ControlPlaneError) as error:
        return _fail(str(error))
    except DatabaseError as error:
        return _fail(_about_database(error))
    except OSError as error:
        if error.errno not in TOLD_AS_THEY_ARE:
            raise
        return _fail(f"{error.strerror}: {error.filename or given.data}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    initial = _command(commands, "init", "initial", "make keys, tables and regions in the data folder")
    initial.add_argument("--demo", action="store_true", help="the demo's branches and administrator too")
    _command(commands, "up", "up", "run the whole centre on this machine")
    _command(commands, "web", "web", "run the pages and the API only")
    _command(commands, "ingest", "ingest", "run a worker that stores what terminals report")
    _command(commands, "clock", "clock", "run what is due by time: sending, deadlines, schedules")
    _command(commands, "reflect", "reflect", "answer the terminals' tests of their line (STAMP, UDP)")
    _command(commands, "listen", "listen", "show the traffic of terminals, readable")
    _command(commands, "quarantine", "quarantine", "show messages that could not be taken in, and why")
    _command(commands, "migrate", "migrate", "bring the database to this version's tables")
    _command(commands, "verify-actions", "verify_actions", "check that the record of actions is whole")
    branches = _command(commands, "branches", "branches", "take over the operator's branch list")
    branches.add_argument("file", type=Path, help="CSV with the columns that docs/centre.md names")
    order = _command(commands, "order", "order", "have a terminal do something as soon as it is in contact")
    order.add_argument("terminal", help="the terminal's number")
    order.add_argument("verb", choices=[verb.value for verb in Verb])
    order.add_argument("arguments", nargs="*", metavar="NAME=VALUE", help="what the verb needs, as component=camera")
    order.add_argument("--reason", required=True, help="why; it stays in the record of actions")
    account = _command(commands, "account", "account", "let a person sign in; the password is asked for")
    account.set_defaults(new_password=False)
    account.add_argument("login")
    account.add_argument("--name", default="", help="the name that others see")
    account.add_argument("--role", choices=[role.value for role in Role], required=True)
    account.add_argument("--language", choices=LANGUAGES, default="kk")
    reach = account.add_mutually_exclusive_group()
    reach.add_argument("--office", default="", help="the role holds in this office only")
    reach.add_argument("--region", default="", help="the role holds in this region (KATO) only")
    password = _command(commands, "password", "account", "give a person a new password; it is asked for")
    password.set_defaults(new_password=True)
    password.add_argument("login")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, module: str, meaning: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=meaning, description=meaning)
    default = os.environ.get(DATA_VARIABLE)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(default) if default else None,
        required=default is None,
        help=f"the data folder (or the variable {DATA_VARIABLE})",
    )
    parser.set_defaults(module=module)
    return parser


def _about_database(error: DatabaseError) -> str:
    cause = str(error.orig).strip().splitlines()[0]
    if any(words in cause for words in DISK_FULL):
        return "the disk is full: make room where the data folder or the database is, then start again"
    return f"the database cannot be used: {cause}"


def _fail(sentence: str) -> int:
    print(f"{PROGRAM}: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
