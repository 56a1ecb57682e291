"""What actions, routers and waits work with: the run they belong to, and the ways to tell what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.engine import events
from app.engine.assets import SessionAssets
from app.engine.contact import Contact
from app.engine.context import make_root
from app.engine.definition.model import Flow, Node
from app.engine.definition.naming import result_key
from app.engine.envs import Environment
from app.engine.excellent.evaluator import TemplateError
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XObject, XValue
from app.engine.limits import Limits
from app.engine.localization import languages_for, translated
from app.engine.modifiers import apply_modifier
from app.engine.modifiers.base import Modifier, Setting
from app.engine.run import FAILED, Result, Run
from app.engine.session import Session, Sprint
from app.engine.text import truncate, truncate_ellipsis
from app.engine.universe import Universe

if TYPE_CHECKING:
    from app.engine.events import Event

EXPRESSION_SHOWN = 500  # characters of a failing expression that its event keeps


@dataclass(slots=True)
class RunContext:
    """One node of one run being executed."""

    session: Session
    sprint: Sprint
    run: Run
    flow: Flow
    node: Node

    @property
    def universe(self) -> Universe:
        return self.session.universe

    @property
    def limits(self) -> Limits:
        return self.session.limits

    @property
    def assets(self) -> SessionAssets:
        return self.session.assets

    @property
    def contact(self) -> Contact:
        return self.session.contact

    @property
    def env(self) -> Environment:
        return self.session.env

    @property
    def is_first_step(self) -> bool:
        """Whether this is the first node of the first run of the session."""
        return len(self.session.runs) == 1 and len(self.run.path) == 1

    def log(self, event: Event) -> None:
        self.sprint.events.append(event)

    def error(self, text: str, code: str = "", extra: dict[str, str] | None = None) -> None:
        self.log(events.error(self.universe, text, code, extra))

    def missing(self, kind: str, identity: str, name: str, identity_key: str = "uuid") -> None:
        """Tell that an asset which the flow names is not there."""
        self.log(events.missing_dependency(self.universe, kind, identity, name, identity_key))

    def fail(self, text: str) -> None:
        """End the run as failed; its parents will fail with it."""
        self.run.exit(FAILED, self.universe.now())
        self.log(events.failure(self.universe, text))

    def text(self, template: str, escape: Callable[[str], str] | None = None, *, cut: bool = True) -> tuple[str, bool]:
        """The template's text, cut to the limit, and whether all of its expressions worked; those that failed are logged."""
        if "@" not in template:
            return template, True
        found = self.session.evaluator.template(self.env, self._root(), template, escape)
        self._log_evaluation(found.errors, found.warnings)
        text = truncate_ellipsis(found.text, self.limits.template_characters) if cut else found.text
        return text, not found.errors

    def value(self, template: str) -> tuple[XValue, bool]:
        """As `text`, but a single expression keeps its type."""
        value, errors, warnings = self.session.evaluator.template_value(self.env, self._root(), template)
        self._log_evaluation(errors, warnings)
        return value, not errors

    def scope(self) -> Scope:
        return Scope(self.universe, self.session.locations)

    def languages(self) -> list[str]:
        return languages_for(self.session.base_env, self.contact.language, self.flow.language)

    def translated(self, item_uuid: str, prop: str, native: Sequence[str]) -> tuple[list[str], str]:
        return translated(self.flow, self.languages(), item_uuid, prop, native)

    def translated_text(self, item_uuid: str, prop: str, native: str) -> str:
        return self.translated(item_uuid, prop, [native])[0][0]

    def modify(self, modifier: Modifier) -> bool:
        """Change the contact; True if that changed anything."""
        setting = Setting(self.universe, self.env, self.assets, self.limits, self.session.capabilities, self.log)
        return apply_modifier(modifier, self.contact, setting)

    def save_result(
        self,
        name: str,
        value: str,
        category: str,
        *,
        localized: str = "",
        heard: str = "",
        extra: Any = None,
        extra_text: str = "",
    ) -> None:
        """Save a result and tell of it."""
        value = truncate(value, self.limits.result_characters)
        created_on = self.universe.now()
        localized = "" if localized == category else localized
        result = Result(name, value, category, self.node.uuid, created_on, localized, heard, extra, extra_text)
        key = result_key(name)
        previous = self.run.results.get(key)
        self.run.results[key] = result
        self.run.modified_on = self.universe.now()
        fields: dict[str, Any] = {"name": name, "value": value, "category": category}
        if previous:
            fields["previous"] = {"value": previous.value, "category": previous.category}
        if extra is not None:
            fields["extra"] = extra
        self.log(events.event(self.universe, "run_result_changed", **fields))

    def _root(self) -> XObject:
        return make_root(self.session, self.run)

    def _log_evaluation(self, errors: Sequence[TemplateError], warnings: Sequence[str]) -> None:
        for warning in warnings:
            self.log(events.warning(self.universe, warning, "context:deprecated"))
        for error in errors:
            shown = truncate_ellipsis(error.expression, EXPRESSION_SHOWN)
            self.error(f"Error evaluating expression: {error.message}", error.code, {"expression": shown})
