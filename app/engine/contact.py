"""A contact during a session: GoFlow's JSON in and out. Flows change it through `app.engine.modifiers` only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from app.engine.asset_types import SEND, Channel, Field, Group, Named, User
from app.engine.channels import channel_for
from app.engine.dates import Instant
from app.engine.errors import EngineError
from app.engine.jsontime import read_optional_time, read_time, write_time
from app.engine.reading import required_text, text_of, texts_of, whole_number
from app.engine.urns import URN, URNError, parse

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

STATUSES = ("active", "blocked", "stopped", "archived")


@dataclass(slots=True)
class ContactUrn:
    """An address: `tel:+250788123123`, or `twitterid:123#handle` with a display name, and the channel it prefers."""

    urn: URN
    channel: Channel | None = None

    @classmethod
    def read(cls, text: str, assets: SessionAssets) -> ContactUrn:
        """`scheme:path?channel=uuid#display`; a channel that is not in the assets is forgotten. Raises URNError."""
        urn = parse(text)
        pairs = dict(parse_qsl(urn.query))
        channel = assets.channel(pairs.pop("channel", ""))
        return cls(replace(urn, query=urlencode(sorted(pairs.items()))), channel)

    @property
    def scheme(self) -> str:
        return self.urn.scheme

    @property
    def path(self) -> str:
        return self.urn.path

    @property
    def identity(self) -> str:
        """What makes two URNs the same: scheme and path."""
        return self.urn.identity

    @property
    def text(self) -> str:
        """As expressions and messages show it: without channel."""
        return str(replace(self.urn, query=""))

    def to_json(self) -> str:
        if self.channel is None:
            return str(self.urn)
        pairs = [*parse_qsl(self.urn.query), ("channel", self.channel.uuid)]
        return str(replace(self.urn, query=urlencode(sorted(pairs))))


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field's text, and what it reads as: a number, a moment, and location paths like `Rwanda > Kigali City`."""

    text: str
    number: Decimal | None = None
    datetime: Instant | None = None
    state: str = ""
    district: str = ""
    ward: str = ""

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> FieldValue:
        number = data.get("number")
        return cls(
            text=text_of(data, "text"),
            number=None if number is None else Decimal(str(number)),
            datetime=read_optional_time(data.get("datetime"), "datetime"),
            state=text_of(data, "state"),
            district=text_of(data, "district"),
            ward=text_of(data, "ward"),
        )

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"text": self.text}
        if self.number is not None:
            result["number"] = number_to_json(self.number)
        if self.datetime is not None:
            result["datetime"] = self.datetime.iso()
        places = {"state": self.state, "district": self.district, "ward": self.ward}
        return result | {key: place for key, place in places.items() if place}

    def typed(self, kind: str) -> str | Decimal | Instant | None:
        """What a field of this type holds; None where the text does not read as that."""
        if kind == "number":
            return self.number
        if kind == "datetime":
            return self.datetime
        if kind in ("state", "district", "ward"):
            place: str = getattr(self, kind)
            return place or None
        return self.text or None


@dataclass(slots=True)
class Ticket:
    uuid: str
    topic: Named | None
    assignee: User | None = None
    status: str = "open"

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"uuid": self.uuid, "status": self.status}
        if self.topic:
            result["topic"] = self.topic.ref
        if self.assignee:
            result["assignee"] = self.assignee.ref
        return result


@dataclass(slots=True)
class Contact:
    """`id` 0 is a contact that has none yet. `fields` holds set values only, by key."""

    uuid: str
    created_on: Instant
    id: int = 0
    name: str = ""
    language: str = ""
    status: str = "active"
    timezone: str = ""
    last_seen_on: Instant | None = None
    urns: list[ContactUrn] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    fields: dict[str, FieldValue] = field(default_factory=dict)
    tickets: list[Ticket] = field(default_factory=list)

    @classmethod
    def read(cls, data: Mapping[str, Any], assets: SessionAssets) -> Contact:
        """Groups, fields, topics and users that the assets lack are left out. Raises EngineError `contact:invalid`."""
        try:
            return cls(
                uuid=required_text(data, "uuid"),
                created_on=read_time(data["created_on"], "created_on"),
                id=whole_number(data, "id"),
                name=text_of(data, "name"),
                language=text_of(data, "language"),
                status=text_of(data, "status") or "active",
                timezone=text_of(data, "timezone"),
                last_seen_on=read_optional_time(data.get("last_seen_on"), "last_seen_on"),
                urns=[ContactUrn.read(urn, assets) for urn in texts_of(data, "urns")],
                groups=_known_groups(data.get("groups") or (), assets),
                fields=_known_fields(data.get("fields") or {}, assets),
                tickets=[read_ticket(item, assets) for item in data.get("tickets") or ()],
            )
        except (KeyError, TypeError, AttributeError, ArithmeticError, URNError) as error:
            raise EngineError("contact:invalid", f"unable to read contact: {error!r}") from error

    def to_json(self) -> dict[str, Any]:
        """Empty properties are left out."""
        result: dict[str, Any] = {"uuid": self.uuid, "id": self.id, "name": self.name, "language": self.language}
        result |= {"status": self.status, "timezone": self.timezone, "created_on": write_time(self.created_on)}
        if self.last_seen_on:
            result["last_seen_on"] = write_time(self.last_seen_on)
        result["urns"] = [urn.to_json() for urn in self.urns]
        result["groups"] = [group.ref for group in self.groups]
        result["fields"] = {key: value.to_json() for key, value in self.fields.items()}
        result["tickets"] = [ticket.to_json() for ticket in self.tickets]
        return {key: value for key, value in result.items() if value not in ("", 0, [], {})}

    @property
    def open_ticket(self) -> Ticket | None:
        """The newest open one."""
        return next((ticket for ticket in reversed(self.tickets) if ticket.status == "open"), None)

    def value(self, of: Field) -> FieldValue | None:
        return self.fields.get(of.key)

    def find_urn(self, identity: str) -> ContactUrn | None:
        return next((urn for urn in self.urns if urn.identity == identity), None)

    def in_group(self, group: Group) -> bool:
        return any(one.uuid == group.uuid for one in self.groups)

    def destination(self, channels: Sequence[Channel]) -> tuple[ContactUrn, Channel] | None:
        """Where a message to this contact goes: the first URN that some channel can send to."""
        for urn in self.urns:
            channel = channel_for(channels, urn.scheme, urn.path, urn.channel, SEND)
            if channel:
                return urn, channel
        return None


def number_to_json(number: Decimal) -> int | float:
    """JSON has one kind of number: whole ones stay exact, others keep a float's 15 digits (the text has them all)."""
    return int(number) if number == number.to_integral_value() else float(number)


def _known_groups(refs: Sequence[Mapping[str, Any]], assets: SessionAssets) -> list[Group]:
    found = (assets.group(ref["uuid"]) for ref in refs)
    return [group for group in found if group]


def _known_fields(values: Mapping[str, Any], assets: SessionAssets) -> dict[str, FieldValue]:
    return {key: FieldValue.read(value) for key, value in values.items() if value and assets.field(key)}


def read_ticket(data: Mapping[str, Any], assets: SessionAssets) -> Ticket:
    topic = data.get("topic")
    assignee = data.get("assignee")
    return Ticket(
        uuid=required_text(data, "uuid"),
        topic=(assets.topic(topic["uuid"]) or Named(required_text(topic, "uuid"), text_of(topic, "name"))) if topic else None,
        assignee=assets.user(assignee.get("uuid", "")) if assignee else None,
        status=text_of(data, "status") or "open",
    )
