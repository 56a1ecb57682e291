"""Calls and changes over TLS, as a window makes them."""

from __future__ import annotations

import base64
import http.client
import json
import logging
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest

from app.contracts.base import ANONYMOUS, Actor
from app.contracts.imports import ImportReport
from app.contracts.messages import TextCost
from app.contracts.office import OfficeStatus
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from bridge.rpc import MAX_STREAMS
from bridge.server import BridgeServer
from bridge.tls import TlsFiles
from tests.bridge.http_client import Answer, ask
from tests.bridge.ports import Core

GRACE = Actor(1, "Grace", {"w1": "editor"})
PETER = Actor(2, "Peter", {"w2": "viewer"}, is_office_admin=True)


class Office:
    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def status(self) -> OfficeStatus:
        return OfficeStatus("Kisoro" if self.actor == ANONYMOUS else self.actor.name, True, False, "1.0")

    def network(self) -> None:
        raise ZeroDivisionError("a secret in the message")

    def secret(self) -> str:
        return "not of the contract"


class Messages:
    trouble: Exception = NotFound("contact", "x")

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def cost(self, workspace: str, text: str) -> TextCost:
        return TextCost(1, "gsm7", 160 - len(text))

    def conversations(self, workspace: str, search: str = "", before: str | None = None, limit: int = 50) -> list[object]:
        return [workspace, search, before, limit]

    def contact(self, workspace: str, contact: str) -> None:
        raise self.trouble


class Flows:
    def __init__(self, actor: Actor) -> None:
        self.size = 0

    def start(self, workspace: str, flow: str, contacts: list[str]) -> int:
        return len(contacts)


class Imports:
    def __init__(self, actor: Actor) -> None:
        self.size = 0

    def import_file(self, workspace: str, content: bytes, file_name: str = "") -> ImportReport:
        return ImportReport("13", str(len(content)), [])


class Window:
    def __init__(self, core: Core, server: BridgeServer, tls: TlsFiles) -> None:
        core.front.services = {"office": Office, "messages": Messages, "flows": Flows, "imports": Imports}
        core.front.actors = {"grace": GRACE, "peter": PETER}
        self.core = core
        self.port = server.tls_port
        self.ca = tls.ca

    def post(self, path: str, body: bytes = b"{}", **headers: str) -> Answer:
        return ask(self.port, "POST", f"/rpc/{path}", body, ca=self.ca, headers=headers)

    def call(self, path: str, token: str = "grace", /, **args: Any) -> Answer:
        return self.post(path, json.dumps({"args": args}).encode(), Authorization=f"Bearer {token}")

    @contextmanager
    def stream(self, since: object = None, token: str = "grace") -> Iterator[http.client.HTTPResponse]:
        context = ssl.create_default_context(cafile=str(self.ca))
        query = "" if since is None else f"?since={since}"
        with closing(http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)) as connection:
            connection.request("GET", f"/rpc/changes{query}", headers={"Authorization": f"Bearer {token}"})
            yield connection.getresponse()


@pytest.fixture
def window(core: Core, server: BridgeServer, tls: TlsFiles) -> Window:
    return Window(core, server, tls)


def error(answer: Answer) -> tuple[int, str, dict[str, Any]]:
    body = answer.json["error"]
    assert set(body) == {"code", "params", "retryable"}
    return answer.status, body["code"], body["params"]


# Calls


def test_a_public_call_needs_no_sign_in(window: Window) -> None:
    expected = {"result": {"name": "Kisoro", "is_set_up": True, "is_demo": False, "version": "1.0"}}
    for body in (b"{}", b"", b'{"args":{}}'):
        answer = window.post("office/status", body)
        assert (answer.status, answer.json) == (200, expected)
        assert answer.headers["cache-control"] == "no-store"


def test_the_token_says_who_calls(window: Window) -> None:
    assert window.call("office/status", "peter").json["result"]["name"] == "Peter"
    for header in ("Bearer wrong", "Basic grace", "Bearer", "grace"):
        answer = window.post("office/status", b"{}", Authorization=header)
        assert error(answer) == (401, "not_signed_in", {})
    assert window.core.front.asked[-1] == "127.0.0.1"


def test_arguments_and_defaults(window: Window) -> None:
    assert window.call("messages/conversations", workspace="w1").json["result"] == ["w1", "", None, 50]
    answer = window.call("messages/conversations", workspace="w1", search="é", before="x", limit=5)
    assert answer.json["result"] == ["w1", "é", "x", 5]
    assert window.call("messages/cost", workspace="w1", text="abc").json["result"]["left"] == 157


