"""What one contact gets of a broadcast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.engine.context import contact_root
from app.engine.excellent.evaluator import Evaluator
from app.engine.limits import Limits
from app.engine.localization import broadcast_content
from app.engine.locations import locations_of
from app.engine.messages import Content, QuickReply
from app.engine.session import environment_for
from app.engine.text import truncate_ellipsis

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets
    from app.engine.contact import Contact
    from app.engine.envs import Environment
    from app.engine.excellent.types import XObject
    from app.engine.universe import Universe

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class _Surroundings:
    env: Environment
    assets: SessionAssets


@dataclass(frozen=True, slots=True)
class BroadcastTexts:
    """`translations` maps a language to text, attachments and quick_replies; `is_template`: they hold expressions."""

    translations: Mapping[str, Mapping[str, Any]]
    base_language: str
    is_template: bool

    def content_for(
        self, contact: Contact, assets: SessionAssets, base_env: Environment, universe: Universe
    ) -> tuple[Content, str]:
        """In the contact's language, and the locale of the text. An expression that fails leaves nothing in its place."""
        env = environment_for(contact, assets, base_env)
        found, locale = broadcast_content(env, contact.language, self.translations, self.base_language)
        attachments, replies = found.get("attachments") or (), found.get("quick_replies") or ()
        texts = _Filling(
            Evaluator(universe, locations=locations_of(assets)), env, contact_root(_Surroundings(env, assets), contact)
        )
        fill = texts.fill if self.is_template else str
        content = Content(
            text=truncate_ellipsis(fill(found["text"]), LIMITS.template_characters),
            attachments=tuple(filled for one in attachments if _is_sendable(filled := fill(one))),
            replies=tuple(reply for one in replies if (reply := _reply(one, fill)).text),
        )
        return content, locale


@dataclass(frozen=True, slots=True)
class _Filling:
    evaluator: Evaluator
    env: Environment
    root: XObject

    def fill(self, template: str) -> str:
        return self.evaluator.template(self.env, self.root, template).text if "@" in template else template


def _is_sendable(attachment: str) -> bool:
    return 0 < len(attachment) <= LIMITS.attachment_characters


def _reply(value: str | Mapping[str, str], fill: Any) -> QuickReply:
    reply = QuickReply.read(value)
    shown = truncate_ellipsis(fill(reply.text), LIMITS.quick_reply_text_characters)
    return QuickReply(reply.type, shown, truncate_ellipsis(fill(reply.extra), LIMITS.quick_reply_extra_characters))
