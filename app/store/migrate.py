"""Bring the office's database to this version of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from app.errors import OutpostError
from app.store.database import Store

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(store: Store) -> None:
    """Run the migrations that are missing, all in one transaction.

    Raises OutpostError `database_too_new` when a newer Outpost wrote the database: nothing is touched then.
    """
    with store.write(enforce=False) as work:
        connection = work.session.connection()
        if _is_missing_some(connection):
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(connection)
        work.commit()


def _is_missing_some(connection: Connection) -> bool:
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {revision.revision for revision in scripts.walk_revisions()}:
        raise OutpostError("database_too_new", revision=current)
    return current != scripts.get_current_head()


def _check_references(connection: Connection) -> None:
    """SQLite does not look at them while tables are rebuilt."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise OutpostError("database_damaged", table=broken[0])


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
