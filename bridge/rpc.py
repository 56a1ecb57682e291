"""The services over HTTP, for windows and programs: `POST /rpc/<service>/<method>` and the stream `GET /rpc/changes`.

A call is `{"args": {name: value}}` with `Authorization: Bearer <token>`; its answer `{"result": ...}` or
`{"error": {"code", "params", "retryable"}}`. Types, names and defaults come from the contracts' own signatures, so that a
new method needs no code here. Bytes travel as base64, times as RFC 3339.
"""

from __future__ import annotations

import inspect
import logging
import threading
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from flask import Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app import ids
from app.contracts.base import ANONYMOUS, Actor, Change
from app.contracts.registry import CONTRACTS
from app.errors import NotFound, NotSignedIn, OutpostError
from app.ports import BridgeServices
from bridge.bodies import read_body

log = logging.getLogger(__name__)

RPC_PREFIX = "/rpc"
JSON_TYPE = "application/json; charset=utf-8"
SIGNED_IN_LIMIT = 16 * 1024 * 1024
ANONYMOUS_LIMIT = 64 * 1024
MAX_STREAMS = 8
HEARTBEAT_SECONDS = 15.0
# How soon a stream notices that the server stops.
SLICE_SECONDS = 1.0

# Databases hold no larger ones.
_INT64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_STATUS = {
    "not_signed_in": 401,
    "forbidden": 403,
    "not_found": 404,
    "bad_request": 400,
    "sign_in_limited": 429,
    "too_many_streams": 503,
    "bug": 500,
}


@dataclass(frozen=True, slots=True)
class _Method:
    """A method of a contract; `body` is the struct that a call's body must fit."""

    service: str
    name: str
    decoder: msgspec.json.Decoder[Any]


def error_body(code: str, *, retryable: bool = False, **params: Any) -> dict[str, Any]:
    """The one shape of an error."""
    return {"error": {"code": code, "params": params, "retryable": retryable}}


def _methods() -> dict[tuple[str, str], _Method]:
    found = {}
    for service, contract in CONTRACTS.items():
        for name, function in inspect.getmembers(contract, inspect.isfunction):
            if hasattr(function, "__access__"):
                found[service, name] = _Method(service, name, msgspec.json.Decoder(_call_type(service, name, function)))
    return found


def _call_type(service: str, name: str, function: Callable[..., Any]) -> type:
    hints = typing.get_type_hints(function)
    fields: list[Any] = []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        kind = _INT64 if hints[parameter.name] is int else hints[parameter.name]
        is_needed = parameter.default is parameter.empty
        fields.append((parameter.name, kind) if is_needed else (parameter.name, kind, parameter.default))
    args = msgspec.defstruct(f"{service}_{name}", fields, kw_only=True, forbid_unknown_fields=True)
    if any(len(entry) == 2 for entry in fields):
        return msgspec.defstruct("Call", [("args", args)], forbid_unknown_fields=True)
    return msgspec.defstruct("Call", [("args", args, msgspec.field(default_factory=args))], forbid_unknown_fields=True)


