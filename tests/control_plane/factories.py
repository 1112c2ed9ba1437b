"""Things of the centre with sensible defaults, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from control_plane.database import Database
from control_plane.migrations.runner import migrate
from control_plane.people.actor import Actor, Grant
from control_plane.people.states import Role, ScopeKind

NOW_MS = 1_795_348_800_000  # Sunday, 22 November 2026, 12:00 UTC


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
