"""The HTTP server of the engine: a plain port with phone routes only, a TLS port with these and the RPC."""

from __future__ import annotations

import logging
import re
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_file
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from app.errors import Invalid, OutpostError
from app.ports import BridgeServices
from bridge.bodies import read_body
from bridge.channels import relayer_wire as wire
from bridge.channels.base import ChannelReply, ChannelRequest, Route
from bridge.channels.registry import channel_types
from bridge.http_server import THREADS, ErrorBody, JsonServer
from bridge.media import MEDIA_PREFIX, MediaRoutes
from bridge.rpc import RPC_PREFIX, Rpc, error_body
from bridge.tls import TlsFiles

log = logging.getLogger(__name__)

PHONE_BODY_LIMIT = 1024 * 1024
TLS_BODY_LIMIT = 26 * 1024 * 1024  # each route says its own within this
# Beside an address that staff chose, windows and phones on this PC still find us on the loopback.
LOOPBACK = "127.0.0.1"
LOOPBACK_THREADS = 16
_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
_NAMED_PART = re.compile(r"<(\w+)>")


class BridgeServer:
    """Listens on `host` (an address of this PC, or `0.0.0.0` for every interface). Port 0 takes any free port.

    `packs` is the folder with message packs for Android phones, `<number>.apk`.
    """

    def __init__(
        self,
        services: BridgeServices,
        tls: TlsFiles,
        *,
        host: str,
        phone_port: int,
        tls_port: int,
        packs: Path | None = None,
    ) -> None:
        self._services = services
        self._tls = tls
        self._host = host
        self._ports = (phone_port, tls_port)
        self._lock = threading.RLock()
        self._listeners: list[JsonServer] = []
        self._movers: list[threading.Thread] = []
        self._is_stopped = False
        self._rpc = Rpc(services)
        routes = [route for kind in channel_types(services, packs).values() for route in kind.routes()]
        self._phone_app = _app(routes, None)
        self._tls_app = _app(routes, self._rpc, MediaRoutes(services))

    @property
    def host(self) -> str:
        return self._host

    @property
    def phone_port(self) -> int:
        """The port in use, also when 0 was asked for."""
        return self._ports[0]

    @property
    def tls_port(self) -> int:
        return self._ports[1]

    def start(self) -> None:
        """Listen. Errors: `port_taken` (port).

        An address that this PC does not have today (Wi-Fi off, another lease) does not keep an office closed: then windows on
        this PC are served, `host` tells, and `rebind` with the address may be tried again at any time.
        """
        with self._lock:
            self._rpc.open()
            try:
                self._listen(self._host, self._ports)
            except OutpostError as error:
                if error.code != "address_unavailable":
                    raise
                log.warning("address_unavailable host=%s", self._host)
                self._listen(LOOPBACK, self._ports)

    def stop(self) -> None:
        """End streams, finish requests in work, join every thread. The change feed is closed: nothing may follow."""
        with self._lock:
            self._is_stopped = True
        self._services.changes.close()
        self._rpc.close()
        for mover in self._movers:
            if mover is not threading.current_thread():
                mover.join()
        with self._lock:
            self._close_all()

    def rebind(self, host: str) -> None:
        """Listen on another address, same ports. Errors: `invalid` address, when this PC does not have it.

        Where it cannot listen there all the same, it stays; `host` tells. From one of the server's own threads (a call over
        RPC) the move happens right after the answer; connections are cut.
        """
        _check_address(host)
        if any(listener.owns_current_thread() for listener in self._listeners):
            mover = threading.Thread(target=self._move, args=(host,), name="bridge rebind")
            self._movers = [*(thread for thread in self._movers if thread.is_alive()), mover]
            mover.start()
        else:
            self._move(host)

    def _move(self, host: str) -> None:
        with self._lock:
            if self._is_stopped or host == self._host:
                return
            self._rpc.close()
            self._close_all()
            self._rpc.open()
            for address in (host, self._host, LOOPBACK):
                try:
                    self._listen(address, self._ports)
                    return
                except OutpostError as error:
                    log.error("rebind_failed host=%s code=%s", address, error.code)

    def _listen(self, host: str, ports: tuple[int, int]) -> None:
        self._tls.ensure([host])
        with ExitStack() as undo:
            listeners = [self._open(undo, host, port, is_tls) for is_tls, port in enumerate(ports)]
            if host not in (*_EVERYWHERE, LOOPBACK, "localhost"):
                taken = enumerate([listener.port for listener in listeners])
                listeners += [self._open(undo, LOOPBACK, port, is_tls, LOOPBACK_THREADS) for is_tls, port in taken]
            undo.pop_all()
        self._listeners = listeners
        self._host, self._ports = host, (listeners[0].port, listeners[1].port)
        log.info("bridge_listening host=%s phones=%s tls=%s", host, self.phone_port, self.tls_port)

    def _open(self, undo: ExitStack, host: str, port: int, is_tls: int, threads: int = THREADS) -> JsonServer:
        server = JsonServer(
            "bridge-tls" if is_tls else "bridge-phones",
            (host, port),
            self._tls_app if is_tls else self._phone_app,
            _tls_error if is_tls else _phone_error,
            body_limit=TLS_BODY_LIMIT if is_tls else PHONE_BODY_LIMIT,
            threads=threads,
            context=(lambda address: self._tls.ensure([address])) if is_tls else None,
        )
        try:
            server.open()
        except OSError as error:
            raise _listen_error(host, port) from error
        undo.callback(server.close)
        return server

    def _close_all(self) -> None:
        """Side by side, as each takes up to a second to notice."""
        closers = [threading.Thread(target=listener.close, name="bridge close") for listener in self._listeners]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()
        self._listeners = []


