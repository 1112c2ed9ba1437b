"""The tables are the same whether made by migrations or read from the models."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from control_plane.changes import repository as changes
from control_plane.database import Database
from control_plane.migrations.runner import is_current, migrate
from control_plane.schema import METADATA


def test_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    database = Database(database_url)
    assert not is_current(database)
    migrate(database)
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    assert is_current(database)
    database.dispose()


def test_a_failed_transaction_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)
    migrate(database)
    with pytest.raises(ZeroDivisionError), database.transaction() as session:  # noqa: PT012 - the block is the point
        changes.note(session, "state", "a")
        session.flush()
        1 / 0  # noqa: B018
    with database.reading() as session:
        assert changes.latest_id(session) == 0
    database.dispose()
