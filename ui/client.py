"""The window's side of the RPC: the services of `app.contracts`, called over TLS.

Wire: `POST /rpc/<service>/<method>` with `{"args": {name: value}}` and `Authorization: Bearer <token>`; the reply is
`{"result": ...}`, or any other status with `{"error": {"code", "params", "retryable"}}`. Bytes travel as base64, times as
RFC 3339. Everything here blocks: call it from a worker (`ui.work`), never from the GUI thread.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import inspect
import select
import socket
import ssl
import threading
import typing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from app.contracts.base import Access
from app.contracts.broadcasts import Broadcasts
from app.contracts.campaigns import Campaigns
from app.contracts.contact_imports import ContactImports
from app.contracts.contacts import Contacts, Groups
from app.contracts.explain import Explain
from app.contracts.exports import Exports
from app.contracts.flows import Flows, Triggers
from app.contracts.imports import Imports, WorkspaceExports
from app.contracts.jobs import Jobs
from app.contracts.late import Late
from app.contracts.messages import Messages
from app.contracts.modems import Modems
from app.contracts.notifications import Notifications
from app.contracts.office import Office
from app.contracts.people import People
from app.contracts.phones import Phones
from app.contracts.queues import Queues
from app.contracts.registry import CONTRACTS
from app.contracts.results import Results
from app.contracts.scheduled_broadcasts import ScheduledBroadcasts
from app.contracts.starts import Starts
from app.contracts.workspaces import Workspaces
from app.errors import Forbidden, Invalid, NotFound, NotSignedIn, OutpostError
from app.paths import OfficePaths

CALL_SECONDS = 60.0
STREAM_SECONDS = 45.0  # three missed heartbeats
_BROKEN = (OSError, http.client.HTTPException, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an engine answers, and whom to trust there: only certificates signed by `ca_pem`."""

    host: str
    port: int
    ca_pem: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Who is signed in when the demo office is looked at."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """What the engine on this PC wrote about itself into `OfficePaths.endpoint`."""

    pid: int
    phone_port: int
    tls_port: int
    host: str
    fingerprint: str
    setup_token: str | None = None
    demo: DemoAccount | None = None


def read_local(home: Path) -> tuple[LocalEngine, Endpoint] | None:
    """The local engine's endpoint, or None when its file is missing, half written or does not fit the CA beside it."""
    paths = OfficePaths(home)
    try:
        engine = msgspec.json.decode(paths.endpoint.read_bytes(), type=LocalEngine)
        ca_pem = (paths.tls / "ca.pem").read_text("ascii")
        der = ssl.PEM_cert_to_DER_cert(ca_pem)
    except (OSError, ValueError):
        return None
    if hashlib.sha256(der).hexdigest() != engine.fingerprint.replace(":", "").lower():
        return None
    return engine, Endpoint(engine.host, engine.tls_port, ca_pem)


@dataclass(frozen=True, slots=True)
class Shown:
    """What an engine shows of itself before anyone trusts it. `fingerprint`: SHA-256 of its CA (DER), small hex digits."""

    endpoint: Endpoint
    fingerprint: str


