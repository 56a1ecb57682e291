"""What a workspace has: read once, immutable, shared by all contacts and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from app.engine.actions.base import Action
from app.engine.asset_types import (
    Channel,
    Field,
    Global,
    Group,
    Named,
    Resthook,
    Template,
    TemplateTranslation,
    User,
)
from app.engine.definition.model import Flow
from app.engine.errors import EngineError
from app.engine.flows import LoadedFlow, load_flow
from app.engine.reading import required_text, text_of, texts_of
from app.engine.universe import Universe


class AssetSource(Protocol):
    """Where assets come from. Called at most once a flow and a kind by each SessionAssets."""

    def flow(self, uuid: str) -> Mapping[str, Any] | None:
        """The definition, of any spec version, or None where there is no such flow."""
        ...

    def objects(self, kind: str) -> Sequence[Mapping[str, Any]]:
        """All assets of a kind, as GoFlow's asset files have them.

        Kinds: channels, fields, groups, labels, globals, topics, users, templates, locations, resthooks, llms, campaigns.
        """
        ...


T = TypeVar("T")
_KEYS = {"fields": "key", "globals": "key", "resthooks": "slug", "locations": "name"}  # all else: uuid


@dataclass(slots=True)
class _Kind:
    """The assets of one kind, in the order of the source."""

    ordered: list[Any] = field(default_factory=list)
    by_key: dict[str, Any] = field(default_factory=dict)
    by_name: dict[str, Any] = field(default_factory=dict)


class SessionAssets:
    """Reads each kind and each flow from its source when first asked for. Safe to share between threads."""

    def __init__(self, source: AssetSource, universe: Universe, media_url: str = "") -> None:
        """`media_url` goes before relative paths of old recordings when flows are migrated."""
        self._source = source
        self._media_url = media_url
        self._universe = universe
        self._lock = threading.RLock()
        self._kinds: dict[str, _Kind] = {}
        self._flows: dict[str, LoadedFlow | None] = {}
        self._derived: dict[str, Any] = {}

    def flow(self, uuid: str) -> Flow | None:
        """The flow in the newest spec version, None where there is none. Raises EngineError `flow:invalid`."""
        loaded = self._load(uuid)
        return loaded.flow if loaded else None

    def actions(self, flow_uuid: str, node_uuid: str) -> Sequence[Action]:
        """The actions of a node of a flow that `flow` has given."""
        loaded = self._load(flow_uuid)
        return loaded.actions.get(node_uuid, ()) if loaded else ()

    def channels(self) -> Sequence[Channel]:
        return self._kind("channels", _channel).ordered

    def channel(self, uuid: str) -> Channel | None:
        return self._get("channels", _channel, uuid)

    def fields(self) -> Sequence[Field]:
        return self._kind("fields", _field).ordered

    def field(self, key: str) -> Field | None:
        return self._get("fields", _field, key)

    def groups(self) -> Sequence[Group]:
        return self._kind("groups", _group).ordered

    def group(self, uuid: str) -> Group | None:
        return self._get("groups", _group, uuid)

    def group_named(self, name: str) -> Group | None:
        """Case does not count."""
        return self._named("groups", _group, name)

    def label(self, uuid: str) -> Named | None:
        return self._get("labels", _named, uuid)

    def label_named(self, name: str) -> Named | None:
        return self._named("labels", _named, name)

    def topic(self, uuid: str) -> Named | None:
        return self._get("topics", _named, uuid)

    def topic_named(self, name: str) -> Named | None:
        return self._named("topics", _named, name)

    def user(self, uuid: str) -> User | None:
        return self._get("users", _user, uuid)

    def user_by_email(self, email: str) -> User | None:
        users: Sequence[User] = self._kind("users", _user).ordered
        return next((user for user in users if user.email.lower() == email.lower()), None)

    def campaign(self, uuid: str) -> Named | None:
        return self._get("campaigns", _named, uuid)

    def llm(self, uuid: str) -> Named | None:
        return self._get("llms", _named, uuid)

    def globals(self) -> Sequence[Global]:
        return self._kind("globals", _global).ordered

    def resthook(self, slug: str) -> Resthook | None:
        return self._get("resthooks", _resthook, slug)

    def template(self, uuid: str) -> Template | None:
        return self._get("templates", _template, uuid)

    def locations(self) -> Sequence[Mapping[str, Any]]:
        """Trees of `name`, `aliases`, `children`: country, state, district, ward."""
        return self._kind("locations", dict).ordered

    def derived(self, key: str, make: Callable[[], T]) -> T:
        """Something costly made of assets, made once: parsed group queries, a location index."""
        with self._lock:
            if key not in self._derived:
                self._derived[key] = make()
            made: T = self._derived[key]
            return made

    def _kind(self, kind: str, read: Callable[[Mapping[str, Any]], Any]) -> _Kind:
        found = self._kinds.get(kind)
        if found is None:
            with self._lock:
                found = self._kinds.get(kind) or _read_kind(self._source.objects(kind), kind, read)
                self._kinds[kind] = found
        return found

    def _get(self, kind: str, read: Callable[[Mapping[str, Any]], T], key: str) -> T | None:
        found: T | None = self._kind(kind, read).by_key.get(key) if isinstance(key, str) else None
        return found

    def _named(self, kind: str, read: Callable[[Mapping[str, Any]], T], name: str) -> T | None:
        found: T | None = self._kind(kind, read).by_name.get(name.strip().lower())
        return found

    def _load(self, uuid: str) -> LoadedFlow | None:
        if uuid in self._flows:
            return self._flows[uuid]
        with self._lock:
            if uuid not in self._flows:
                raw = self._source.flow(uuid)
                self._flows[uuid] = load_flow(raw, self._universe, self._media_url) if raw is not None else None
            return self._flows[uuid]


def _read_kind(objects: Sequence[Mapping[str, Any]], kind: str, read: Callable[[Mapping[str, Any]], Any]) -> _Kind:
    result, key = _Kind(), _KEYS.get(kind, "uuid")
    for data in objects:
        try:
            made = read(data)
        except (KeyError, TypeError, AttributeError) as error:
            raise EngineError("assets:invalid", f"{kind}: {error!r}") from error
        result.ordered.append(made)
        result.by_key[data[key]] = made
        result.by_name.setdefault(str(data.get("name", "")).strip().lower(), made)
    return result


def _channel(data: Mapping[str, Any]) -> Channel:
    return Channel(
        uuid=required_text(data, "uuid"),
        name=text_of(data, "name"),
        address=text_of(data, "address"),
        schemes=texts_of(data, "schemes"),
        roles=texts_of(data, "roles"),
        country=text_of(data, "country"),
        features=texts_of(data, "features"),
        match_prefixes=texts_of(data, "match_prefixes"),
        allow_international=bool(data.get("allow_international")),
    )


def _field(data: Mapping[str, Any]) -> Field:
    return Field(text_of(data, "uuid"), required_text(data, "key"), text_of(data, "name"), text_of(data, "type") or "text")


def _group(data: Mapping[str, Any]) -> Group:
    return Group(required_text(data, "uuid"), text_of(data, "name"), text_of(data, "query"))


def _named(data: Mapping[str, Any]) -> Named:
    return Named(required_text(data, "uuid"), text_of(data, "name"))


def _user(data: Mapping[str, Any]) -> User:
    return User(required_text(data, "uuid"), text_of(data, "name"), text_of(data, "email"))


def _global(data: Mapping[str, Any]) -> Global:
    return Global(required_text(data, "key"), text_of(data, "name"), text_of(data, "value"))


def _resthook(data: Mapping[str, Any]) -> Resthook:
    return Resthook(required_text(data, "slug"), texts_of(data, "subscribers"))


def _template(data: Mapping[str, Any]) -> Template:
    translations = tuple(
        TemplateTranslation(
            channel_uuid=(item.get("channel") or {}).get("uuid", ""),
            locale=item.get("locale") or "",
            components=tuple(item.get("components") or ()),
            variables=tuple(variable["type"] for variable in item.get("variables") or ()),
        )
        for item in data.get("translations") or ()
    )
    return Template(required_text(data, "uuid"), text_of(data, "name"), translations)
