"""The RPC wire over a real TLS socket, in front of `StubOffice`."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import ipaddress
import json
import queue
import socket
import ssl
import threading
import typing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.contracts.base import Actor, Change, is_allowed
from app.contracts.registry import CONTRACTS, access_of
from app.errors import Forbidden, NotSignedIn, OutpostError
from tests.ui.stub_office import StubOffice
from ui.client import Endpoint

_END: Any = object()


class RpcServer:
    """Serves one StubOffice. `drop_streams` breaks all change streams, as a dying engine does."""

    def __init__(self, office: StubOffice, tls: Path, port: int = 0) -> None:
        self.office = office
        self.tls = tls
        self.streams: set[queue.Queue[Any]] = set()
        self.stream_starts: list[int | None] = []
        self.connections = 0
        self.open_sockets: set[Any] = set()
        self._closed = False
        server = self

        class Handler(_Handler):
            rpc = server

        self._http = _Server(("127.0.0.1", port), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "server.pem", tls / "server.key")
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)
        self.port: int = self._http.server_address[1]
        office.say = self.say
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), name="stub-rpc", daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self.port, (self.tls / "ca.pem").read_text())

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert((self.tls / "ca.pem").read_text())).hexdigest()

    def write_endpoint(self, home: Path, **more: Any) -> None:
        """The file that the engine leaves for windows on its PC."""
        (home / "tls").mkdir(parents=True, exist_ok=True)
        pem = (self.tls / "ca.pem").read_text()
        (home / "tls" / "ca.pem").write_text(pem)
        content = {"pid": 1, "phone_port": 8000, "tls_port": self.port, "host": "127.0.0.1", "setup_token": None, "demo": None}
        content["fingerprint"] = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
        (home / "engine.json").write_text(json.dumps(content | more))

    def say(self, change: Change) -> None:
        for stream in list(self.streams):
            stream.put(change)

    def drop_streams(self) -> None:
        for stream in list(self.streams):
            stream.put(_END)

    def close_connections(self) -> None:
        """Close all kept-alive connections, as a server does after its idle time."""
        for connection in list(self.open_sockets):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self.drop_streams()
        self.close_connections()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Windows that close in the middle of a handshake are part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    rpc: RpcServer

    def setup(self) -> None:
        super().setup()
        self.rpc.connections += 1
        self.rpc.open_sockets.add(self.connection)

    def finish(self) -> None:
        self.rpc.open_sockets.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, *args: Any) -> None:
        return

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        _, _, service, method = self.path.split("/")
        office = self.rpc.office
        office.calls.append(f"{service}.{method}")
        if office.hold is not None:
            office.hold.wait(10)
        try:
            if f"{service}.{method}" in office.failures:
                raise office.failures[f"{service}.{method}"]
            result = self._call(service, method, json.loads(body)["args"])
            if f"{service}.{method}" in office.unheard:
                raise OutpostError("engine_unreachable", retryable=True)
            self._reply(200, {"result": result})
        except OutpostError as error:
            shape = {"code": error.code, "params": error.params, "retryable": error.retryable}
            self._reply(401 if error.code == "not_signed_in" else 400, {"error": shape})

    def do_GET(self) -> None:
        if not self._signed_in():
            self._reply(401, {"error": {"code": "not_signed_in", "params": {}, "retryable": False}})
            return
        since = parse_qs(urlsplit(self.path).query).get("since")
        self.rpc.stream_starts.append(int(since[0]) if since else None)
        stream: queue.Queue[Any] = queue.Queue()
        self.rpc.streams.add(stream)
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()
        self.close_connection = True
        try:
            while (change := _next(stream)) is not _END:
                self.wfile.write(msgspec.json.encode(change) + b"\n" if change is not None else b"\n")
                self.wfile.flush()
        except OSError:
            pass
        finally:
            self.rpc.streams.discard(stream)

    def _call(self, service: str, method: str, args: dict[str, Any]) -> Any:
        function = getattr(CONTRACTS[service], method)
        if function.__access__.scope != "public" and not self._signed_in():
            raise NotSignedIn
        self._admit(f"{service}.{method}", args.get("workspace"))
        hints = typing.get_type_hints(function)
        with self.rpc.office.lock:
            real = {name: msgspec.convert(value, hints[name]) for name, value in args.items()}
            return getattr(self.rpc.office.services[service], method)(**real)

    def _admit(self, method: str, workspace: str | None) -> None:
        """As the engine: what the person's roles do not allow is refused, and noted."""
        person = self.rpc.office.person
        roles = {space.uuid: space.role for space in person.workspaces}
        actor = Actor(1, person.name, roles, is_office_admin=person.is_office_admin)
        if not is_allowed(actor, access_of(method), workspace):
            self.rpc.office.refused.append(method)
            raise Forbidden(method)

    def _signed_in(self) -> bool:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") in self.rpc.office.tokens

    def _reply(self, status: int, body: Any) -> None:
        data = msgspec.json.encode(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _next(stream: queue.Queue[Any]) -> Any:
    try:
        return stream.get(timeout=0.5)
    except queue.Empty:
        return None


def make_tls(folder: Path) -> Path:
    """An office's CA and the server's certificate for 127.0.0.1."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("Outpost test CA", ca_key, "Outpost test CA", ca_key, is_ca=True)
    leaf = _certificate("outpost", key, "Outpost test CA", ca_key, is_ca=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(leaf.public_bytes(pem) + ca.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.key").write_bytes(private)
    return folder


def _certificate(name: str, key: Any, issuer: str, issuer_key: Any, *, is_ca: bool) -> x509.Certificate:
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=365 * 40))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
    return builder.sign(issuer_key, hashes.SHA256())