BAD = {
    "one is missing": {"workspace": "w1"},
    "one too many": {"workspace": "w1", "text": "x", "more": 1},
    "a number for text": {"workspace": "w1", "text": 5},
    "nothing for text": {"workspace": "w1", "text": None},
    "a list for text": {"workspace": ["w1"], "text": "x"},
}


@pytest.mark.parametrize("args", BAD.values(), ids=BAD.keys())
def test_arguments_of_another_shape(window: Window, args: dict[str, Any]) -> None:
    status, code, params = error(window.call("messages/cost", "grace", **args))
    assert (status, code) == (400, "bad_request")
    assert params["reason"]


@pytest.mark.parametrize("limit", ["5", 5.5, True, 10**30])
def test_numbers_are_numbers(window: Window, limit: Any) -> None:
    assert error(window.call("messages/conversations", workspace="w1", limit=limit))[:2] == (400, "bad_request")


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"1", b'{"arg":{}}', b'{"args":[]}', b"\xff", b"[" * 50_000, b'{"args":' * 8_000, b'{"args":{"a":1}}']
)
def test_bodies_of_another_shape(window: Window, body: bytes) -> None:
    assert error(window.post("office/status", body))[:2] == (400, "bad_request")


@pytest.mark.parametrize(
    "path",
    ["office/secret", "office/__init__", "office/__class__", "office/actor", "nothing/status", "office/Status", "a/b/c", ""],
)
def test_only_what_the_contract_names_can_be_called(window: Window, path: str) -> None:
    status, code, _ = error(window.call(path))
    assert (status, code) == (404, "not_found")


TROUBLE = [
    (Forbidden("contact"), 403, "forbidden"),
    (NotFound("contact", "x"), 404, "not_found"),
    (Invalid("text", "empty"), 422, "invalid"),
    (OutpostError("import_too_old"), 422, "import_too_old"),
    (OutpostError("number_taken"), 409, "number_taken"),
    (OutpostError("sign_in_failed"), 409, "sign_in_failed"),
    (OutpostError("sign_in_limited", retryable=True, seconds=30), 429, "sign_in_limited"),
]


@pytest.mark.parametrize(("trouble", "status", "code"), TROUBLE, ids=[case[2] for case in TROUBLE])
def test_expected_trouble(window: Window, monkeypatch: pytest.MonkeyPatch, trouble: OutpostError, status: int, code: str) -> None:
    monkeypatch.setattr(Messages, "trouble", trouble)
    answer = window.call("messages/contact", workspace="w1", contact="c")
    assert error(answer) == (status, code, trouble.params)
    assert answer.json["error"]["retryable"] == trouble.retryable
    assert answer.headers.get("retry-after") == ("31" if status == 429 else None)