def _check_address(host: str) -> None:
    if host in _EVERYWHERE:
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as sock:
            sock.bind((host, 0))
    except (OSError, UnicodeError, TypeError) as error:
        raise Invalid("address", "unknown") from error


def _listen_error(host: str, port: int) -> OutpostError:
    try:
        _check_address(host)
    except Invalid:
        return OutpostError("address_unavailable", retryable=True, address=host)
    return OutpostError("port_taken", retryable=True, port=port)


# The applications


def _app(routes: Iterable[Route], rpc: Rpc | None, media: MediaRoutes | None = None) -> Flask:
    app = Flask("bridge", static_folder=None, template_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = PHONE_BODY_LIMIT
    app.config["ERROR_BODY"] = _phone_error if rpc is None else _tls_error
    for route in routes:
        app.add_url_rule(route.path, endpoint=f"{route.method} {route.path}", view_func=_view(route), methods=[route.method])
    if rpc is not None:
        app.add_url_rule(f"{RPC_PREFIX}/changes", view_func=rpc.changes, methods=["GET"])
        app.add_url_rule(f"{RPC_PREFIX}/<service>/<method>", view_func=rpc.call, methods=["POST"])
    if media is not None:
        app.add_url_rule(f"{MEDIA_PREFIX}/<name>", view_func=media.get, methods=["GET"])
        app.add_url_rule(f"{MEDIA_PREFIX}/<workspace>", view_func=media.add, methods=["POST"])
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)
    return app


def _view(route: Route) -> Callable[..., Response]:
    def view(**params: str) -> Response:
        return _respond(
            route.handler(
                ChannelRequest(
                    method=request.method,
                    params=params,
                    query=request.args.to_dict(),
                    remote=request.remote_addr or "",
                    body=read_body(),
                )
            )
        )

    return view


def _respond(reply: ChannelReply) -> Response:
    if reply.file is not None:
        return send_file(reply.file.resolve(), mimetype=reply.content_type, as_attachment=True)
    return Response(reply.body, reply.status, content_type=reply.content_type)


def _phone_error(path: bytes, status: int, reason: str) -> dict[str, Any]:
    return wire.error(wire.ERROR_OTHER, reason)


def _tls_error(path: bytes, status: int, reason: str) -> dict[str, Any]:
    if path.startswith((RPC_PREFIX.encode() + b"/", MEDIA_PREFIX.encode() + b"/")):
        code = "not_found" if status == 404 else "bad_request" if status < 500 else "bug"
        return error_body(code, reason=reason)
    return _phone_error(path, status, reason)


def _http_error(error: HTTPException) -> Response:
    response = _error_reply(error.code or 500, error.name)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(error.valid_methods)
    return response


def _bug(error: Exception) -> Response:
    if isinstance(error, ConnectionError | TimeoutError):
        raise error  # the other side went away in the middle of its body
    if isinstance(error, OutpostError) and error.retryable:
        log.warning("request_refused path=%s code=%s", request.path, error.code)
        return _error_reply(503, error.code)
    log.exception("request_failed path=%s", request.path)
    return _error_reply(500, "Internal Server Error")


def _error_reply(status: int, reason: str) -> Response:
    make: ErrorBody = current_app.config["ERROR_BODY"]
    return _respond(ChannelReply.json(make(request.path.encode("utf-8", "replace"), status, reason), status))
