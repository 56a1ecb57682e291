"""Sessions against the published cases: runner, actions, routers, modifiers, triggers, resumes, session."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app.engine.asset_types import Field, Group
from app.engine.assets import SessionAssets
from app.engine.capabilities import AirtimeTransfer, Capabilities, LlmAnswer, ServiceError
from app.engine.channels import channel_for
from app.engine.contact import Contact
from app.engine.contactql import QueryError, parse_query
from app.engine.contactql.evaluate import evaluate, holds
from app.engine.contactql.nodes import Condition
from app.engine.dates import parse_iso_datetime
from app.engine.engine import Engine
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.events import event
from app.engine.field_values import parse_field_value
from app.engine.groups import reevaluate
from app.engine.limits import Limits
from app.engine.localization import broadcast_content
from app.engine.messages import QuickReply
from app.engine.modifiers import Setting, apply_modifier, read_modifier
from app.engine.resumes import read_resume
from app.engine.run import Run
from app.engine.running import RunContext
from app.engine.session import Call, Session, Sprint
from app.engine.templates import find_translation, preview, templating
from app.engine.triggers import read_trigger
from app.engine.universe import HttpRequest, HttpResponse
from tests.conformance.globs import glob_select
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json

Json = Any
BLOCKED_HOSTS = frozenset({"graph.facebook.com"})
RUNNER_LIMITS = Limits(webhook_request_bytes=262_144, webhook_response_bytes=100_000, blocked_hosts=BLOCKED_HOSTS)
TEST_LIMITS = Limits(
    field_characters=256, webhook_request_bytes=262_144, webhook_response_bytes=10_000, blocked_hosts=BLOCKED_HOSTS
)
EXTRA_INDENT = 20  # session, runs, run, results, result
TEST_KEY = [670492, 863807, 107187, 12648430]  # of utils/obfuscate.json
AGENT = {"User-Agent": "goflow-testing"}
BLOCKED_HOST = "graph.facebook.com"
CATEGORIZE = (
    "Categorize the following text into one of the following categories and only return that category or <CANT> if you "
    "can't: {{ .arg1 }}"
)
TEST_CATEGORIZE = "Categorize the following text into one of the following: {{ .arg1 }}"


class FileSource:
    """Assets from the JSON of a case."""

    def __init__(self, data: Mapping[str, Json]) -> None:
        self._data = data

    def flow(self, uuid: str) -> Mapping[str, Json] | None:
        return next((flow for flow in self._data.get("flows", ()) if _flow_uuid(flow) == uuid), None)

    def objects(self, kind: str) -> Sequence[Mapping[str, Json]]:
        found: Sequence[Mapping[str, Json]] = self._data.get(kind) or ()
        return found


def _flow_uuid(flow: Mapping[str, Json]) -> str:
    uuid: str = flow.get("uuid") or (flow.get("metadata") or {}).get("uuid", "")
    return uuid


class HttpMocks:
    """Answers by URL, or by a pattern with `*` at one end; the longest matching key wins, its answers go in order."""

    def __init__(self, mocks: Mapping[str, Json] | None) -> None:
        self._left = {url: list(answers) for url, answers in (mocks or {}).items()}

    @property
    def unused(self) -> list[str]:
        return [url for url, answers in self._left.items() if answers]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if urlsplit(request.url).hostname == BLOCKED_HOST:
            return HttpResponse(0, error="request to blocked host")
        answers = self._left.get(glob_select(request.url, self._left))
        return _answer(answers.pop(0)) if answers else HttpResponse(0, error=f"no answer for {request.url}")


def _answer(mock: Mapping[str, Json]) -> HttpResponse:
    if not mock["status"]:
        return HttpResponse(0, error="unable to connect to server")
    body = mock.get("body", "")
    text = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"))
    text *= mock.get("body_repeat") or 1
    headers = list((mock.get("headers") or {}).items())
    return HttpResponse(mock["status"], headers, text.encode(), HTTPStatus(mock["status"]).phrase, "HTTP/1.0")


def ask_llm(llm_uuid: str, instructions: str, text: str) -> LlmAnswer:
    """The test service of the published cases."""
    if text.startswith("\\error "):
        raise ServiceError(text[7:])
    if text.startswith("\\return "):
        output = text[8:]
    elif instructions.startswith("Categorize"):
        output = instructions.rsplit(maxsplit=1)[-1].removesuffix("]")
    else:
        output = f"You asked:\n\n{instructions}\n\n{text}"
    return LlmAnswer(output, 45, 78)


class Airtime:
    """The test service of the published cases."""

    def __init__(self, universe: MockUniverse) -> None:
        self._universe = universe

    def __call__(self, sender: str, recipient: str, amounts: Mapping[str, Decimal]) -> AirtimeTransfer:
        log = {
            "url": "http://send.airtime.com",
            "status_code": 200,
            "request": "GET / HTTP/1.1\r\nHost: send.airtime.com\r\nUser-Agent: Go-http-client/1.1\r\n"
            "Accept-Encoding: gzip\r\n\r\n",
            "response": 'HTTP/1.0 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}',
            "elapsed_ms": 0,
            "retries": 0,
            "sizes": {"request": 0, "response": 0},
            "status": "success",
            "created_on": "2019-10-16T13:59:30.123456789Z",
        }
        if "666" in recipient:
            raise ServiceError("invalid recipient number")
        if "RWF" not in amounts:
            return AirtimeTransfer("", "RWF", Decimal(0), [log], "amount not configured for transfers in RWF")
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        code = "".join(alphabet[self._universe.random_int(36)] for _ in range(10))
        return AirtimeTransfer(code, "RWF", amounts["RWF"], [log])


def capabilities(universe: MockUniverse, smtp_error: str = "") -> Capabilities:
    def send_email(addresses: Sequence[str], subject: str, body: str) -> None:
        if smtp_error:
            raise ServiceError(smtp_error)

    return Capabilities(
        claim_urn=lambda contact, identity: "taken" not in identity,
        check_sendable=lambda contact, content: "forbidden_content" if "FORBIDDEN" in content["text"] else "",
        send_email=send_email,
        ask_llm=ask_llm,
        transfer_airtime=Airtime(universe),
        webhook_headers=AGENT,
    )


def read_call(data: Mapping[str, Json] | None, assets: SessionAssets) -> Call | None:
    if not data:
        return None
    channel = assets.channel(data["channel"]["uuid"])
    assert channel
    return Call(data["uuid"], channel, data["urn"])


def equal(expected: Json, actual: Json, where: str) -> str | None:
    """The first place where two JSON values differ; numbers compare by value."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in sorted({*expected, *actual}):
            if key not in expected or key not in actual:
                return f"{where}.{key}: expected {expected.get(key, '(nothing)')!r}, got {actual.get(key, '(nothing)')!r}"
            problem = equal(expected[key], actual[key], f"{where}.{key}")
            if problem:
                return problem
        return None
    if isinstance(expected, list) and isinstance(actual, list):
        for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
            problem = equal(left, right, f"{where}[{index}]")
            if problem:
                return problem
        return (
            differs(len(expected), len(actual))
            and f"{where}: {len(expected)} expected, {len(actual)} came: {actual[len(expected) :]}"
        )
    problem = differs(expected, actual)
    return problem and f"{where}: {problem}"


