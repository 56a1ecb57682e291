"""What the database itself sees to, whoever writes: counts, the revision of a workspace's assets, and that the audit stays.
Beside the triggers, the tables of the word index, which no mapping can say.

Each rule is said once and rendered for SQLite and for PostgreSQL. They are made with the tables (`create_all`) and by the
migrations, which hold their own copy of the SQL; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import MetaData, event
from sqlalchemy.engine import Connection

from app.store import words

FOLDER = (
    "CASE WHEN {row}.direction = 'in' THEN CASE"
    " WHEN {row}.visibility = 'archived' THEN 'archived'"
    " WHEN {row}.visibility = 'visible' AND {row}.status = 'handled'"
    " THEN CASE WHEN {row}.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END"
    " WHEN {row}.visibility = 'visible' THEN CASE"
    " WHEN {row}.status IN ('queued', 'errored') THEN 'outbox'"
    " WHEN {row}.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent'"
    " WHEN {row}.status = 'failed' THEN 'failed' END END"
)


class Rule(Protocol):
    def sqlite(self) -> Iterator[str]: ...

    def postgresql(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Count:
    """Count the rows of `table` in `tally`, under `scope` and the key that the expression gives (NULL: not counted).

    `columns` are those that the key depends on; `{row}` stands for OLD or NEW.
    """

    name: str
    table: str
    scope: str
    key: str
    workspace: str
    columns: Sequence[str] = ()

    def sqlite(self) -> Iterator[str]:
        old, new = self.key.format(row="OLD"), self.key.format(row="NEW")
        yield self._sqlite("insert", "INSERT", f"{new} IS NOT NULL", self._add("NEW", 1))
        yield self._sqlite("delete", "DELETE", f"{old} IS NOT NULL", self._add("OLD", -1))
        if self.columns:
            when = f"{old} IS NOT {new}"
            yield self._sqlite("update", f"UPDATE OF {', '.join(self.columns)}", when, self._add("OLD", -1) + self._add("NEW", 1))

    def postgresql(self) -> Iterator[str]:
        body = (
            f"IF TG_OP <> 'INSERT' THEN {self._add('OLD', -1)} END IF;"
            f" IF TG_OP <> 'DELETE' THEN {self._add('NEW', 1)} END IF; RETURN NULL;"
        )
        if self.columns:
            old, new = self.key.format(row="OLD"), self.key.format(row="NEW")
            body = f"IF TG_OP = 'UPDATE' THEN IF ({old} IS NOT DISTINCT FROM {new}) THEN RETURN NULL; END IF; END IF; {body}"
        yield _function(self.name, body)
        update = f" OR UPDATE OF {', '.join(self.columns)}" if self.columns else ""
        yield _attach(self.name, f"AFTER INSERT OR DELETE{update}", self.table)

    def _sqlite(self, kind: str, when: str, condition: str, body: str) -> str:
        return f'CREATE TRIGGER {self.name}_{kind} AFTER {when} ON "{self.table}" WHEN {condition} BEGIN {body} END'

    def _add(self, row: str, count: int) -> str:
        key, workspace = self.key.format(row=row), self.workspace.format(row=row)
        return (
            "INSERT INTO tally (workspace_id, scope, key, day, count)"
            f" SELECT {workspace}, '{self.scope}', {key}, NULL, {count} WHERE {key} IS NOT NULL;"
        )


@dataclass(frozen=True, slots=True)
class SeenLabels:
    """A label counts its visible messages: archive one, and its labels count one less. Source: RapidPro."""

    name: str = "tally_label_seen"

    def sqlite(self) -> Iterator[str]:
        when = "(OLD.visibility = 'visible') <> (NEW.visibility = 'visible')"
        yield f'CREATE TRIGGER {self.name} AFTER UPDATE OF visibility ON "msg" WHEN {when} BEGIN {self._add()} END'

    def postgresql(self) -> Iterator[str]:
        when = "(OLD.visibility = 'visible') <> (NEW.visibility = 'visible')"
        yield _function(self.name, f"IF {when} THEN {self._add()} END IF; RETURN NULL;")
        yield _attach(self.name, "AFTER UPDATE OF visibility", "msg")

    def _add(self) -> str:
        return (
            "INSERT INTO tally (workspace_id, scope, key, day, count)"
            " SELECT NEW.workspace_id, 'label', CAST(label_id AS VARCHAR), NULL,"
            " CASE WHEN NEW.visibility = 'visible' THEN 1 ELSE -1 END FROM msg_label WHERE msg_id = NEW.id;"
        )


@dataclass(frozen=True, slots=True)
class Asset:
    """Raise `assets_revision` of the workspaces that a written row of `table` concerns. `columns`: of an update."""

    table: str
    workspaces: str = "id = {row}.workspace_id"
    columns: Sequence[str] = ()

    @property
    def name(self) -> str:
        return f"asset_{self.table}"

    def sqlite(self) -> Iterator[str]:
        update = f"UPDATE OF {', '.join(self.columns)}" if self.columns else "UPDATE"
        for kind, when, row in (("insert", "INSERT", "NEW"), ("update", update, "NEW"), ("delete", "DELETE", "OLD")):
            yield f'CREATE TRIGGER {self.name}_{kind} AFTER {when} ON "{self.table}" BEGIN {self._raise(row)} END'

    def postgresql(self) -> Iterator[str]:
        body = f"IF TG_OP = 'DELETE' THEN {self._raise('OLD')} ELSE {self._raise('NEW')} END IF; RETURN NULL;"
        yield _function(self.name, body)
        update = f" OF {', '.join(self.columns)}" if self.columns else ""
        yield _attach(self.name, f"AFTER INSERT OR DELETE OR UPDATE{update}", self.table)

    def _raise(self, row: str) -> str:
        of = self.workspaces.format(row=row)
        return f"UPDATE workspace SET assets_revision = assets_revision + 1 WHERE {of};"  # noqa: S608 (no value comes in)


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of `table` are written once and stay."""

    table: str

    @property
    def name(self) -> str:
        return f"kept_{self.table}"

    def sqlite(self) -> Iterator[str]:
        for kind in ("update", "delete"):
            body = f"SELECT RAISE(ABORT, '{self.table} rows stay');"
            yield f'CREATE TRIGGER {self.name}_{kind} BEFORE {kind.upper()} ON "{self.table}" BEGIN {body} END'

    def postgresql(self) -> Iterator[str]:
        yield _function(self.name, f"RAISE EXCEPTION '{self.table} rows stay';")
        yield _attach(self.name, "BEFORE UPDATE OR DELETE", self.table)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _attach(name: str, when: str, table: str) -> str:
    return f'CREATE TRIGGER {name} {when} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'


