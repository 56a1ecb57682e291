"""What expressions see: `@contact`, `@results` and the rest, made when first looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from app.engine import urns
from app.engine.asset_types import Channel, Group, Named, User
from app.engine.contact import Contact, Ticket
from app.engine.definition.model import Flow
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.excellent.types import DEFAULT_KEY, Deprecated, Property, XArray, XObject, XValue, render, to_xvalue
from app.engine.legacy_extra import legacy_extra
from app.engine.refs import contact_ref
from app.engine.run import Result, Run

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets
    from app.engine.session import Session

REDACTED = "********"
# `discord` is a scheme that flows never got to know.
URN_SCHEMES = tuple(sorted(set(urns.SCHEMES) - {"discord"}))

Properties = dict[str, Property]


class Surroundings(Protocol):
    """What it takes to show a contact. A session has it."""

    @property
    def env(self) -> Environment: ...

    @property
    def assets(self) -> SessionAssets: ...


def make_root(session: Session, run: Run) -> XObject:
    """All top-level names. Each is computed once, at first use."""
    contact, env = session.contact, session.env
    return XObject(
        {
            "contact": lambda: contact_context(session, contact),
            "fields": lambda: _fields(session, contact),
            "urns": lambda: _urns(env, contact),
            "results": lambda: _results(session, run),
            "input": lambda: _input(session),
            "run": lambda: _run(session, run),
            "child": lambda: _child(session, run),
            "parent": lambda: _parent(session, run),
            "node": lambda: _node(run),
            "globals": lambda: _globals(session),
            "locals": lambda: XObject(dict(run.locals)),
            "trigger": lambda: session.trigger.context(session),
            "resume": lambda: session.resume.context() if session.resume else None,
            "ticket": lambda: _open_ticket(contact),
            "webhook": lambda: _webhook(run),
            "legacy_extra": lambda: Deprecated(legacy_extra(session, run), "@legacy_extra is deprecated"),
        }
    )


def contact_root(surroundings: Surroundings, contact: Contact) -> XObject:
    """What there is without a run: `@contact`, `@fields`, `@urns` and `@globals`."""
    return XObject(
        {
            "contact": lambda: contact_context(surroundings, contact),
            "fields": lambda: _fields(surroundings, contact),
            "urns": lambda: _urns(surroundings.env, contact),
            "globals": lambda: _globals(surroundings),
        }
    )


def contact_context(session: Surroundings, contact: Contact) -> XObject:
    """A contact: its default is its name, else its address, redacted where the workspace hides addresses."""
    env = session.env

    def properties() -> Mapping[str, Property]:
        first, *_ = contact.name.split() or [""]
        known: Properties = {
            DEFAULT_KEY: lambda: contact_name(env, contact),
            "uuid": contact.uuid,
            "ref": lambda: contact_ref(contact.id, env.obfuscation_key),
            "id": Deprecated(str(contact.id), "@contact.id is deprecated, use @contact.ref instead"),
            "name": contact.name,
            "first_name": first,
            "language": contact.language or None,
            "timezone": contact.timezone or None,
            "status": contact.status,
            "created_on": contact.created_on,
            "last_seen_on": contact.last_seen_on,
            "urn": lambda: _reached_by(session, contact),
            "urns": lambda: XArray([_urn(env, urn.text) for urn in contact.urns]),
            "groups": lambda: XArray([_group(group) for group in contact.groups]),
            "fields": lambda: _fields(session, contact),
            "channel": lambda: channel_context(_reached_through(session, contact)),
            "tickets": lambda: Deprecated(
                XArray([_ticket(ticket) for ticket in contact.tickets if ticket.status == "open"]),
                "@contact.tickets is deprecated, use @ticket instead",
            ),
        }
        return known

    return XObject(properties)


def contact_name(env: Environment, contact: Contact) -> str:
    """How a contact is called: name, else reference or address."""
    if contact.name:
        return contact.name
    if env.redacts_urns:
        return contact_ref(contact.id, env.obfuscation_key)
    return urns.format_urn(contact.urns[0].text) if contact.urns else ""


def channel_context(channel: Channel | None) -> XObject | None:
    if channel is None:
        return None
    address = {DEFAULT_KEY: channel.name, "uuid": channel.uuid, "name": channel.name, "address": channel.address}
    return XObject(address)


def user_context(user: User | None) -> XObject | None:
    if user is None:
        return None
    first, *_ = user.name.split() or [""]
    return XObject({DEFAULT_KEY: user.name or user.email, "email": user.email, "name": user.name, "first_name": first})


def ref_context(named: Named | None) -> XObject | None:
    """Uuid and name, standing for the name."""
    return XObject({DEFAULT_KEY: named.name, "uuid": named.uuid, "name": named.name}) if named else None


def ticket_context(ticket: Ticket | None) -> XObject | None:
    return _ticket(ticket) if ticket else None


def _reached_through(session: Surroundings, contact: Contact) -> Channel | None:
    reach = contact.destination(session.assets.channels())
    return reach[1] if reach else None


def _reached_by(session: Surroundings, contact: Contact) -> str | None:
    """Null for a contact that no channel can reach, whatever addresses there are."""
    reach = contact.destination(session.assets.channels())
    return _urn(session.env, reach[0].text) if reach else None


def _urn(env: Environment, urn: str) -> str:
    return f"{urn.partition(':')[0]}:{REDACTED}" if env.redacts_urns else urn


def _group(group: Group) -> XObject:
    return XObject({"uuid": group.uuid, "name": group.name})


def _ticket(ticket: Ticket) -> XObject:
    return XObject({"uuid": ticket.uuid, "topic": ref_context(ticket.topic), "assignee": user_context(ticket.assignee)})


def _open_ticket(contact: Contact) -> XObject | None:
    return ticket_context(contact.open_ticket)


def _fields(session: Surroundings, contact: Contact) -> XObject:
    """All fields of the workspace, unset ones null; stands for lines `Name: value` of those that are set."""
    known = session.assets.fields()

    def value(key: str, kind: str) -> XValue:
        found = contact.fields.get(key)
        return found.typed(kind) if found else None

    def lines() -> str:
        rows = [(field.name, value(field.key, field.type)) for field in sorted(known, key=lambda one: one.name)]
        return "\n".join(f"{name}: {render(shown)}" for name, shown in rows if shown is not None)

    values: Properties = {field.key: value(field.key, field.type) for field in known}
    return XObject(values | {DEFAULT_KEY: lines})


def _urns(env: Environment, contact: Contact) -> XObject:
    """The first address of each scheme."""
    found: dict[str, Property] = dict.fromkeys(URN_SCHEMES)
    for urn in reversed(contact.urns):
        if urn.scheme in found:
            found[urn.scheme] = _urn(env, urn.text)
    return XObject(found)


def _results(session: Session, run: Run) -> XObject:
    return results_context(run.results, lambda result: _category_localized(session, run, result))


def results_context(results: Mapping[str, Result], localize: Callable[[Result], str]) -> XObject:
    """Results by key; stands for lines `Name: value`."""
    lines = "\n".join(f"{result.name}: {result.value}" for _, result in sorted(results.items()))
    found: Properties = {key: _result(result, localize(result)) for key, result in results.items()}
    return XObject(found | {DEFAULT_KEY: lines})


def _result(result: Result, localized: str) -> XObject:
    return XObject(
        {
            DEFAULT_KEY: result.value,
            "name": result.name,
            "value": result.value,
            "category": result.category,
            "category_localized": localized,
            "input": result.input,
            "extra": lambda: to_xvalue(result.extra),
            "node_uuid": result.node_uuid,
            "created_on": result.created_on,
        }
    )


def _category_localized(session: Session, run: Run, result: Result) -> str:
    return result.category_localized or result.category


def _input(session: Session) -> XObject | None:
    heard = session.input
    if heard is None:
        return None
    urls = [attachment.partition(":")[2] for attachment in heard.attachments]
    return XObject(
        {
            DEFAULT_KEY: "\n".join(part for part in (heard.text, *urls) if part),
            "type": heard.type,
            "uuid": heard.uuid,
            "created_on": heard.created_on,
            "channel": channel_context(heard.channel),
            "urn": _urn(session.env, heard.urn.text) if heard.urn else None,
            "text": heard.text,
            "attachments": XArray(heard.attachments),
            "external_id": heard.external_id,
            "payload": XObject(),
        }
    )


def _flow(ref: Mapping[str, Any], flow: Flow | None) -> XObject:
    name = flow.name if flow else ref.get("name", "")
    revision = flow.revision if flow else ref.get("revision", 0)
    return XObject({DEFAULT_KEY: name, "uuid": ref.get("uuid", ""), "name": name, "revision": Decimal(revision)})


def _title(session: Session, contact: Contact, flow_name: str) -> str:
    return f"{contact_name(session.env, contact)}@{flow_name}"


def _run(session: Session, run: Run) -> XObject:
    def path() -> XArray:
        steps = [XObject({"node_uuid": step.node_uuid, "arrived_on": step.arrived_on}) for step in run.path]
        return XArray(steps)

    return XObject(
        {
            DEFAULT_KEY: lambda: _title(session, session.contact, run.flow_ref["name"]),
            "uuid": run.uuid,
            "contact": lambda: contact_context(session, session.contact),
            "flow": lambda: _flow(run.flow_ref, run.flow),
            "status": run.status,
            "results": lambda: _results(session, run),
            "locals": lambda: XObject(dict(run.locals)),
            "path": path,
            "created_on": run.created_on,
            "exited_on": run.exited_on,
        }
    )


def _related(session: Session, name: str, contact: Contact, flow: XObject, own: dict[str, XValue]) -> XObject:
    """`@child` or `@parent`, by `name`; `own` are uuid, status and results."""
    old_status = Deprecated(own["status"], f"@{name}.run.status is deprecated, use @{name}.status instead")
    shown: Properties = {**own}
    return XObject(
        shown
        | {
            DEFAULT_KEY: lambda: _title(session, contact, render(flow.get("name"))),
            "contact": lambda: contact_context(session, contact),
            "flow": flow,
            "fields": lambda: _fields(session, contact),
            "urns": lambda: _urns(session.env, contact),
            "run": XObject({"status": old_status}),
        }
    )


def _child(session: Session, run: Run) -> XObject | None:
    child = session.child_of(run)
    return _session_run(session, child, "child") if child else None


def _parent(session: Session, run: Run) -> XObject | None:
    """The run that started this one, in this session or, by what its summary says, in another."""
    parent = session.parent_of(run)
    if parent:
        return _session_run(session, parent, "parent")
    summary = session.trigger.run_summary
    return _summary(session, summary) if summary else None


def _session_run(session: Session, run: Run, name: str) -> XObject:
    flow, results = _flow(run.flow_ref, run.flow), _results(session, run)
    own: dict[str, XValue] = {"uuid": run.uuid, "status": run.status, "results": results}
    return _related(session, name, session.contact, flow, own)


def _summary(session: Session, summary: Mapping[str, Any]) -> XObject | None:
    contact, ref = summary.get("contact"), summary.get("flow")
    if not contact or not ref:
        return None
    try:
        read = {key: Result.read(value) for key, value in (summary.get("results") or {}).items()}
        who = Contact.read(contact, session.assets)
        flow = _flow(ref, session.assets.flow(ref["uuid"]))
    except (EngineError, KeyError, TypeError, AttributeError):
        return None  # a summary that nobody can read is none
    results = results_context(read, lambda result: result.category_localized or result.category)
    own: dict[str, XValue] = {"uuid": summary["uuid"], "status": summary.get("status", ""), "results": results}
    return _related(session, "parent", who, flow, own)


def _node(run: Run) -> XObject | None:
    node = run.node
    if node is None:
        return None
    visits = sum(1 for step in run.path if step.node_uuid == node.uuid)
    names = [category.name for category in node.router.categories] if node.router else []
    return XObject({"uuid": node.uuid, "visit_count": Decimal(visits), "categories": XArray(names)})


def _globals(session: Surroundings) -> XObject:
    known = session.assets.globals()
    lines = "\n".join(f"{one.name}: {one.value}" for one in sorted(known, key=lambda one: one.key))
    values: Properties = {one.key: one.value for one in known}
    return XObject(values | {DEFAULT_KEY: lines})


def _webhook(run: Run) -> XObject | None:
    """The last call of this run; stands for `METHOD url`."""
    saved = run.webhook
    if saved is None:
        return None
    headers: Properties = dict(saved.get("headers") or {})
    return XObject(
        {
            DEFAULT_KEY: f"{saved.get('method', '')} {saved.get('url', '')}",
            "status": Decimal(saved.get("status") or 0),
            "headers": XObject(headers),
            "json": lambda: to_xvalue(saved.get("json")),
        }
    )