def show_certificate(host: str, port: int) -> Shown:
    """The CA at the end of the chain that `host` shows; nothing is sent to it. People compare the fingerprint.

    Errors: `engine_unreachable`, `engine_untrusted` when the chain ends in no CA.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), CALL_SECONDS) as plain, context.wrap_socket(plain) as secure:
            chain = _chain(secure)
    except (OSError, ValueError) as error:
        raise OutpostError("engine_unreachable", retryable=True) from error
    if len(chain) < 2:
        raise OutpostError("engine_untrusted")
    endpoint = Endpoint(host, port, ssl.DER_cert_to_PEM_cert(chain[-1]))
    return Shown(endpoint, hashlib.sha256(chain[-1]).hexdigest())


def _chain(secure: ssl.SSLSocket) -> list[bytes]:
    """The certificates (DER) as shown. Public from Python 3.13 on; 3.11 and 3.12 have it on the inner object only."""
    if (public := getattr(secure, "get_unverified_chain", None)) is not None:
        return list(public())
    inner: Any = secure._sslobj  # type: ignore[attr-defined]
    return [ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in inner.get_unverified_chain()]


@dataclass(frozen=True, slots=True)
class _Method:
    service: str
    name: str
    signature: inspect.Signature
    result: Any
    is_query: bool

    @classmethod
    def of(cls, service: str, name: str, function: Callable[..., Any]) -> _Method:
        access: Access = function.__access__  # type: ignore[attr-defined]
        hints = typing.get_type_hints(function)
        signature = inspect.signature(function)
        signature = signature.replace(parameters=list(signature.parameters.values())[1:])
        return cls(service, name, signature, hints["return"], access.kind == "query")


class _Service:
    """The methods of one contract, as calls through `client`."""

    def __init__(self, client: Client, name: str, contract: type) -> None:
        for method, function in vars(contract).items():
            if hasattr(function, "__access__"):
                setattr(self, method, _bound(client, _Method.of(name, method, function)))


def _bound(client: Client, method: _Method) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return client.call(method, method.signature.bind(*args, **kwargs).arguments)

    return call


class Client:
    """One engine's services. Safe to use from several threads; connections are kept alive and shared out.

    Calls raise `OutpostError`: the engine's own codes, or `engine_unreachable` (retryable), `engine_untrusted`,
    `engine_trouble` (no proper reply), `window_too_old` (a reply this window does not understand), `closed`.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.token = ""
        self._context = _context(endpoint.ca_pem)
        self._lock = threading.Lock()
        self._idle: list[http.client.HTTPSConnection] = []
        self._busy: set[http.client.HTTPSConnection] = set()
        self._closed = False
        services = {name: _Service(self, name, contract) for name, contract in CONTRACTS.items()}
        self.office = cast(Office, services["office"])
        self.people = cast(People, services["people"])
        self.phones = cast(Phones, services["phones"])
        self.modems = cast(Modems, services["modems"])
        self.messages = cast(Messages, services["messages"])
        self.contacts = cast(Contacts, services["contacts"])
        self.groups = cast(Groups, services["groups"])
        self.broadcasts = cast(Broadcasts, services["broadcasts"])
        self.flows = cast(Flows, services["flows"])
        self.triggers = cast(Triggers, services["triggers"])
        self.notifications = cast(Notifications, services["notifications"])
        self.late = cast(Late, services["late"])
        self.campaigns = cast(Campaigns, services["campaigns"])
        self.imports = cast(Imports, services["imports"])
        self.contact_imports = cast(ContactImports, services["contact_imports"])
        self.workspace_exports = cast(WorkspaceExports, services["workspace_exports"])
        self.results = cast(Results, services["results"])
        self.exports = cast(Exports, services["exports"])
        self.jobs = cast(Jobs, services["jobs"])
        self.scheduled_broadcasts = cast(ScheduledBroadcasts, services["scheduled_broadcasts"])
        self.starts = cast(Starts, services["starts"])
        self.explain = cast(Explain, services["explain"])
        self.queues = cast(Queues, services["queues"])
        self.workspaces = cast(Workspaces, services["workspaces"])

    def call(self, method: _Method, args: dict[str, Any]) -> Any:
        body = msgspec.json.encode({"args": args})
        path = f"/rpc/{method.service}/{method.name}"
        status, reply = self._exchange(path, body, again=method.is_query)
        if status != 200:
            raise _error(reply)
        try:
            result = msgspec.json.decode(reply)["result"]
            return msgspec.convert(result, method.result, strict=True)
        except (msgspec.MsgspecError, KeyError, TypeError) as error:
            raise OutpostError("window_too_old", method=f"{method.service}.{method.name}", detail=str(error)) from error

    def open_stream(self, since: int | None) -> tuple[http.client.HTTPSConnection, http.client.HTTPResponse]:
        """Open `GET /rpc/changes`, from now on when `since` is None.

        The caller reads lines and hands the connection to `close_stream`.
        """
        path = "/rpc/changes" if since is None else f"/rpc/changes?since={since}"
        connection = self._take(fresh=True, seconds=STREAM_SECONDS)[0]
        try:
            connection.request("GET", path, headers=self._headers())
            response = connection.getresponse()
            if response.status != 200:
                raise _error(response.read())
        except ssl.SSLCertVerificationError as error:
            self._drop(connection)
            raise OutpostError("engine_untrusted") from error
        except _BROKEN as error:
            self._drop(connection)
            raise OutpostError("engine_unreachable", retryable=True) from error
        except OutpostError:
            self._drop(connection)
            raise
        return connection, response

    def close_stream(self, connection: http.client.HTTPSConnection) -> None:
        self._drop(connection)

    def move(self, endpoint: Endpoint) -> None:
        """The engine was started again, perhaps on another port: later calls go there."""
        context = _context(endpoint.ca_pem)
        with self._lock:
            self.endpoint, self._context = endpoint, context
            idle, self._idle = self._idle, []
        for connection in idle:
            _break(connection)

    def close(self) -> None:
        """Break all connections, so that threads waiting on them come back; later calls raise `closed`."""
        with self._lock:
            self._closed = True
            connections = [*self._idle, *self._busy]
            self._idle.clear()
        for connection in connections:
            _break(connection)

    def _exchange(self, path: str, body: bytes, *, again: bool) -> tuple[int, bytes]:
        connection, reused = self._take()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **self._headers()})
            response = connection.getresponse()
            status, reply = response.status, response.read()
        except ssl.SSLCertVerificationError as error:
            self._drop(connection)
            raise OutpostError("engine_untrusted") from error
        except _BROKEN as error:
            self._drop(connection)
            if again and reused and not self._closed:
                return self._exchange(path, body, again=False)
            raise OutpostError("closed" if self._closed else "engine_unreachable", retryable=True) from error
        self._give_back(connection, keep=not response.will_close)
        return status, reply

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _take(self, *, fresh: bool = False, seconds: float = CALL_SECONDS) -> tuple[http.client.HTTPSConnection, bool]:
        with self._lock:
            if self._closed:
                raise OutpostError("closed", retryable=True)
            while self._idle and not fresh:
                connection = self._idle.pop()
                if _is_quiet(connection):
                    self._busy.add(connection)
                    return connection, True
                _break(connection)
            connection = http.client.HTTPSConnection(
                self.endpoint.host, self.endpoint.port, timeout=seconds, context=self._context
            )
            self._busy.add(connection)
            return connection, False

    def _give_back(self, connection: http.client.HTTPSConnection, *, keep: bool) -> None:
        with self._lock:
            self._busy.discard(connection)
            if keep and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _drop(self, connection: http.client.HTTPSConnection) -> None:
        with self._lock:
            self._busy.discard(connection)
        connection.close()


