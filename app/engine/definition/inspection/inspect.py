"""Dependencies, results, locals and issues of a flow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import re2

from app.engine.actions import REGISTRY
from app.engine.definition.anatomy import Anatomy
from app.engine.definition.inspection import references
from app.engine.definition.inspection.references import Reference
from app.engine.definition.inspection.texts import find_templates
from app.engine.definition.model import ActionData, Flow, Node, SwitchRouter
from app.engine.definition.naming import result_key
from app.engine.definition.templates import CONTEXT_ROOTS
from app.engine.excellent.refactor import has_expressions

Exists = Callable[[str, str], bool]

_NO_ANATOMY = Anatomy()


@dataclass(frozen=True, slots=True)
class Dependency:
    reference: Reference
    missing: bool

    def to_json(self) -> dict[str, Any]:
        return {**self.reference.to_json(), **({"missing": True} if self.missing else {})}


@dataclass(frozen=True, slots=True)
class ResultInfo:
    """A result the flow may save. `categories` are those known beforehand, in the base language."""

    key: str
    name: str
    categories: list[str]
    node_uuids: list[str]

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "categories": self.categories, "node_uuids": self.node_uuids}


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that will not work: `missing_dependency`, `invalid_regex`, `legacy_vars`; `detail` has its own fields."""

    type: str
    node_uuid: str
    action_uuid: str
    language: str
    description: str
    detail: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        optional = {"action_uuid": self.action_uuid, "language": self.language}
        place = {"type": self.type, "node_uuid": self.node_uuid, **{k: v for k, v in optional.items() if v}}
        return {**place, "description": self.description, **self.detail}


@dataclass(frozen=True, slots=True)
class Inspection:
    languages: int
    nodes: int
    dependencies: list[Dependency]
    locals: list[str]
    results: list[ResultInfo]
    parent_refs: list[str]
    issues: list[Issue]

    def to_json(self) -> dict[str, Any]:
        """As RapidPro writes it."""
        return {
            "counts": {"languages": self.languages, "nodes": self.nodes},
            "dependencies": [dependency.to_json() for dependency in self.dependencies],
            "locals": self.locals,
            "results": [result.to_json() for result in self.results],
            "parent_refs": self.parent_refs,
            "issues": [issue.to_json() for issue in self.issues],
        }


@dataclass(frozen=True, slots=True)
class _Use:
    """A reference and where it stands."""

    reference: Reference
    node_uuid: str
    action_uuid: str = ""
    language: str = ""


def inspect_flow(flow: Flow, exists: Exists | None = None) -> Inspection:
    """`exists(type, key or UUID)` says which assets there are; without it nothing counts as missing."""
    uses, parent_refs = list(_named(flow)), dict[str, None]()
    for found in find_templates(flow):
        refs = references.of_template(found.text)
        uses.extend(_Use(ref, found.node_uuid, found.action_uuid, found.language) for ref in refs.assets)
        parent_refs.update(dict.fromkeys(refs.parent_results))
    missing = {use.reference for use in uses if exists is not None and _is_missing(use.reference, exists)}
    first = {use.reference: use.reference for use in reversed(uses)}
    ordered = dict.fromkeys(use.reference for use in uses)
    return Inspection(
        languages=len(flow.localization.languages),
        nodes=len(flow.nodes),
        dependencies=[Dependency(first[ref], ref in missing) for ref in ordered],
        locals=list(dict.fromkeys(_locals(flow))),
        results=_results(flow),
        parent_refs=list(parent_refs),
        issues=[*_invalid_regexes(flow), *_legacy_vars(flow), *_missing(uses, missing)],
    )


def _named(flow: Flow) -> Iterator[_Use]:
    for node in flow.nodes:
        for action in node.actions:
            yield from (_Use(ref, node.uuid, action.uuid) for ref in references.of_action(action))
        yield from (_Use(ref, node.uuid) for ref in references.of_router(node))


def _is_missing(reference: Reference, exists: Exists) -> bool:
    return reference.type != "contact" and not exists(reference.type, reference.identity)


def _missing(uses: list[_Use], missing: set[Reference]) -> Iterator[Issue]:
    for use in dict.fromkeys(use for use in uses if use.reference in missing):
        ref = use.reference
        description = f"missing {ref.type} dependency '{ref.identity}'"
        detail = {"dependency": ref.to_json()}
        yield Issue("missing_dependency", use.node_uuid, use.action_uuid, use.language, description, detail)


def _legacy_vars(flow: Flow) -> Iterator[Issue]:
    for node in flow.nodes:
        for action in node.actions:
            used = action.data.get("legacy_vars") if action.type == "start_session" else None
            if used:
                description = "use of expressions instead of contact query"
                yield Issue("legacy_vars", node.uuid, action.uuid, "", description, {"vars": used})


def _invalid_regexes(flow: Flow) -> Iterator[Issue]:
    for node in flow.nodes:
        for case in node.router.cases if isinstance(node.router, SwitchRouter) else ():
            if case.type != "has_pattern":
                continue
            translated = [(lang, flow.localization.get(lang, case.uuid, "arguments")) for lang in flow.localization.languages]
            for language, arguments in [("", list(case.arguments)), *translated]:
                if arguments and not _is_regex(arguments[0]):
                    description = f"invalid regex: {arguments[0]}"
                    yield Issue("invalid_regex", node.uuid, "", language, description, {"regex": arguments[0]})


def _is_regex(pattern: str) -> bool:
    """Whether it compiles; one that is made by an expression is only known when it runs."""
    if has_expressions(pattern, CONTEXT_ROOTS):
        return True
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile("(?mi)" + pattern, options=options)
    except re2.error:
        return False
    return True


def _results(flow: Flow) -> list[ResultInfo]:
    found: dict[str, ResultInfo] = {}
    for node in flow.nodes:
        for name, categories in _node_results(node):
            key = result_key(name)
            result = found.setdefault(key, ResultInfo(key, name, [], []))
            result.categories.extend(c for c in dict.fromkeys(categories) if c not in result.categories)
            if node.uuid not in result.node_uuids:
                result.node_uuids.append(node.uuid)
    return list(found.values())


def _node_results(node: Node) -> Iterator[tuple[str, list[str]]]:
    for action in node.actions:
        if action.type == "set_run_result":
            category = action.data.get("category")
            yield str(action.data.get("name", "")), [category] if category else []
        elif _anatomy(action).result_categories and action.data.get("result_name"):
            yield str(action.data["result_name"]), list(_anatomy(action).result_categories)
    if node.router is not None and node.router.result_name:
        yield node.router.result_name, [category.name for category in node.router.categories]


def _locals(flow: Flow) -> Iterator[str]:
    for node in flow.nodes:
        for action in node.actions:
            yield from _action_locals(action)


def _action_locals(action: ActionData) -> Iterator[str]:
    anatomy = _anatomy(action)
    if anatomy.fixed_local:
        yield anatomy.fixed_local
    name = action.data.get(anatomy.local_property)
    if isinstance(name, str) and name:
        yield name


def _anatomy(action: ActionData) -> Anatomy:
    known = REGISTRY.get(action.type)
    return known.anatomy if known else _NO_ANATOMY


def waiting_exits(flow: Flow) -> list[str]:
    """Exits of the nodes that wait: a run that left by one of these had an answer or a timeout."""
    return [way.uuid for node in flow.nodes if node.router is not None and node.router.wait for way in node.exits]
