"""What has to be there before the centre runs: folder, authority, tables, regions; and the demo's things."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from control_plane.authority.files import write_private
from control_plane.authority.service import create_authority, ensure_server_certificate
from control_plane.database import Database
from control_plane.enrolment.withdrawal import keep_list
from control_plane.fleet.registry import register_demo, register_republic
from control_plane.migrations.runner import migrate
from control_plane.people import service as people
from control_plane.people.actor import CENTRE, Grant
from control_plane.people.repository import account_named
from control_plane.people.states import Role
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms

DEMO_LOGIN = "demo-login.json"
DEMO_NAME = "admin"


class DemoLogin(msgspec.Struct, frozen=True):
    """The demo's administrator, kept 0600 in the data folder of a demo only."""

    login: str
    password: str


def prepare(settings: Settings) -> None:
    """Make what is missing; what is there stays."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = datetime.now(UTC)
    create_authority(settings.authority, now)
    ensure_server_certificate(settings.authority, settings.broker_names, now=now)
    database = Database(settings.database)
    try:
        migrate(database)
        with database.transaction() as session:
            register_republic(session)
            keep_list(session, settings.authority, now=now_ms())
    finally:
        database.dispose()


def prepare_demo(settings: Settings) -> DemoLogin:
    """Make the demo's branches and its administrator, whose password is the same on each run."""
    login = _demo_login(settings.data / DEMO_LOGIN)
    database = Database(settings.database)
    try:
        with database.transaction() as session:
            register_demo(session)
            if account_named(session, login.login) is None:
                people.create_account(
                    session,
                    CENTRE,
                    login=login.login,
                    display_name="Demo",
                    password=login.password,
                    grants=[Grant(role=Role.ADMINISTRATOR), Grant(role=Role.AUDITOR)],
                    language="ru",
                    now=now_ms(),
                )
    finally:
        database.dispose()
    return login


def _demo_login(path: Path) -> DemoLogin:
    if path.exists():
        return msgspec.json.decode(path.read_bytes(), type=DemoLogin)
    login = DemoLogin(DEMO_NAME, secrets.token_urlsafe(12))
    write_private(path, msgspec.json.encode(login))
    return login
