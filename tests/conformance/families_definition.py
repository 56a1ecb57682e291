"""Flow definitions, their migrations and inspection; URNs, phone numbers, GSM 7-bit."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.engine import gsm7, phones, urns
from app.engine.actions import check_action
from app.engine.definition.cloning import clone
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow, localizables, templates
from app.engine.definition.inspection.references import of_action, of_template
from app.engine.definition.languages import parse_language
from app.engine.definition.legacy import migrate_legacy
from app.engine.definition.legacy.expressions import Options, migrate_string_literal, migrate_template
from app.engine.definition.legacy.texts import join_url
from app.engine.definition.migrations import Config, migrate
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow, to_current
from app.engine.definition.rebasing import change_language
from app.engine.definition.templates import ROUTER_PATHS, paths_of, rewrite
from app.engine.definition.versions import is_supported, parse_version
from app.engine.errors import EngineError
from app.engine.localization import locale
from app.engine.reading import is_uuid
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json


def _migration(case: dict[str, Any], to: str) -> str | None:
    universe = MockUniverse()
    found = migrate(case["original"], Config(universe.uuid4), parse_version(to))
    read_flow(found, new_uuid=universe.uuid4)
    return differs(case["migrated"], found)


def migrations(folder: Path) -> Iterator[CaseResult]:
    for path in sorted((folder / "goflow/migrations").glob("1*.json")):
        for case in cases(path):
            yield check(case["id"], partial(_migration, case, path.stem))
    for case in cases(folder / "goflow/migrations/inline.json"):
        yield check(case["id"], partial(_inline, case))
    for case in cases(folder / "goflow/migrations/malformed.json"):
        yield check(case["id"], partial(_malformed, case))


def _inline(case: dict[str, Any]) -> str | None:
    universe = MockUniverse()
    try:
        found = to_current(copy.deepcopy(case["original"]), new_uuid=universe.uuid4)
    except DefinitionError as error:
        # the words after the colon are those of Go's own JSON reader
        expected = case.get("error", "").partition(":")[0]
        return differs(expected, error.message.partition(":")[0])
    return differs(case.get("migrated"), found)


def _malformed(case: dict[str, Any]) -> str | None:
    try:
        to_current(case["original"], new_uuid=MockUniverse().uuid4)
    except DefinitionError:
        return None
    return None


def definition(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/definition/broken_flows.json"):
        yield check(case["id"], partial(_broken, case))
    for case in cases(folder / "goflow/definition/read.json"):
        yield check(case["id"], partial(_read, case))
    for case in cases(folder / "goflow/definition/change_language.json"):
        yield check(case["id"], partial(_change_language, case))


def _broken(case: dict[str, Any]) -> str | None:
    found = next(f for f in case["assets"]["flows"] if f["uuid"] == "76f0a02f-3b75-4b86-9064-e9195e1b3a02")
    try:
        read_flow(found, new_uuid=MockUniverse().uuid4, check_action=_check_known_action)
    except DefinitionError as error:
        return differs(case["error"], error.message)
    return f"read without an error, expected {case['error']!r}"


def _check_known_action(action: Mapping[str, Any], flow_type: str) -> None:
    """Types that the engine does not run are no matter of reading."""
    try:
        check_action(action, flow_type)
    except EngineError as error:
        if error.code != "action:unknown_type":
            raise


def _read(case: dict[str, Any]) -> str | None:
    if case["kind"] == "IsVersionSupported":
        return differs(case["expected"], is_supported(parse_version(case["args"][0])))
    try:
        read_flow(json.loads(case["args"][0]), new_uuid=MockUniverse().uuid4)
    except DefinitionError as error:
        return differs(case.get("error"), error.message)
    return differs(case.get("error"), None)


def _find_flow(case: dict[str, Any], uuid: str) -> Flow:
    raw = next(flow for flow in case["assets"]["flows"] if flow["uuid"] == uuid)
    return read_flow(raw, new_uuid=MockUniverse().uuid4)


def _change_language(case: dict[str, Any]) -> str | None:
    return differs(case["expected"], change_language(_find_flow(case, case["flow_uuid"]), case["language"]))


def clones(folder: Path) -> Iterator[CaseResult]:
    for path in sorted((folder / "goflow/migrations/clone").glob("*.json")):
        for raw in read_json(path)["flows"]:
            yield check(f"migrations/clone/{path.stem}", partial(_clone, raw))


def _clone(raw: dict[str, Any]) -> str | None:
    original = to_current(raw, new_uuid=MockUniverse().uuid4)
    found = clone(raw, new_uuid=MockUniverse(seed=12345).uuid4)
    read_flow(found, new_uuid=MockUniverse().uuid4)
    exists = {found["uuid"]} | {node["uuid"] for node in found["nodes"]}
    strange = [uuid for uuid in found["_ui"]["nodes"] if uuid not in exists]
    kept = _uuids(original) & _uuids(found)
    named = {
        ref.identity for node in read_flow(original, new_uuid=str).nodes for action in node.actions for ref in of_action(action)
    }
    return differs(([], len(_uuids(original)), {uuid for uuid in named if is_uuid(uuid)}), (strange, len(_uuids(found)), kept))


def _uuids(data: Any) -> set[str]:
    return set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", json.dumps(data)))


def rewriting(folder: Path) -> Iterator[CaseResult]:
    path = folder / "goflow/migrations/rewrite_templates"
    if path.exists():
        yield check("migrations/rewrite_templates", partial(_rewrite, path))
    catalog = folder / "goflow/migrations/template_paths.json"
    for version, expected in read_json(catalog).items() if catalog.exists() else ():
        yield check(f"migrations/template_paths/{version}", partial(_paths, version, expected))


def _rewrite(path: Path) -> str | None:
    flow = read_json(path / "templates1.json")
    rewrite(flow, parse_version(flow["spec_version"]), str.upper)
    return differs(read_json(path / "templates1.upper.json"), flow)


def _paths(version: str, expected: dict[str, Any]) -> str | None:
    found = {kind: sorted("." + path for path in paths) for kind, paths in paths_of(parse_version(version)).items()}
    routers = sorted("." + path for path in ROUTER_PATHS)
    return differs(
        ({kind: sorted(paths) for kind, paths in expected["actions"].items()}, sorted(expected["routers"]["switch"])),
        (found, routers),
    )


def inspection(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow/inspection"
    for case in cases(base / "flows.json"):
        yield check(case["id"], partial(_inspect, case))
    for path in sorted((base / "issues").glob("[a-z]*.json")):
        assets = read_json(base / "issues/_assets.json")
        for case in cases(path):
            yield check(case["id"], partial(_issues, case, assets))
    for case in cases(base / "templates_and_localizables.json"):
        yield check(case["id"], partial(_texts, case))
    for case in cases(base / "template_refs.json"):
        yield check(case["id"], partial(_template_refs, case))


def _exists(assets: dict[str, Any]) -> Callable[[str, str], bool]:
    def exists(kind: str, identity: str) -> bool:
        return any(identity in (item.get("uuid"), item.get("key")) for item in assets.get(kind + "s", ()))

    return exists


def _inspect(case: dict[str, Any]) -> str | None:
    found = inspect_flow(_find_flow(case, case["flow_uuid"]), None)
    return differs(case["expected"], found.to_json())


def _issues(case: dict[str, Any], assets: dict[str, Any]) -> str | None:
    flow = read_flow(case["flow"], new_uuid=MockUniverse().uuid4)
    found = inspect_flow(flow, None if case.get("no_assets") else _exists(assets))
    return differs(case["issues"], [issue.to_json() for issue in found.issues])


def _texts(case: dict[str, Any]) -> str | None:
    flow = read_flow(case["flow"], new_uuid=MockUniverse().uuid4)
    return differs((case["templates"], case["localizables"]), (templates(flow), localizables(flow)))


def components(folder: Path) -> Iterator[CaseResult]:
    """Inspection, templates and localizables of each action and router, in the flow that holds it."""
    for part, place in (("actions", "actions"), ("routers", "router")):
        base = folder / "goflow" / part
        for path in sorted(base.glob("[a-z]*.json")):
            assets = read_json(base / "_assets.json")
            for case in cases(path):
                if "inspection" in case:
                    yield check(f"inspection/{case['id']}", partial(_component, case, place, assets))


def _component(case: dict[str, Any], place: str, assets: dict[str, Any]) -> str | None:
    holder = copy.deepcopy(assets["flows"][1 if case.get("in_flow_type") == "voice" else 0])
    holder["nodes"][0][place] = [case["action"]] if place == "actions" else case["router"]
    if case.get("localization") is not None:
        holder["localization"] = case["localization"]
    flow = read_flow(holder, new_uuid=MockUniverse().uuid4)
    expected = (case["inspection"], case.get("templates") or [], case.get("localizables") or [])
    return differs(expected, (inspect_flow(flow, _exists(assets)).to_json(), templates(flow), localizables(flow)))


def _template_refs(case: dict[str, Any]) -> str | None:
    found = of_template(case["template"])
    return differs((case["asset_refs"], case["parent_refs"]), ([ref.to_json() for ref in found.assets], found.parent_results))


def urn_cases(folder: Path) -> Iterator[CaseResult]:
    runs: dict[str, Callable[[dict[str, Any]], str | None]] = {
        "urn_from_parts": _urn_from_parts,
        "urn_normalize": lambda case: differs(case["expected"], urns.normalize(case["urn"])),
        "urn_parse": _urn_parse,
        "urn_properties": _urn_properties,
        "urn_schemes": _urn_schemes,
        "urn_structure": _urn_structure,
        "urn_validate": _urn_validate,
        "phone_local": lambda case: differs(case["expected"], urns.local_phone(case["urn"], case["country"])),
        "phone_number": lambda case: _phone(case, case.get("number")),
        "phone_urn": lambda case: _phone(case, (case.get("urn") or "").removeprefix("tel:") or None),
    }
    for name, run in runs.items():
        for case in cases(folder / f"goflow/gocommon/{name}.json"):
            yield check(case["id"], partial(run, case))


def _urn_from_parts(case: dict[str, Any]) -> str | None:
    # the cases name the scheme as upstream's constants do
    scheme = {"Email": "mailto", "Phone": "tel"}.get(case["scheme"], case["scheme"].lower())
    try:
        found = urns.from_parts(scheme, case["path"], case["query"] or "", case["display"])
    except urns.URNError as error:
        return None if case["error"] else str(error)
    return differs((case["expected"], case["identity"]), (str(found), found.identity))


def _urn_parse(case: dict[str, Any]) -> str | None:
    try:
        return differs(case.get("urn"), str(urns.parse(case["input"])))
    except urns.URNError as error:
        return differs(case.get("error"), str(error))


def _urn_properties(case: dict[str, Any]) -> str | None:
    found = urns.parse(case["urn"])
    expected = (case["format"], case["display"], case["raw_query"], case["query"])
    return differs(expected, (urns.format_urn(case["urn"]), found.display, found.query, found.params))


def _urn_schemes(case: dict[str, Any]) -> str | None:
    function = {"IsValidScheme": urns.is_scheme, "IsWhatsAppBSUID": urns.is_whatsapp_bsuid}[case["kind"]]
    return differs(case["expected"], function(*case["args"]))


def _urn_structure(case: dict[str, Any]) -> str | None:
    try:
        found = urns.parse(case["input"])
    except urns.URNError as error:
        return None if case.get("error") else str(error)
    expected = tuple(case.get(key) for key in ("scheme", "path", "query", "fragment"))
    return differs(expected, (found.scheme, found.path, found.query, found.display))


def _urn_validate(case: dict[str, Any]) -> str | None:
    try:
        urns.validate(case["urn"])
    except urns.URNError as error:
        wanted = case["error_contains"]
        return None if wanted and wanted in str(error) else f"expected {wanted!r}, got {error}"
    return differs(case["error_contains"], None)


def _phone(case: dict[str, Any], expected: str | None) -> str | None:
    allowed = {"allow_short": case["allow_short"], "allow_sender_id": case["allow_sender_id"]}
    try:
        return differs(expected, phones.parse_number(case["input"], case["country"], **allowed))
    except phones.PhoneError as error:
        return differs(case.get("error"), str(error))


def i18n(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/gocommon/i18n.json"):
        yield check(case["id"], partial(_i18n, case))


def _i18n(case: dict[str, Any]) -> str | None:
    functions: dict[str, Callable[..., str]] = {
        "DeriveCountryFromTel": phones.country_of,
        "NewLocale": locale,
        "ParseLanguage": parse_language,
    }
    try:
        return differs(case.get("expected"), functions[case["kind"]](*case["args"]))
    except ValueError as error:
        return differs(case.get("error"), str(error))


def gsm7_cases(folder: Path) -> Iterator[CaseResult]:
    common = folder / "goflow/gocommon"
    for case in cases(common / "gsm7_encoding.json"):
        yield check(case["id"], partial(_gsm7_encoding, case))
    for case in cases(common / "gsm7_substitutions.json"):
        yield check(case["id"], partial(_gsm7, case, gsm7.substitute, "expected"))
    for case in cases(common / "gsm7_valid.json"):
        yield check(case["id"], partial(_gsm7, case, gsm7.is_gsm7, "valid"))
    for case in cases(common / "gsm7_segments.json"):
        yield check(case["id"], partial(_gsm7, case, gsm7.segments, "segments"))


def _gsm7(case: dict[str, Any], function: Callable[[str], Any], key: str) -> str | None:
    return differs(case[key], function(case["text"]))


def _gsm7_encoding(case: dict[str, Any]) -> str | None:
    septets = bytes.fromhex(case["encoded_hex"])
    return differs((case["decoded"], septets), (gsm7.decode(septets), gsm7.encode(case["decoded"])))


def legacy(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow/legacy"
    if not base.exists():
        return
    holders = read_json(base / "holders.json")
    runs: dict[str, Callable[[dict[str, Any]], str | None]] = {
        "flows": _legacy_flow,
        "actions": partial(_legacy_action, holders["legacyActionHolderDef"]),
        "tests": partial(_legacy_test, holders["legacyTestHolderDef"]),
        "rulesets": partial(_legacy_ruleset, holders["legacyRuleSetHolderDef"]),
        "functions": lambda case: differs(case["new"], migrate_template(case["old"])),
        "misc": _legacy_misc,
        "rapidpro_expressions": _legacy_readable,
    }
    for name, run in runs.items():
        for case in cases(base / f"{name}.json"):
            yield check(case["id"], partial(run, case))
    sentences = ["{x}", *read_json(base / "expressions.json")["also_as"]]
    for case in cases(base / "expressions.json"):
        yield check(case["id"], partial(_legacy_expression, case, sentences))


def _import(text: str) -> dict[str, Any]:
    found = migrate_legacy(json.loads(text), Config(MockUniverse().uuid4, "https://myfiles.com"))
    read_flow(found, new_uuid=MockUniverse().uuid4)
    return found


def _legacy_flow(case: dict[str, Any]) -> str | None:
    return differs(case["expected"], _import(json.dumps(case["legacy"])))


def _legacy_action(holder: str, case: dict[str, Any]) -> str | None:
    found = _import(holder % (case.get("legacy_flow_type", "F"), json.dumps(case["legacy_action"])))
    expected = (case["expected_action"], case["expected_localization"])
    return differs(expected, (found["nodes"][0]["actions"][0], found["localization"]))


def _legacy_test(holder: str, case: dict[str, Any]) -> str | None:
    found = _import(holder % json.dumps(case["legacy_test"]))
    node = found["nodes"][0]
    migrated = node["router"]["cases"][0]
    problem = differs((case["expected_case"], case["expected_localization"]), (migrated, found["localization"]))
    if "expected_ui" not in case or problem:
        return problem
    ui = found["_ui"]["nodes"][node["uuid"]].get("config", {}).get("cases", {}).get(migrated["uuid"])
    return differs(case["expected_ui"], ui)


def _legacy_ruleset(holder: str, case: dict[str, Any]) -> str | None:
    found = _import(holder % json.dumps(case["legacy_ruleset"]))
    node = found["nodes"][0]
    expected = (case["expected_node"], case["expected_localization"], case["expected_ui"])
    return differs(expected, (node, found["localization"], found["_ui"]["nodes"][node["uuid"]]))


def _legacy_misc(case: dict[str, Any]) -> str | None:
    functions: dict[str, Callable[..., str]] = {"MigrateStringLiteral": migrate_string_literal, "URLJoin": join_url}
    function = functions[case["kind"]]
    return differs(case["expected"], function(*case["args"]))


def _legacy_readable(case: dict[str, Any]) -> str | None:
    migrate_template(case["template"], Options(url_encode=case["url_encode"]))
    return None


def _legacy_expression(case: dict[str, Any], sentences: list[str]) -> str | None:
    options = Options(default_to_self=case["default_to_self"])
    found = [migrate_template(sentence.replace("{x}", case["old"]), options) for sentence in sentences]
    return differs([sentence.replace("{x}", case["new"]) for sentence in sentences], found)


FAMILIES: dict[str, Family] = {
    "definition": definition,
    "inspection": inspection,
    "inspection/components": components,
    "legacy": legacy,
    "migrations/clone": clones,
    "migrations/templates": rewriting,
    "gocommon/gsm7": gsm7_cases,
    "gocommon/i18n": i18n,
    "gocommon/urns": urn_cases,
    "migrations": migrations,
}