# runner


def runner(folder: Path) -> Iterator[CaseResult]:
    for path in sorted((folder / "goflow" / "runner").glob("*.*.json")):
        assets = path.with_name(f"{path.name.split('.')[0]}.json")
        yield check(f"runner/{path.stem}", partial(run_case, read_json(path), read_json(assets)))


def run_case(case: Json, assets_data: Json) -> str | None:
    mocks = HttpMocks(case.get("http_mocks"))
    universe = MockUniverse(answer=mocks)
    assets = SessionAssets(FileSource(assets_data), universe, "http://temba.io/")
    env = Environment.read(case.get("environment")).with_changes(llm_prompts={"categorize": CATEGORIZE})
    contact = Contact.read(case["contact"], assets)
    trigger = read_trigger(case["trigger"], assets)
    call = read_call(case.get("call"), assets)
    engine = Engine(universe, RUNNER_LIMITS, capabilities(universe))
    session, sprint = engine.start(assets, env, contact, trigger, call)
    outputs = [_output(session, sprint)]
    for data in case.get("resumes") or ():
        stored = json.loads(json.dumps(session.to_json()))
        session = engine.read_session(stored, assets, env, contact, call)
        _restore_texts(session)
        sprint = engine.resume(session, read_resume(data))
        outputs.append(_output(session, sprint))
    return _compare_outputs(case["outputs"], outputs) or (f"unused mocks: {mocks.unused}" if mocks.unused else None)


