"""A plain HTTP client for the tests: what was asked, what came, nothing hidden."""

from __future__ import annotations

import http.client
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bridge.channels.relayer_wire import signature_of


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body, which must be a JSON object and say so."""
        assert self.headers["content-type"] == "application/json; charset=utf-8", self.headers
        value = json.loads(self.body)
        assert isinstance(value, dict)
        return value

    @property
    def cmds(self) -> list[dict[str, Any]]:
        assert self.status == 200
        assert "error_id" not in self.json
        cmds: list[dict[str, Any]] = self.json["cmds"]
        return cmds

    @property
    def error_id(self) -> int | None:
        assert self.status == 200
        return self.json.get("error_id")


def ask(
    port: int,
    method: str,
    path: str,
    body: bytes | None = None,
    *,
    ca: Path | None = None,
    host: str = "127.0.0.1",
    headers: dict[str, str] | None = None,
) -> Answer:
    if ca is not None:
        context = ssl.create_default_context(cafile=str(ca))
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(host, port, timeout=20, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


def signed(relayer_id: int, secret: str, ts: object, body: bytes) -> str:
    """The path of a sync."""
    signature = quote(signature_of(secret, str(ts), body), safe="")
    return f"/relayers/relayer/sync/{relayer_id}/?ts={ts}&signature={signature}"


def payload(*commands: dict[str, Any], uuid: str = "0c5b9e2e-4a6f-4d5c-9f3a-2b7f0a1d2e3f", **status: Any) -> bytes:
    """A phone's body: the two commands that always come, then these, numbered."""
    given = {"pending": [], "retry": [], "org_id": 7, "cc": "RW", "dev": "SM", "os": "11", "app_version": "1.9.8", **status}
    first = [{"cmd": "fcm", "fcm_id": "push", "uuid": uuid}, {"cmd": "status", "p_lvl": 55, **given}]
    return json.dumps({"cmds": [{"p_id": place, **cmd} for place, cmd in enumerate([*first, *commands], 1)]}).encode()