SPACE = "{row}.workspace_id"
MEMBERSHIP = "id IN (SELECT workspace_id FROM membership WHERE user_id = {row}.id)"
CHANNELS = "id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = {row}.id)"

WORKSPACE_COLUMNS = ("name", "country", "timezone", "languages", "date_format", "time_format", "input_collation", "is_anon")

RULES: Sequence[Rule] = (
    Count("tally_msg", "msg", "msgs", FOLDER, SPACE, ("direction", "visibility", "status", "flow_id")),
    Count(
        "tally_contact",
        "contact",
        "contacts",
        "CASE WHEN NOT {row}.is_deleted THEN {row}.status END",
        SPACE,
        ("status", "is_deleted"),
    ),
    Count(
        "tally_group",
        "group_contact",
        "group",
        "CAST({row}.group_id AS VARCHAR)",
        "(SELECT workspace_id FROM contact_group WHERE id = {row}.group_id)",
    ),
    Count(
        "tally_label",
        "msg_label",
        "label",
        "(SELECT CAST({row}.label_id AS VARCHAR) FROM msg WHERE id = {row}.msg_id AND visibility = 'visible')",
        "(SELECT workspace_id FROM label WHERE id = {row}.label_id)",
    ),
    SeenLabels(),
    Asset(
        "workspace",
        "id = {row}.id",
        ("name", "country", "timezone", "languages", "date_format", "time_format", "input_collation", "is_anon"),
    ),
    Asset("flow", columns=("name", "type", "revision", "ignore_triggers", "is_archived")),
    Asset("trigger"),
    Asset("trigger_group", "id = (SELECT workspace_id FROM trigger WHERE id = {row}.trigger_id)"),
    Asset("contact_field"),
    Asset("contact_group", columns=("uuid", "name", "query", "is_active")),
    Asset("campaign"),
    Asset("label"),
    Asset("topic"),
    Asset("global"),
    Asset("template"),
    Asset("resthook"),
    Asset("resthook_subscriber", "id = (SELECT workspace_id FROM resthook WHERE id = {row}.resthook_id)"),
    Asset("location_alias"),
    Asset("gazetteer", "country = {row}.country"),
    Asset("membership"),
    Asset("user", MEMBERSHIP, ("uuid", "name", "username", "is_active")),
    Asset("channel_workspace", columns=("is_default",)),
    Asset("channel", CHANNELS, ("state", "name", "address", "country")),
    Kept("audit"),
)


def statements(dialect: str) -> list[str]:
    """The SQL of all rules and of the word index."""
    rules = [sql for rule in RULES for sql in (rule.sqlite() if dialect == "sqlite" else rule.postgresql())]
    return [*words.statements(dialect), *rules]


def attach(metadata: MetaData) -> None:
    """`metadata.create_all` makes the rules with the tables."""

    def make(_metadata: MetaData, connection: Connection, tables: Sequence[Any] = (), **_more: Any) -> None:
        if not tables:
            return
        for sql in statements(connection.dialect.name):
            connection.exec_driver_sql(sql.replace("%", "%%") if connection.dialect.name != "sqlite" else sql)

    event.listen(metadata, "after_create", make)
