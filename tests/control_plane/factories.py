"""Things of the centre with sensible defaults, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from contract.identity import new_terminal_id
from control_plane.application import create_application
from control_plane.authority.service import Authority, create_authority, load_authority
from control_plane.database import Database
from control_plane.fleet import service
from control_plane.fleet.models import Terminal
from control_plane.fleet.registry import register_demo, register_republic
from control_plane.fleet.states import LifeCycle
from control_plane.people import service as people
from control_plane.people.actor import Actor, Grant
from control_plane.people.states import Role, ScopeKind
from control_plane.schema import METADATA
from control_plane.settings import Settings
from control_plane.timekeeping import now_ms

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
NOW_MS = int(NOW.timestamp()) * 1000


@contextmanager
def a_database(url: str) -> Iterator[Database]:
    """An open database with all tables; that migrations make the same ones has its own test."""
    database = Database(url)
    with database.engine.begin() as connection:
        METADATA.create_all(connection)
    try:
        yield database
    finally:
        database.dispose()


def an_actor(
    role: Role = Role.ADMINISTRATOR,
    *,
    office: str | None = None,
    region: str | None = None,
    name: str = "aigerim",
) -> Actor:
    """Somebody with one role, everywhere or in one office or region."""
    grant = Grant(role=role)
    if office is not None:
        grant = Grant(role=role, scope_kind=ScopeKind.OFFICE, scope_key=office)
    if region is not None:
        grant = Grant(role=role, scope_kind=ScopeKind.REGION, scope_key=region)
    return Actor(name=name, grants=(grant,))


def a_registry(session: Session) -> None:
    """The republic and the demo's branches."""
    register_republic(session)
    register_demo(session)


def a_terminal(
    session: Session,
    *,
    seat: str | None = "071100-1",
    life_cycle: LifeCycle = LifeCycle.ACTIVE,
    model: str = "demo",
) -> str:
    """A terminal, standing at a seat of the demo unless that is None; returns its id."""
    terminal = Terminal(id=new_terminal_id(), model=model, life_cycle=life_cycle, created_ms=NOW_MS)
    session.add(terminal)
    session.flush()
    if seat is not None:
        service.place(session, an_actor(), terminal_id=terminal.id, seat_id=seat, now=NOW_MS)
    return terminal.id


def an_authority(folder: Path) -> Authority:
    """A whole authority in a folder of its own."""
    create_authority(folder / "authority", NOW)
    return load_authority(folder / "authority")


@contextmanager
def a_centre(url: str, folder: Path) -> Iterator[TestClient]:
    """The whole application over a database with the demo's branches; nobody is signed in."""
    settings = Settings(data=folder, database_url=url)
    create_authority(settings.authority, NOW)
    with a_database(url) as database, database.transaction() as session:
        a_registry(session)
    with TestClient(create_application(settings), base_url="http://127.0.0.1") as client:
        yield client


def a_token(client: TestClient, role: Role = Role.ADMINISTRATOR, *, office: str | None = None) -> dict[str, str]:
    """The header of a program that speaks for a fresh account with a role."""
    database: Database = client.app.state.database  # type: ignore[attr-defined]
    login = f"{role}-{office or 'all'}"
    with database.transaction() as session:
        people.create_account(
            session,
            an_actor(),
            login=login,
            display_name="",
            password="long enough",
            grants=an_actor(role, office=office).grants,
            now=now_ms(),
        )
        token = people.create_token(session, an_actor(), login=login, name="test")
    return {"Authorization": f"Bearer {token}"}