def _restore_texts(session: Session) -> None:
    """The published cases keep sessions as JSON indented by four, and the text of a result's extra is as it stands there."""
    for run in session.runs:
        for key, result in run.results.items():
            if result.extra is not None:
                text = json.dumps(result.extra, indent=4, ensure_ascii=False).replace("\n", "\n" + " " * EXTRA_INDENT)
                run.results[key] = replace(result, extra_text=text)


def _output(session: Session, sprint: Sprint) -> Json:
    return {"session": session.to_json(), "events": copy.deepcopy(sprint.events), "segments": sprint.segments}


def _compare_outputs(expected: Sequence[Json], actual: Sequence[Json]) -> str | None:
    for index, (left, right) in enumerate(zip(expected, actual, strict=False)):
        for part in ("events", "segments", "session"):
            problem = equal(left[part], right[part], f"outputs[{index}].{part}")
            if problem:
                return problem
    return differs(len(expected), len(actual))


# actions


HOLDER_FLOWS = {"messaging": 0, "voice": 1}
ACTION_CALL = {
    "uuid": "01978a2f-ad9a-7f2e-ad44-6e7547078cec",
    "channel": {"uuid": "57f1078f-88aa-46f4-a59a-948a5739c03d"},
    "urn": "tel:+12065551212",
}
ACTION_TICKET = {
    "uuid": "7f44b065-ec28-4d7a-bbb4-0bda3b75b19d",
    "status": "open",
    "topic": {"uuid": "0d9a2c56-6fc2-4f27-93c5-a6322e26b740", "name": "General"},
}


