"""Things of the centre with sensible defaults, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from contract.identity import new_terminal_id
from control_plane.authority.service import Authority, create_authority, load_authority
from control_plane.database import Database
from control_plane.fleet import service
from control_plane.fleet.models import Terminal
from control_plane.fleet.registry import register_demo, register_republic
from control_plane.fleet.states import LifeCycle
from control_plane.migrations.runner import migrate
from control_plane.people.actor import Actor, Grant
from control_plane.people.states import Role, ScopeKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
NOW_MS = int(NOW.timestamp()) * 1000


@contextmanager
def a_database(url: str) -> Iterator[Database]:
    """An open database with all tables."""
    database = Database(url)
    migrate(database)
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