def _context(ca_pem: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=ca_pem)
    return context


def _is_quiet(connection: http.client.HTTPSConnection) -> bool:
    """An idle connection with something to read has been closed by the other side."""
    if connection.sock is None:
        return False
    try:
        return not select.select([connection.sock], [], [], 0)[0]
    except (OSError, ValueError):
        return False


def _break(connection: http.client.HTTPSConnection) -> None:
    """Wake whoever reads from it: closing alone would leave the reader waiting."""
    if (sock := connection.sock) is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        connection.close()


class _ErrorBody(msgspec.Struct):
    code: str
    params: dict[str, str | int | float | bool | None] = {}
    retryable: bool = False


class _ErrorReply(msgspec.Struct):
    error: _ErrorBody


def _error(reply: bytes) -> OutpostError:
    try:
        body = msgspec.json.decode(reply, type=_ErrorReply).error
    except msgspec.MsgspecError:
        return OutpostError("engine_trouble", retryable=True)
    params = {name: value for name, value in body.params.items() if name not in ("code", "retryable")}
    match body.code:
        case "forbidden":
            return Forbidden(str(params.get("method", "")))
        case "not_signed_in":
            return NotSignedIn()
        case "not_found":
            name = params.get("name", "")
            return NotFound(str(params.get("kind", "")), name if isinstance(name, int) else str(name))
        case "invalid":
            field, reason = str(params.pop("field", "")), str(params.pop("reason", ""))
            return Invalid(field, reason, **params)
    return OutpostError(body.code, retryable=body.retryable, **params)
