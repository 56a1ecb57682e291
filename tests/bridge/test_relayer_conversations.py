"""Every recorded conversation of both generations, over real HTTP: what the phone sent then, it sends now."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.ports import Handed
from bridge.server import BridgeServer
from tests.bridge import vectors
from tests.bridge.http_client import ask
from tests.bridge.ports import Core

CONVERSATIONS = vectors.names("*_[12].[19].json")
OFF = 1000  # seconds by which the office's clock is wrong where the recorded server found the request old


class Replay:
    """Brings the office into the state that the recorded server was in, and asks again."""

    def __init__(self, core: Core, port: int) -> None:
        self.core = core
        self.port = port
        self.relayer_id = 1

    def run(self, exchange: dict[str, Any]) -> None:
        expected = exchange["reply"]
        wrong_clock = expected.get("error_id") == 3
        self.core.clock.set_unix(exchange["at"] + (OFF if wrong_clock else 0))
        for command in expected["cmds"]:
            self._prepare(command)
        path = exchange["path"].replace("/sync/1/", f"/sync/{self.relayer_id}/")
        if exchange["query"]:
            path += "?" + exchange["query"]
        answer = ask(self.port, exchange["method"], path, exchange["body"].encode(), headers=_headers(exchange))
        assert answer.status == exchange["status"] == 200
        for command in answer.json["cmds"]:
            if command["cmd"] == "reg":
                self.relayer_id = command["relayer_id"]
        assert _comparable(answer.json) == _comparable(expected)

    def _prepare(self, command: dict[str, Any]) -> None:
        if command["cmd"] == "claim":
            self.core.phones.claim(self.relayer_id, command["org_id"])
        if command["cmd"] == "mt_bcast":
            known = {*self.core.desk.handed, *(msg.attempt_id for msg in self.core.desk.waiting)}
            new = [Handed(to["id"], to["phone"], command["msg"]) for to in command["to"] if to["id"] not in known]
            self.core.desk.put(*new)


def _headers(exchange: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in exchange["headers"].items() if name not in ("Host", "Content-Length")}


def _comparable(reply: dict[str, Any]) -> dict[str, Any]:
    """Without what no phone reads: the ids of stored messages; and relayer ids, as we never give one twice."""
    cmds = [{key: value for key, value in cmd.items() if key not in ("extra", "relayer_id")} for cmd in reply["cmds"]]
    return {**reply, "cmds": cmds}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_conversation(name: str, core: Core, server: BridgeServer) -> None:
    recorded = vectors.read(name)
    exchanges = recorded["conversation"]
    core.phones.secret = next(entry["secret"] for entry in exchanges if entry["secret"])
    core.phones.code = "AAAAAAAAA"
    replay = Replay(core, server.phone_port)
    for exchange in exchanges:
        replay.run(exchange)
    _nothing_twice(core, exchanges)


def _nothing_twice(core: Core, exchanges: list[dict[str, Any]]) -> None:
    """However often the phone repeated itself, each SMS and call stands once, and every acknowledged report arrived."""
    accepted = [entry for entry in exchanges if entry["reply"].get("error_id") is None]
    sent = [cmd for entry in accepted for cmd in json.loads(entry["body"])["cmds"]]
    texts = {(cmd["phone"], cmd["msg"], cmd["ts"]) for cmd in sent if cmd["cmd"] == "mo_sms"}
    calls = {(cmd["phone"], cmd["type"], cmd["ts"]) for cmd in sent if cmd["cmd"] == "call"}
    delivered = {cmd["msg_id"] for cmd in sent if cmd["cmd"] == "mt_dlvd"}
    failed = {cmd["msg_id"] for cmd in sent if cmd["cmd"] == "mt_fail"}
    assert len(core.intake.messages) == len(texts)
    assert sorted(core.intake.texts) == sorted((phone, text) for phone, text, _ in texts)
    assert len(core.intake.call_events) == len(calls)
    assert {number for number, status in core.desk.statuses.items() if status == "delivered"} == delivered
    assert {number for number, status in core.desk.statuses.items() if status == "failed"} == failed


def test_all_conversations_are_here() -> None:
    if not vectors.folder().is_dir():
        pytest.skip("no vectors: set OUTPOST_VECTORS")
    assert len(CONVERSATIONS) == 10
