"""Addresses without channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.contact import Contact, ContactUrn
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader
from app.engine.urns import identity, is_valid, normalize

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

APPEND, REMOVE, SET = "append", "remove", "set"


@dataclass(frozen=True, slots=True)
class UrnsModifier(Modifier):
    """Append, remove, or set the whole list. An invalid address, or one of somebody else, is an error event."""

    urns: tuple[str, ...]
    modification: str

    type = "urns"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(tuple(reader.texts("urns")), reader.choice("modification", (APPEND, REMOVE, SET), "modification"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        before = [urn.to_json() for urn in contact.urns]
        good = [urn for text in self.urns if (urn := acceptable(text, contact, setting))]
        if self.modification == REMOVE:
            gone = {urn.identity for urn in good}
            contact.urns = [urn for urn in contact.urns if urn.identity not in gone]
        else:
            merge(contact, good, setting, fresh=self.modification == SET)
        if [urn.to_json() for urn in contact.urns] == before:
            return False
        setting.tell_urns(contact)
        return True

    def fields(self) -> dict[str, Any]:
        return {"urns": list(self.urns), "modification": self.modification}


def acceptable(text: str, contact: Contact, setting: Setting) -> ContactUrn | None:
    """The normal form of an address that this contact may have; else an error event, and None."""
    urn = normalize(text, setting.env.default_country)
    if not is_valid(urn):
        setting.error(f"'{urn}' is not valid URN", "urn:invalid", {"urn": urn})
        return None
    if contact.find_urn(identity(urn)) is None and not setting.capabilities.claim_urn(contact.uuid, identity(urn)):
        setting.error("URN is taken by another contact", "urn:taken", {"urn": urn})
        return None
    return ContactUrn.read(urn, setting.assets)


def merge(contact: Contact, new: list[ContactUrn], setting: Setting, *, fresh: bool) -> None:
    """Add addresses to those there are, or with `fresh` instead of them; those there are keep their channel."""
    urns = [] if fresh else list(contact.urns)
    for urn in new:
        if any(one.identity == urn.identity for one in urns):
            continue
        if len(urns) >= setting.limits.urns_per_contact:
            setting.error("Contact has too many URNs", "urn:limit", {"urn": urn.identity})
            break
        old = contact.find_urn(urn.identity)
        if old and urn.channel is None:
            urn.channel = old.channel
        urns.append(urn)
    contact.urns = urns
