"""Finding what a definition names; what is not there is told, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from app.engine.actions.base import Ref, read_refs
from app.engine.asset_types import Group, Named
from app.engine.contactql import quoted
from app.engine.phones import PhoneError, parse_number
from app.engine.reading import Reader, is_uuid
from app.engine.urns import is_valid, normalize

if TYPE_CHECKING:
    from app.engine.running import RunContext

T = TypeVar("T", Group, Named)


def find_groups(ctx: RunContext, refs: Sequence[Ref]) -> list[Group]:
    return _find(ctx, "group", refs, ctx.assets.group, ctx.assets.group_named)


def find_labels(ctx: RunContext, refs: Sequence[Ref]) -> list[Named]:
    return _find(ctx, "label", refs, ctx.assets.label, ctx.assets.label_named)


def _find(
    ctx: RunContext,
    kind: str,
    refs: Sequence[Ref],
    by_uuid: Callable[[str], T | None],
    by_name: Callable[[str], T | None],
) -> list[T]:
    found: list[T] = []
    for ref in refs:
        one = _named(ctx, kind, ref, by_name) if ref.name_match else by_uuid(ref.uuid)
        if one is not None:
            found.append(one)
        elif not ref.name_match:
            ctx.missing(kind, ref.uuid, ref.name)
    return found


def _named(ctx: RunContext, kind: str, ref: Ref, by_name: Callable[[str], T | None]) -> T | None:
    name, worked = ctx.text(ref.name_match)
    if not worked:
        return None
    found = by_name(name)
    if found is None:
        ctx.error(f"No such {kind} with name '{name}'", f"{kind}:missing", {"name": name})
    return found


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets a broadcast or is started, as a definition has it. `legacy_vars` are templates of anything."""

    groups: tuple[Ref, ...] = ()
    contacts: tuple[Ref, ...] = ()
    contact_query: str = ""
    urns: tuple[str, ...] = ()
    legacy_vars: tuple[str, ...] = ()

    @classmethod
    def read(cls, reader: Reader) -> Recipients:
        return cls(
            groups=read_refs(reader, "groups"),
            contacts=read_refs(reader, "contacts"),
            contact_query=reader.text("contact_query"),
            urns=tuple(reader.texts("urns", maximum=100)),
            legacy_vars=tuple(reader.texts("legacy_vars", maximum=100)),
        )


@dataclass(slots=True)
class Found:
    """Recipients with everything evaluated."""

    groups: list[Group] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)
    contact_query: str = ""
    urns: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.groups or self.contacts or self.contact_query or self.urns)

    def to_json(self) -> dict[str, Any]:
        """What is empty is left out."""
        result = {
            "groups": [group.ref for group in self.groups],
            "contacts": self.contacts,
            "contact_query": self.contact_query,
            "urns": self.urns,
        }
        return {key: value for key, value in result.items() if value}


def find_recipients(ctx: RunContext, wanted: Recipients) -> Found:
    found = Found(
        groups=find_groups(ctx, wanted.groups),
        contacts=[ref.to_json() for ref in wanted.contacts],
        contact_query=ctx.text(wanted.contact_query, quoted, cut=False)[0],
        urns=list(wanted.urns),
    )
    for template in wanted.legacy_vars:
        _add_legacy(ctx, ctx.text(template)[0].strip(), found)
    return found


def _add_legacy(ctx: RunContext, text: str, found: Found) -> None:
    """A contact's uuid, a group's name, a URN or a phone number."""
    if is_uuid(text):
        found.contacts.append({"uuid": text, "name": ""})
        return
    group = ctx.assets.group_named(text) if text else None
    if group:
        found.groups.append(group)
        return
    urn = _as_urn(text, ctx.env.default_country)
    if urn:
        found.urns.append(urn)
    else:
        ctx.error(f"'{text}' couldn't be resolved to a contact, group or URN")


def _as_urn(text: str, country: str) -> str:
    normal = normalize(text, country)
    if is_valid(normal):
        return normal
    try:
        return f"tel:{parse_number(text, country)}"
    except PhoneError:
        return ""
