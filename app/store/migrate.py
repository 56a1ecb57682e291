"""Bring the office's database to this version of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.errors import OutpostError
from app.store.database import Store

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(store: Store) -> None:
    """Run the migrations that are missing, all in one transaction.

    Raises OutpostError `database_too_new` when a newer Outpost wrote the database: nothing is touched then.
    """
    config = _config()
    with store.write() as work:
        connection = work.session.connection()
        current = MigrationContext.configure(connection).get_current_revision()
        known = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise OutpostError("database_too_new", revision=current)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        work.commit()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config