def test_a_bug_has_a_reference_that_the_log_knows(window: Window, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        status, code, params = error(window.call("office/network"))
    assert (status, code) == (500, "bug")
    assert params["ref"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in json.dumps(params)


def test_bytes_travel_as_base64(window: Window) -> None:
    content = base64.b64encode(bytes(range(256)) * 32_000).decode()
    assert window.call("imports/import_file", workspace="w1", content=content).json["result"]["site"] == str(256 * 32_000)
    assert error(window.call("imports/import_file", workspace="w1", content="!"))[:2] == (400, "bad_request")


def test_too_large(window: Window) -> None:
    answer = window.post("imports/import_file", b"x" * (17 * 1024 * 1024), Authorization="Bearer grace")
    assert (answer.status, answer.json["error"]["code"]) == (413, "bad_request")
    answer = window.post("people/sign_in", b"x" * 100_000)
    assert error(answer) == (413, "bad_request", {"reason": "too_large"})


def test_other_methods(window: Window) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = ask(window.port, method, "/rpc/office/status", ca=window.ca)
        assert error(answer)[:2] == (405, "bad_request")


def test_calls_of_many_windows_at_once(window: Window) -> None:
    results: list[Any] = []

    def work(token: str) -> None:
        results.extend((token, window.call("office/status", token).json["result"]["name"]) for _ in range(5))

    threads = [threading.Thread(target=work, args=(token,)) for token in ("grace", "peter") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [("grace", "Grace")] * 20 + [("peter", "Peter")] * 20


# The stream of changes


def read_change(response: http.client.HTTPResponse) -> dict[str, Any]:
    """The next line that is no heartbeat."""
    while not (line := response.readline()).strip():
        assert line, "the stream ended"
    value: dict[str, Any] = json.loads(line)
    return value


def test_changes_are_heard_of_at_once(window: Window) -> None:
    with window.stream() as response:
        assert response.status == 200
        assert response.readline() == b"\n", "the stream is open before anything changes"
        seq = window.core.changes.add("messages", "w1", "u1", "u2")
        started = time.perf_counter()
        assert read_change(response) == {"seq": seq, "topic": "messages", "workspace": "w1", "ids": ["u1", "u2"]}
        assert time.perf_counter() - started < 0.5


def test_changes_from_a_number_on(window: Window) -> None:
    seqs = [window.core.changes.add("flows", "w1", str(number)) for number in range(3)]
    with window.stream(since=seqs[0]) as response:
        assert [read_change(response)["seq"] for _ in range(2)] == seqs[1:]


@pytest.mark.parametrize("since", [0, 5, 10**17])
def test_lost_history_means_everything(window: Window, since: int) -> None:
    latest = window.core.changes.add("flows", "w1")
    with window.stream(since=since) as response:
        assert read_change(response) == {"seq": latest, "topic": "office", "workspace": None, "ids": []}
        seq = window.core.changes.add("flows", "w1")
        assert read_change(response)["seq"] == seq


def test_other_workspaces_are_not_heard_of(window: Window) -> None:
    with window.stream() as grace, window.stream(token="peter") as peter:
        window.core.changes.add("messages", "w2", "u")
        office = window.core.changes.add("phones", None, "p")
        assert read_change(grace)["seq"] == office
        assert [read_change(peter)["seq"] for _ in range(2)] == [office - 1, office]


def test_a_stream_needs_a_sign_in(window: Window) -> None:
    for token in ("wrong", ""):
        with window.stream(token=token) as response:
            assert response.status == 401
            assert json.loads(response.read())["error"]["code"] == "not_signed_in"
    assert error(ask(window.port, "GET", "/rpc/changes", ca=window.ca))[:2] == (401, "not_signed_in")
    with window.stream(since="x") as response:
        assert response.status == 400


def test_a_stream_ends_with_the_sign_in(window: Window) -> None:
    with window.stream() as response:
        response.readline()
        del window.core.front.actors["grace"]
        window.core.changes.add("people")
        assert response.readline() == b""


def test_a_stream_follows_new_roles(window: Window) -> None:
    with window.stream() as response:
        window.core.front.actors["grace"] = Actor(1, "Grace", {"w2": "viewer"})
        first = window.core.changes.add("people")
        assert read_change(response)["seq"] == first
        window.core.changes.add("messages", "w1")
        second = window.core.changes.add("messages", "w2")
        assert read_change(response)["seq"] == second


def test_a_heartbeat_every_fifteen_seconds(window: Window) -> None:
    with window.stream() as response:
        assert response.readline() == b"\n"
        for _ in range(2):
            window.core.clock.advance(15)
            started = time.perf_counter()
            assert response.readline() == b"\n"
            assert time.perf_counter() - started < 3


def test_at_most_eight_streams(window: Window) -> None:
    with ExitStack() as stack:
        for _ in range(MAX_STREAMS):
            assert stack.enter_context(window.stream()).status == 200
        with window.stream() as refused:
            assert refused.status == 503
            assert json.loads(refused.read())["error"] == {"code": "too_many_streams", "params": {}, "retryable": True}
        assert window.call("office/status").status == 200, "calls go on"


def test_a_window_that_went_makes_room(window: Window) -> None:
    for _ in range(MAX_STREAMS):
        with window.stream() as response:
            assert response.status == 200
    for _ in range(100):
        window.core.changes.add("phones")
        with window.stream() as response:
            if response.status == 200:
                return
    pytest.fail("no stream ended")


def test_a_stop_ends_the_streams(window: Window, server: BridgeServer) -> None:
    with window.stream() as response:
        assert response.readline() == b"\n"
        started = time.perf_counter()
        server.stop()
        assert response.readline() == b""
        assert time.perf_counter() - started < 2.5


def test_a_move_ends_the_streams_and_new_ones_work(window: Window, server: BridgeServer) -> None:
    with window.stream() as response:
        assert response.readline() == b"\n"
        server.rebind("0.0.0.0")
        assert response.readline() == b""
    with window.stream() as response:
        seq = window.core.changes.add("phones")
        assert read_change(response)["seq"] == seq
