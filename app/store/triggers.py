"""What the database itself sees to, whoever writes: counts, the revision of a workspace's assets, that the audit stays, and
whose campaign fires must be planned anew.

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


@dataclass(frozen=True, slots=True)
class CampaignMark:
    """A written row of `table` may change when its contact gets what campaigns send: mark the contact for planning anew.

    `contact` is its id; `where` says in SQL whether a campaign that is in use cares about the row; `columns` are those that
    matter of an update, which marks only when one of them differs. Without `is_row`, rows that come and go do not matter.
    """

    name: str
    table: str
    contact: str
    where: str
    columns: Sequence[str] = ()
    is_row: bool = True

    def sqlite(self) -> Iterator[str]:
        if self.is_row:
            yield self._sqlite("insert", "INSERT", self._cares("NEW"), "NEW")
            yield self._sqlite("delete", "DELETE", self._cares("OLD"), "OLD")
        if self.columns:
            differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in self.columns)
            when = f"UPDATE OF {', '.join(self.columns)}"
            yield self._sqlite("update", when, f"({differs}) AND {self.where.format(row='NEW')}", "NEW")

    def postgresql(self) -> Iterator[str]:
        inserted, deleted, updated = self._then("NEW"), self._then("OLD"), ""
        if self.columns:
            differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in self.columns)
            updated = f"IF ({differs}) AND {self.where.format(row='NEW')} THEN {self._mark('NEW')} END IF;"
        body = f"IF TG_OP = 'INSERT' THEN {inserted} ELSIF TG_OP = 'DELETE' THEN {deleted} ELSE {updated} END IF;"
        if not self.is_row:
            body = updated
        elif not updated:
            body = f"IF TG_OP = 'INSERT' THEN {inserted} ELSE {deleted} END IF;"
        yield _function(self.name, f"{body} RETURN NULL;")
        events = ["INSERT", "DELETE"] if self.is_row else []
        events += [f"UPDATE OF {', '.join(self.columns)}"] if self.columns else []
        yield _attach(self.name, f"AFTER {' OR '.join(events)}", self.table)

    def _sqlite(self, kind: str, when: str, condition: str, row: str) -> str:
        body = self._mark(row)
        return f'CREATE TRIGGER {self.name}_{kind} AFTER {when} ON "{self.table}" WHEN {condition} BEGIN {body} END'

    def _then(self, row: str) -> str:
        return f"IF {self._cares(row)} THEN {self._mark(row)} END IF;"

    def _cares(self, row: str) -> str:
        return self.where.format(row=row)

    def _mark(self, row: str) -> str:
        return (
            "INSERT INTO campaign_dirty (contact_id, workspace_id, mark)"  # noqa: S608 (no value comes in)
            f" SELECT id, workspace_id, 1 FROM contact WHERE id = {self.contact.format(row=row)}"
            " ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1;"
        )


@dataclass(frozen=True, slots=True)
class Replan:
    """When one of these `columns` of a row changes, all fires of the campaign events that `events` selects are planned anew."""

    table: str
    events: str
    columns: Sequence[str]

    @property
    def name(self) -> str:
        return f"replan_{self.table}"

    def sqlite(self) -> Iterator[str]:
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in self.columns)
        when = f"AFTER UPDATE OF {', '.join(self.columns)}"
        yield f'CREATE TRIGGER {self.name} {when} ON "{self.table}" WHEN {differs} BEGIN {self._plan()} END'

    def postgresql(self) -> Iterator[str]:
        differs = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in self.columns)
        yield _function(self.name, f"IF {differs} THEN {self._plan()} END IF; RETURN NULL;")
        yield _attach(self.name, f"AFTER UPDATE OF {', '.join(self.columns)}", self.table)

    def _plan(self) -> str:
        return f"UPDATE campaign_event SET plan_cursor = 0 WHERE {self.events};"  # noqa: S608 (no value comes in)


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _attach(name: str, when: str, table: str) -> str:
    return f'CREATE TRIGGER {name} {when} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()'


SPACE = "{row}.workspace_id"
MEMBERSHIP = "id IN (SELECT workspace_id FROM membership WHERE user_id = {row}.id)"
CHANNELS = "id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = {row}.id)"

OF_GROUP = "EXISTS (SELECT 1 FROM campaign WHERE group_id = {row}.group_id AND NOT is_archived)"
OF_CONTACT = (
    "EXISTS (SELECT 1 FROM group_contact JOIN campaign ON campaign.group_id = group_contact.group_id"
    " WHERE group_contact.contact_id = {row}.id AND NOT campaign.is_archived)"
)
OF_LAST_SEEN = (  # first what is known without looking at the contact: every SMS asks here
    "EXISTS (SELECT 1 FROM campaign_event WHERE relative_to = 'last_seen_on' AND is_active)"
    " AND EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id"
    " JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = {row}.id"
    " WHERE campaign_event.relative_to = 'last_seen_on' AND campaign_event.is_active AND NOT campaign.is_archived)"
)
OF_VALUE = (
    "EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id"
    " JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = {row}.contact_id"
    " WHERE campaign_event.field_id = {row}.field_id AND campaign_event.is_active AND NOT campaign.is_archived)"
)
OF_CAMPAIGNS = "is_active AND campaign_id IN (SELECT id FROM campaign WHERE NOT is_archived AND {})"
FIRE = (
    "CAST({row}.event_id AS VARCHAR) || ':' || {row}.state"
    " || CASE WHEN {row}.state = 'skipped' THEN ':' || COALESCE({row}.reason, '') ELSE '' END"
)

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
    CampaignMark("campaign_member", "group_contact", "{row}.contact_id", OF_GROUP),
    CampaignMark("campaign_value", "contact_value", "{row}.contact_id", OF_VALUE, ("datetime_key",)),
    CampaignMark("campaign_status", "contact", "{row}.id", OF_CONTACT, ("status", "is_deleted", "created_on"), is_row=False),
    CampaignMark("campaign_seen", "contact", "{row}.id", OF_LAST_SEEN, ("last_seen_on",), is_row=False),
    Replan("campaign_event", "id = NEW.id", ("is_active",)),
    Replan("campaign", "is_active AND campaign_id = NEW.id", ("is_archived", "group_id")),
    Replan("contact_group", OF_CAMPAIGNS.format("group_id = NEW.id"), ("is_active",)),
    Replan("contact_field", "is_active AND field_id = NEW.id", ("is_active",)),
    Replan("workspace", OF_CAMPAIGNS.format("workspace_id = NEW.id"), ("timezone",)),
    Count("tally_campaign_fire", "campaign_fire", "campaign_fire", FIRE, SPACE, ("state", "reason")),
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