def actions(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "actions"
    assets, contact = read_json(base / "_assets.json"), read_json(base / "_contact.json")
    for path in sorted(base.glob("[a-z]*.json")):
        for case in cases(path):
            yield check(case["id"], partial(action_case, case, copy.deepcopy(assets), contact))


def action_case(case: Json, assets_data: Json, contact_data: Json) -> str | None:
    flow = assets_data["flows"][HOLDER_FLOWS[case.get("in_flow_type") or "messaging"]]
    flow["nodes"][0]["actions"] = [case["action"]]
    if case.get("localization"):
        flow["localization"] = case["localization"]
        contact_data = {**contact_data, "language": "spa"}
    mocks = HttpMocks(case.get("http_mocks"))
    universe = MockUniverse(answer=mocks)
    assets = SessionAssets(FileSource(assets_data), universe)
    problem, stop = _read_error(case.get("read_error"), lambda: assets.flow(flow["uuid"]))
    if stop:
        return problem
    env = _action_env(case)
    contact = Contact.read(_action_contact(case, contact_data), assets)
    trigger, call = _action_trigger(case, flow, assets, universe)
    engine = Engine(universe, RUNNER_LIMITS, capabilities(universe, case.get("smtp_error") or ""))
    session, sprint = engine.start(assets, env, contact, trigger, call)
    return _compare_action(case, session, sprint)


def _read_error(expected: str | None, read: Callable[[], object]) -> tuple[str | None, bool]:
    """What differs, and whether the case ends here."""
    try:
        read()
    except EngineError as error:
        # The definition reader says where it was; the root cause is the end of it.
        root = bool(expected) and error.message.endswith(str(expected))
        return (None if root else f"expected {expected!r}, got {error.message!r}"), True
    return (f"expected read error {expected!r}", True) if expected else (None, False)


def _action_env(case: Json) -> Environment:
    data = {"allowed_languages": ["eng", "spa"], "default_country": "RW"}
    data["redaction_policy"] = "urns" if case.get("redact_urns") else "none"
    return Environment.read(data).with_changes(llm_prompts={"categorize": CATEGORIZE})


def _action_contact(case: Json, contact_data: Json) -> Json:
    contact = dict(case.get("contact") or contact_data)
    if case.get("has_ticket"):
        contact["tickets"] = [ACTION_TICKET]
        with_tickets = {"uuid": "91564dee-e7ea-49b2-a903-598ce71b1d07", "name": "With Tickets"}
        contact["groups"] = [*contact["groups"], with_tickets]
    return contact


def _action_trigger(case: Json, flow: Json, assets: SessionAssets, universe: MockUniverse) -> tuple[Any, Call | None]:
    ref = {"uuid": flow["uuid"], "name": flow["name"]}
    if case.get("no_input") or case.get("as_batch"):
        data: Json = {"type": "manual", "flow": ref, "triggered_on": universe.now().iso_nanos()}
        data["batch"] = bool(case.get("as_batch"))
        call = read_call(ACTION_CALL, assets) if case.get("in_flow_type") == "voice" else None
        return read_trigger(data, assets), call
    msg = {
        "text": "Hi everybody",
        "urn": "tel:+12065551212",
        "attachments": [
            "image/jpeg:http://http://s3.amazon.com/bucket/test.jpg",
            "audio/mp3:http://s3.amazon.com/bucket/test.mp3",
        ],
    }
    heard = event(universe, "msg_received", msg=msg)
    data = {"type": "msg", "flow": ref, "event": heard, "triggered_on": universe.now().iso_nanos()}
    return read_trigger(data, assets), None


def _compare_action(case: Json, session: Session, sprint: Sprint) -> str | None:
    run = session.runs[0]
    problem = equal(case["events"], sprint.events[1:-1], "events")
    if problem is None and "webhook" in case:
        problem = equal(case["webhook"], run.webhook, "webhook")
    if problem is None and case.get("contact_after"):
        problem = equal(case["contact_after"], session.contact.to_json(), "contact")
    if problem is None and case.get("locals_after") is not None:
        problem = equal(case["locals_after"], run.locals, "locals")
    return problem


# routers


def routers(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "routers"
    assets, contact = read_json(base / "_assets.json"), read_json(base / "_contact.json")
    for name in ("random", "switch"):
        for case in cases(base / f"{name}.json"):
            yield check(case["id"], partial(router_case, case, copy.deepcopy(assets), contact))


def router_case(case: Json, assets_data: Json, contact_data: Json) -> str | None:
    flow = assets_data["flows"][0]
    flow["nodes"][0]["router"] = case["router"]
    universe = MockUniverse(answer=HttpMocks(case.get("http_mocks")))
    assets = SessionAssets(FileSource(assets_data), universe)
    problem, stop = _read_error(case.get("read_error"), lambda: assets.flow(flow["uuid"]))
    if stop:
        return problem
    contact = Contact.read(contact_data, assets)
    data = {"type": "manual", "flow": {"uuid": flow["uuid"], "name": flow["name"]}}
    trigger = read_trigger({**data, "triggered_on": universe.now().iso_nanos()}, assets)
    session, sprint = Engine(universe, TEST_LIMITS, capabilities(universe)).start(
        assets, Environment.read(None), contact, trigger
    )
    run = session.runs[0]
    results = {key: value.to_json() for key, value in run.results.items()}
    return equal(case["results"], results, "results") or equal(case["events"], sprint.events[1:-1], "events")


# modifiers


def modifiers(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "modifiers"
    assets = read_json(base / "_assets.json")
    for path in sorted(base.glob("[a-z]*.json")):
        for case in cases(path):
            yield check(case["id"], partial(modifier_case, case, assets))


def modifier_case(case: Json, assets_data: Json) -> str | None:
    universe = MockUniverse()
    assets = SessionAssets(FileSource(assets_data), universe)
    modifier = read_modifier(case["modifier"], assets)
    contact = Contact.read(case["contact_before"], assets)
    logged: list[Json] = []
    setting = Setting(universe, Environment.read(None), assets, TEST_LIMITS, capabilities(universe), logged.append)
    apply_modifier(modifier, contact, setting)
    return (
        equal(case["modifier"], modifier.to_json(), "modifier")
        or equal(case["contact_after"], contact.to_json(), "contact")
        or equal(case["events"], logged, "events")
    )


# triggers

TRIGGER_CLOCK = 1_539_872_430_000_123_456  # 2018-10-18T14:20:30.000123456Z
TRIGGER_CONTACT = {
    "uuid": "9f7ede93-4b16-4692-80ad-b7dc54a1cd81",
    "name": "Bob",
    "status": "active",
    "created_on": "2018-01-01T12:00:00Z",
}


def triggers(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "triggers"
    assets = read_json(base / "_assets.json")
    for path in sorted(base.glob("[a-z]*.json")):
        run = marshaled_trigger if path.stem == "marshaled" else trigger_case
        for case in cases(path):
            yield check(case["id"], partial(run, case, assets))


def marshaled_trigger(case: Json, assets_data: Json) -> str | None:
    assets = SessionAssets(FileSource(assets_data), MockUniverse())
    return equal(case["expected"], read_trigger(case["expected"], assets).to_json(), "trigger")


def trigger_case(case: Json, assets_data: Json) -> str | None:
    universe = MockUniverse(TRIGGER_CLOCK, 0, 12345)
    assets = SessionAssets(FileSource(assets_data), universe)
    problem, stop = _read_error(case.get("read_error"), lambda: read_trigger(case["trigger"], assets))
    if stop:
        return problem
    trigger = read_trigger(case["trigger"], assets)
    contact = Contact.read(TRIGGER_CONTACT, assets)
    session, _ = Engine(universe).start(assets, Environment.read(None), contact, trigger)
    shown, _ = _evaluate(session, Sprint("", True), "@(json(trigger))")
    return equal(case["context"], json.loads(shown), "context") or equal(case["trigger"], trigger.to_json(), "trigger")


def _evaluate(session: Session, sprint: Sprint, template: str) -> tuple[str, bool]:
    run: Run = session.runs[0]
    assert run.flow
    node = run.node or run.flow.nodes[0]
    return RunContext(session, sprint, run, run.flow, node).text(template)


# resumes

RESUME_CALL = {
    "uuid": "01978a2f-ad9a-7f2e-ad44-6e7547078cec",
    "channel": {"uuid": "a78930fe-6a40-4aa8-99c3-e61b02f45ca1"},
    "urn": "tel:+12065551212",
}


def resumes(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "resumes"
    assets = read_json(base / "_assets.json")
    for path in sorted(base.glob("[a-z]*.json")):
        for case in cases(path):
            yield check(case["id"], partial(resume_case, case, copy.deepcopy(assets)))


def resume_case(case: Json, assets_data: Json) -> str | None:
    if case.get("wait"):
        assets_data["flows"][0]["nodes"][0]["router"]["wait"] = case["wait"]
    universe = MockUniverse()
    assets = SessionAssets(FileSource(assets_data), universe)
    problem, stop = _read_error(case.get("read_error"), lambda: read_resume(case["resume"]))
    if stop:
        return problem
    resume = read_resume(case["resume"])
    flow = next(one for one in assets_data["flows"] if one["uuid"] == case["flow_uuid"])
    contact = Contact(universe.uuid4(), universe.now(), name="Bob", language="eng")
    data = {"type": "manual", "flow": {"uuid": flow["uuid"], "name": flow["name"]}}
    trigger = read_trigger({**data, "triggered_on": universe.now().iso_nanos()}, assets)
    call = read_call(RESUME_CALL, assets) if flow["type"] == "voice" else None
    engine = Engine(universe)
    session, _ = engine.start(assets, Environment.read(None), contact, trigger, call)
    if case.get("resume_error"):
        try:
            engine.resume(session, resume)
        except EngineError:
            return None
        return "resumed, where an error was expected"
    sprint = engine.resume(session, resume)
    return (
        equal(case["resume"], resume.to_json(), "resume")
        or equal(case["events"], sprint.events[:-1], "events")
        or differs((case["run_status"], case["session_status"]), (session.runs[0].status, session.status))
    )


# session


def session_templates(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "session"
    if not base.is_dir():
        return
    data = read_json(base / "test_session.json")
    plain, hidden = (make_test_session(data, "http://127.0.0.1:49992", redact) for redact in (False, True))
    unserved = make_test_session(data, "", False)
    for case in cases(base / "run_context.json"):
        yield check(case["id"], partial(context_case, case, unserved))
    for case in cases(base / "templates.json"):
        session = hidden if case.get("redact_urns") else plain
        yield check(case["id"], partial(template_case, case, session))


def context_case(case: Json, session: Session) -> str | None:
    output, _ = _evaluate(session, Sprint("", True), case["template"])
    return differs(case["expected"], output)


def template_case(case: Json, session: Session) -> str | None:
    sprint = Sprint("", True)
    output, _ = _evaluate(session, sprint, case["template"])
    if "output_json" in case:
        problem = equal(case["output_json"], json.loads(output), "output")
    else:
        problem = differs(case.get("output", ""), output)
    events = [{key: value for key, value in one.items() if key not in ("uuid", "created_on")} for one in sprint.events]
    return problem or equal(case["events"], events, "events")


def make_test_session(data: Json, server: str, redact: bool) -> Session:
    text = json.dumps(data["session_assets"]).replace("http://localhost", server)
    universe = MockUniverse(answer=_test_server)
    assets = SessionAssets(FileSource(json.loads(text)), universe)
    policy = "urns" if redact else "none"
    env = Environment.read({**data["env"], "redaction_policy": policy, "obfuscation_key": TEST_KEY})
    engine = Engine(universe, TEST_LIMITS, capabilities(universe))
    contact = Contact.read(data["session_contact"], assets)
    session, _ = engine.start(assets, env, contact, read_trigger(data["session_trigger"], assets))
    engine.resume(session, read_resume(data["session_resume"]))
    return session


def _test_server(request: HttpRequest) -> HttpResponse:
    """The part of the published test server that the test session calls."""
    query = parse_qs(urlsplit(request.url).query)
    headers = [("Date", "Wed, 11 Apr 2018 18:24:30 GMT")]
    return HttpResponse(200, headers, query.get("content", [""])[0].encode(), "OK")


# contactql


class ListedAssets:
    """What a query may name, from the lists of a case; without lists anything is a field."""

    def __init__(self, data: Json) -> None:
        self._data = data

    def field(self, key: str) -> Field | None:
        if self._data is None:
            return Field("", key, "", "")
        found = next((one for one in self._data["fields"] if one["key"] == key), None)
        return Field(found["uuid"], key, found["name"], found["type"]) if found else None

    def group_named(self, name: str) -> Group | None:
        groups = self._data["groups"] if self._data else []
        found = next((one for one in groups if one["name"].lower() == name.lower()), None)
        return Group(found["uuid"], found["name"]) if found else None

    def flow_named(self, name: str) -> bool:
        return self._data is None or any(one["name"].lower() == name.lower() for one in self._data["flows"])


def contact_queries(folder: Path) -> Iterator[CaseResult]:
    base = folder / "goflow" / "contactql"
    if not base.is_dir():
        return
    resolvers = {name: ListedAssets(data) for name, data in read_json(base / "_resolvers.json").items()}
    env = Environment.read(read_json(base / "parse.json")["env"])
    stored = read_json(base / "_object.json")["values"]
    for name in ("parse", "simplify", "errors", "evaluate"):
        for case in cases(base / f"{name}.json"):
            resolver = resolvers.get(case["resolver"] or "", ListedAssets(None))
            yield check(case["id"], partial(query_case, case, resolver, env, stored))


def query_case(case: Json, resolver: ListedAssets, env: Environment, stored: Json) -> str | None:
    if "result" in case:
        env = Environment(obfuscation_key=env.obfuscation_key)
    if case.get("redact_urns"):
        env = env.with_changes(redaction_policy="urns")
    try:
        node = parse_query(case["query"], resolver, env)
    except QueryError as error:
        if case.get("code") == "syntax":
            return differs("syntax", error.code)
        if "code" in case:
            return differs((case["error"], case["code"], case["extra"]), (str(error), error.code, error.extra))
        return differs(case.get("error"), str(error))
    if "result" in case:
        return differs(case["result"], holds(node, lambda one: stored_values(stored, one), resolver, env))
    return differs(case.get("parsed"), str(node))


def stored_values(stored: Json, condition: Condition) -> list[Any]:
    return [_stored_value(value) for value in stored.get(condition.key) or () if value]


def _stored_value(value: Json) -> Any:
    if isinstance(value, dict) and "time" in value:
        return parse_iso_datetime(value["time"])
    return Decimal(value["v"]) if isinstance(value, dict) else value


# core, engine, groups, events


def each(folder: Path, file: str, run: Callable[[Json, Json, Path], str | None]) -> Iterator[CaseResult]:
    """The cases of one file; `run` gets the case, the whole file and the folder of all cases."""
    path = folder / "goflow" / file
    whole = read_json(path) if path.exists() else {"cases": []}
    for case in whole["cases"]:
        yield check(case["id"], partial(run, case, whole, folder / "goflow"))


def piece(name: str, run: Callable[[Json, Json, Path], str | None], folder: Path) -> Iterator[CaseResult]:
    """A family that is one file."""
    return each(folder, f"{name}.json", run)


def channel_case(case: Json, whole: Json, base: Path) -> str | None:
    channels = [{"uuid": one["name"], **one} for one in case["recv"]["channels"]]
    assets = SessionAssets(FileSource({"channels": channels}), MockUniverse())
    urn, role = case["args"]
    found = channel_for(assets.channels(), urn["scheme"], urn["path"], assets.channel(urn["channel"] or ""), role)
    return differs(case["expected"] and case["expected"]["name"], found and found.name)


def stored_query_case(case: Json, whole: Json, base: Path) -> str | None:
    assets = SessionAssets(FileSource(read_json(base / "session" / "test_session.json")["session_assets"]), MockUniverse())
    env = Environment.read(whole["env_when_redacting"] if case.get("redact_urns") else whole["env"])
    try:
        node = parse_query(case["query"], assets, env)
    except QueryError as error:
        return differs(case.get("error"), str(error))
    return differs(case.get("result"), evaluate(node, Contact.read(whole["contact"], assets), assets, env))


def field_case(case: Json, whole: Json, base: Path) -> str | None:
    data = read_json(base / "session" / "test_session.json")
    universe = MockUniverse()
    assets = SessionAssets(FileSource(data["session_assets"]), universe)
    setting = Setting(universe, Environment.read(data["env"]), assets, TEST_LIMITS, Capabilities(), lambda event: None)
    field = assets.field(case["field"])
    assert field
    value = parse_field_value(field, case["value"], Contact.read(data["session_contact"], assets), setting)
    return equal(case["expected"], value and value.to_json(), "value")


def quick_reply_case(case: Json, whole: Json, base: Path) -> str | None:
    reply = QuickReply.parse(case["text"]) if "text" in case else QuickReply.read(case["json"])
    expected = {"type": "", "text": "", "extra": "", **case["expected"]}
    return differs(expected, {"type": reply.type, "text": reply.text, "extra": reply.extra})


def templating_case(case: Json, whole: Json, base: Path) -> str | None:
    assets = SessionAssets(FileSource({"templates": [case["template"]]}), MockUniverse())
    template = assets.template(case["template"]["uuid"])
    assert template
    translation = template.translations[0]
    values = (case["variables"] + [""] * 9)[: len(translation.variables)]
    wanted = {key: value for key, value in case["templating"].items() if value}
    shown = preview(translation, values).to_json()
    for reply in shown.get("quick_replies", ()):
        del reply["type"]
    seen = {key: value for key, value in shown.items() if value}
    return equal(wanted, templating(template, translation, values), "templating") or equal(case["preview"], seen, "preview")


def template_translation_case(case: Json, whole: Json, base: Path) -> str | None:
    rows = [{"channel": {"uuid": name}, "locale": locale} for name, locale in whole["translations"]]
    data = {"templates": [{"uuid": "t", "name": "t", "translations": rows}], "channels": [{"uuid": case["channel"], "name": "c"}]}
    assets = SessionAssets(FileSource(data), MockUniverse())
    template, channel = assets.template("t"), assets.channel(case["channel"])
    assert template and channel
    found = find_translation(template, channel, case["locales"])
    return differs(case["expected"], found and found.locale)


def broadcast_case(case: Json, whole: Json, base: Path) -> str | None:
    env = Environment.read(case["env"])
    content, locale = broadcast_content(env, case["contact_language"], case["translations"], case["base_language"])
    return equal(case["content"], content, "content") or differs(case["locale"], locale)


def translation_case(case: Json, whole: Json, base: Path) -> str | None:
    data = read_json(base / "engine" / "_translation_assets.json")
    flow = data["flows"][0]
    flow["nodes"][0]["actions"][0] = case["msg_action"]
    universe = MockUniverse()
    assets = SessionAssets(FileSource(data), universe)
    contact = Contact(universe.uuid4(), universe.now(), name="Bob", language=case["contact_language"])
    trigger = {"type": "manual", "flow": {"uuid": flow["uuid"], "name": "?"}, "triggered_on": "2000-01-01T00:00:00Z"}
    _, sprint = Engine(universe).start(assets, Environment.read(case["env"]), contact, read_trigger(trigger, assets))
    msg = next(one["msg"] for one in sprint.events if one["type"] == "msg_created")
    got = (msg["text"], msg.get("attachments", []), msg.get("quick_replies", []))
    return differs((case["text"], case["attachments"], case["quick_replies"]), got)


def smart_group_case(case: Json, whole: Json, base: Path) -> str | None:
    universe = MockUniverse()
    assets = SessionAssets(FileSource(read_json(base / "groups" / "_assets.json")), universe)
    policy = "urns" if case["redact_urns"] else "none"
    env = {"allowed_languages": ["eng", "spa"], "default_country": "RW", "redaction_policy": policy}
    contact = Contact.read(case["contact_before"], assets)
    reevaluate(contact, assets, Environment.read(env), universe)
    return equal(case["contact_after"], contact.to_json(), "contact")


PIECES = {
    "core/broadcast_translations": broadcast_case,
    "core/channel_for_urn": channel_case,
    "core/contact_query": stored_query_case,
    "core/field_values": field_case,
    "core/find_template_translation": template_translation_case,
    "core/quick_replies": quick_reply_case,
    "core/templating": templating_case,
    "engine/translation": translation_case,
    "groups/smart_groups": smart_group_case,
}
FAMILIES: dict[str, Family] = {
    **{name: partial(piece, name, run) for name, run in PIECES.items()},
    "actions": actions,
    "contactql": contact_queries,
    "modifiers": modifiers,
    "resumes": resumes,
    "routers": routers,
    "runner": runner,
    "session": session_templates,
    "triggers": triggers,
}