class Rpc:
    """The two views. `close` ends the streams, `open` lets new ones come."""

    def __init__(self, services: BridgeServices) -> None:
        self._services = services
        self._methods = _methods()
        self._places = threading.BoundedSemaphore(MAX_STREAMS)
        self._closing = threading.Event()

    def open(self) -> None:
        self._closing = threading.Event()

    def close(self) -> None:
        self._closing.set()

    def call(self, service: str, method: str) -> Response:
        try:
            result = self._call(service, method)
            return reply({"result": result})
        except OutpostError as error:
            return trouble(error)
        except RequestEntityTooLarge:
            return reply(error_body("bad_request", reason="too_large"), 413)
        except BadRequest:
            return reply(error_body("bad_request", reason="broken_off"), 400)
        except (ConnectionError, TimeoutError):
            raise
        except Exception:
            ref = ids.readable(8)
            log.exception("rpc_bug ref=%s method=%s.%s", ref, service, method)
            return reply(error_body("bug", ref=ref), 500)

    def changes(self) -> Response:
        """Lines of JSON, an empty one at least every fifteen seconds. `since`: the last sequence number heard of; when what
        followed it is lost, topic `office` without ids says so."""
        try:
            since = _since(request.args.get("since"), self._services.changes.latest())
            stream = _Stream(self._services, self._closing, since)
        except OutpostError as error:
            return trouble(error)
        if not self._places.acquire(blocking=False):
            return trouble(OutpostError("too_many_streams", retryable=True))
        response = Response(stream.lines(), content_type="application/x-ndjson; charset=utf-8")
        response.headers["Cache-Control"] = "no-store"
        response.call_on_close(self._places.release)
        return response

    def _call(self, service: str, method: str) -> Any:
        found = self._methods.get((service, method))
        if found is None:
            raise NotFound("method", f"{service}.{method}"[:100])
        actor = self._services.front.authenticate(bearer_token(), request.remote_addr or "")
        request.max_content_length = ANONYMOUS_LIMIT if actor.user_id is None else SIGNED_IN_LIMIT
        args = _arguments(found, read_body())
        bound = self._services.front.service(service, actor)
        return getattr(bound, method)(**args)


class _Stream:
    """One window's stream of changes."""

    def __init__(self, services: BridgeServices, closing: threading.Event, since: int) -> None:
        self._services = services
        self._closing = closing
        self._token = bearer_token()
        self._remote = request.remote_addr or ""
        self._seq = since
        self._actor = self._authenticate()

    def _authenticate(self) -> Actor:
        actor = self._services.front.authenticate(self._token, self._remote)
        if actor == ANONYMOUS or actor.user_id is None:
            raise NotSignedIn
        return actor

    def lines(self) -> Iterator[bytes]:
        clock = self._services.clock
        said = clock.monotonic()
        yield b"\n"
        while not self._closing.is_set():
            try:
                lines = b"".join(self._next())
            except NotSignedIn:
                return
            if lines or clock.monotonic() - said >= HEARTBEAT_SECONDS:
                said = clock.monotonic()
                yield lines or b"\n"

    def _next(self) -> list[bytes]:
        """The lines of one slice of waiting. Whoever was signed in is looked at anew when people change."""
        latest = self._services.changes.latest()
        changes = self._services.changes.since(self._seq, SLICE_SECONDS)
        if changes is None:
            self._seq = latest
            return [_line(Change(latest, "office"))]
        if changes:
            self._seq = changes[-1].seq
        if any(change.topic == "people" for change in changes):
            self._actor = self._authenticate()
        return [_line(change) for change in changes if change.workspace is None or change.workspace in self._actor.roles]


def _line(change: Change) -> bytes:
    return msgspec.json.encode(change) + b"\n"


def _arguments(method: _Method, body: bytes) -> dict[str, Any]:
    try:
        args = method.decoder.decode(body or b"{}").args
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OutpostError("bad_request", reason=str(error)[:300]) from error
    return {name: getattr(args, name) for name in args.__struct_fields__}


def bearer_token() -> str | None:
    """None without the header. Raises NotSignedIn for any other way of signing in."""
    header = request.headers.get("Authorization")
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    return token.strip()


def _since(text: str | None, latest: int) -> int:
    if text is None:
        return latest
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise OutpostError("bad_request", reason="since")
    return int(text)


def trouble(error: OutpostError) -> Response:
    """The answer for an error."""
    status = _STATUS.get(error.code)
    if status is None:
        status = 422 if error.code == "invalid" or error.code.startswith("import_") else 409
    response = reply(error_body(error.code, retryable=error.retryable, **error.params), status)
    if isinstance(seconds := error.params.get("seconds"), int | float) and status == 429:
        response.headers["Retry-After"] = str(int(seconds) + 1)
    return response


def reply(value: Any, status: int = 200) -> Response:
    """JSON that nobody keeps."""
    response = Response(msgspec.json.encode(value), status, content_type=JSON_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response
