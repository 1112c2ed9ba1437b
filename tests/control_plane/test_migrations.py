"""A centre that is older gets the new tables and loses nothing, and can go back."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from control_plane.changes import repository as changes
from control_plane.database import Database
from control_plane.migrations.runner import FOLDER, is_current, migrate

FIRST = "0001"


def a_configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def go(database: Database, move: Callable[[Config, str], None], target: str) -> set[str]:
    """Move a database to a revision; return its tables."""
    config = a_configuration()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        move(config, target)
    return set(inspect(database.engine).get_table_names())


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(a_configuration()).get_heads()) == 1


def test_what_an_older_centre_stored_outlives_the_way_up_and_down(database_url: str) -> None:
    database = Database(database_url)
    older = go(database, command.upgrade, FIRST)
    with database.transaction() as session:
        changes.note(session, "state", "a")
    migrate(database)
    assert is_current(database)
    assert go(database, command.downgrade, FIRST) == older
    migrate(database)
    with database.reading() as session:
        assert changes.latest_id(session) == 1
    database.dispose()
