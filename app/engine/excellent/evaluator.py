"""Templates to texts and values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from app.engine.cases import AS_FUNCTIONS
from app.engine.envs import Environment
from app.engine.excellent.functions import FUNCTIONS
from app.engine.excellent.parser import SyntaxTrouble, parse
from app.engine.excellent.scanner import Kind, tokenize
from app.engine.excellent.scope import MAX_COST, Locations, Scope, TooComplex
from app.engine.excellent.tree import Frame, Node
from app.engine.excellent.types import XError, XObject, XValue, to_text
from app.engine.excellent.weights import weigh
from app.engine.universe import Universe

ALL_FUNCTIONS = {**FUNCTIONS, **AS_FUNCTIONS}
TOO_COMPLEX = XError("expression is too complex to evaluate", "expression:too_complex")
CACHED_TEMPLATES = 1000


@dataclass(frozen=True, slots=True)
class TemplateError:
    """`expression` as it stands in the template (`@contact.x`), what went wrong, and the code of the error event."""

    expression: str
    message: str
    code: str = "expression"

    def __str__(self) -> str:
        return f"error evaluating {self.expression}: {self.message}"


@dataclass(slots=True)
class Evaluated:
    """`text` has nothing where an expression failed. `warnings` name deprecated parts of the context that were used."""

    text: str = ""
    errors: list[TemplateError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Part(NamedTuple):
    """A piece of a template: its own text (no node, no error), an expression, or one that cannot be parsed.

    `top` is set for `@name.path`, which is an expression only if the context has that name.
    """

    source: str
    top: str = ""
    node: Node | None = None
    error: XError | None = None


@lru_cache(maxsize=CACHED_TEMPLATES)
def compile_template(template: str) -> tuple[Part, ...]:
    """The parts of a template, parsed once."""
    return tuple(
        Part(token.text) if token.kind is Kind.BODY else _compiled(token.source(), token.text, token.kind, token.top)
        for token in tokenize(template)
    )


def _compiled(source: str, text: str, kind: Kind, top: str) -> Part:
    top = top if kind is Kind.IDENTIFIER else ""
    try:
        return Part(source, top, parse(text))
    except SyntaxTrouble as trouble:
        return Part(source, top, None, XError(str(trouble)))
    except RecursionError:
        return Part(source, top, None, TOO_COMPLEX)


class Evaluator:
    """Evaluates templates in the world it is given. `max_cost` bounds one template."""

    def __init__(self, universe: Universe, max_cost: int = MAX_COST, locations: Locations | None = None) -> None:
        self.universe = universe
        self.max_cost = max_cost
        self.locations = locations

    def template(self, env: Environment, root: XObject, template: str, escape: Callable[[str], str] | None = None) -> Evaluated:
        """To text. `escape` is applied to the text of each expression, not to the template's own."""
        scope = self._scope()
        out, errors = [], []
        for part in compile_template(template):
            if not _is_expression(part, root):
                out.append(part.source)
                continue
            text = _as_text(env, self._evaluate(scope, env, root, part))
            if isinstance(text, XError):
                errors.append(TemplateError(part.source, text.message, text.code))
            else:
                out.append(escape(text) if escape else text)
        return Evaluated("".join(out), errors, scope.warnings)

    def template_value(self, env: Environment, root: XObject, template: str) -> tuple[XValue, list[TemplateError], list[str]]:
        """To a value: a template that is a single expression keeps its type, any other becomes text.

        The error of a single expression is the value, and no error of the template.
        """
        parts = compile_template(template)
        if len(parts) == 1 and _is_expression(parts[0], root):
            scope = self._scope()
            return _bounded(self._evaluate(scope, env, root, parts[0])), [], scope.warnings
        found = self.template(env, root, template)
        return found.text, found.errors, found.warnings

    def expression(self, env: Environment, root: XObject, text: str) -> XValue:
        """One expression without its `@( )`. Errors are returned as values."""
        return _bounded(self._evaluate(self._scope(), env, root, _compiled(text, text, Kind.EXPRESSION, "")))

    def _scope(self) -> Scope:
        return Scope(self.universe, self.locations, self.max_cost)

    def _evaluate(self, scope: Scope, env: Environment, root: XObject, part: Part) -> XValue:
        if part.node is None:
            return part.error
        try:
            return part.node.evaluate(scope, env, Frame(root, ALL_FUNCTIONS))
        except (TooComplex, RecursionError):
            return TOO_COMPLEX


def _is_expression(part: Part, root: XObject) -> bool:
    if part.node is None and part.error is None:
        return False
    return not part.top or part.top in root


def _as_text(env: Environment, value: XValue) -> str | XError:
    try:
        return to_text(env, value)
    except (TooComplex, RecursionError):
        return TOO_COMPLEX


def _bounded(value: XValue) -> XValue:
    """The value itself, unless its text would be far too long."""
    try:
        weigh(value)
    except (TooComplex, RecursionError):
        return TOO_COMPLEX
    return value
