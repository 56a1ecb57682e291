"""Bring the office's database to this version of the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from app.errors import OutpostError
from app.store import postgresql
from app.store.database import Store

SCRIPTS = Path(__file__).with_name("migrations")


def upgrade(store: Store) -> None:
    """Run the migrations that are missing, all in one transaction.

    Raises OutpostError `database_too_new` when a newer Outpost wrote the database, and `workers_running` where other processes
    work with its tables as they are: nothing is touched then.
    """
    with store.write(enforce=False) as work:
        connection = work.session.connection()
        if _is_missing_some(connection):
            _check_alone(connection)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _check_references(connection)
        work.commit()


def check_revision(store: Store) -> None:
    """For a process that may not change tables. Raises OutpostError `database_other` unless they are this version's."""
    with store.read() as session:
        current = MigrationContext.configure(session.connection()).get_current_revision()
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    if current != wanted:
        raise OutpostError("database_other", revision=current or "?", wanted=wanted or "?")


def _is_missing_some(connection: Connection) -> bool:
    scripts = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {revision.revision for revision in scripts.walk_revisions()}:
        raise OutpostError("database_too_new", revision=current)
    return current != scripts.get_current_head()


def _check_alone(connection: Connection) -> None:
    """Workers share a lock for as long as they live (`app.store.line`)."""
    if connection.dialect.name != "sqlite":
        query = f"SELECT pg_try_advisory_xact_lock({postgresql.OFFICE}, {postgresql.WORKERS})"
        if not connection.exec_driver_sql(query).scalar():
            raise OutpostError("workers_running")


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
