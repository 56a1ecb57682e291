"""Webhook calls of flows: HTTP to the subnets that staff allow, and nowhere else."""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import logging
import socket
import ssl
import string
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from app.engine.universe import HttpRequest, HttpResponse
from app.store import tables
from app.store.database import Store

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15.0
MAX_ANSWER_BYTES = 262_144
MAX_REDIRECTS = 5
MAX_URL_CHARACTERS = 2048
SETTING = "webhook_subnets"

REDIRECTS_TO_GET = (301, 302, 303)
REDIRECTS = (*REDIRECTS_TO_GET, 307, 308)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class CallRefused(Exception):
    """Why a call was not made or its answer not taken; the text is for the log of the flow."""


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a URL leads: `address` is the one resolved address that is connected to."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def allowed_subnets(store: Store) -> list[str]:
    """The setting `webhook_subnets`: networks such as `192.168.1.0/24`. None are allowed until staff say so."""
    with store.read() as session:
        found = session.get(tables.Setting, SETTING)
        value = found.value if found else None
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


class WebhookClient:
    """Implements `app.engine.universe.Http`.

    15 seconds for the whole call, answers of at most 256 KiB, at most 5 redirects and none to another host. A name is resolved
    once and that address connected to, so that a name can't point elsewhere between check and call.
    """

    def __init__(self, allowed: Callable[[], Sequence[str]], timeout: float = TIMEOUT_SECONDS) -> None:
        self._allowed = allowed
        self._timeout = timeout
        self._tls = ssl.create_default_context()

    def send(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._follow(request)
        except CallRefused as refused:
            return HttpResponse(0, error=str(refused))
        except TimeoutError:
            return HttpResponse(0, error="no answer in time")
        except (OSError, http.client.HTTPException, ValueError, zlib.error, EOFError) as error:
            return HttpResponse(0, error=f"connection failed: {type(error).__name__}")

    def _follow(self, request: HttpRequest) -> HttpResponse:
        first = self._target(request.url)
        target, deadline = first, _Deadline(self._timeout)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                response = self._call(request, target, deadline)
                location = _header(response, "location")
                if response.status not in REDIRECTS or not location:
                    return response
                request = _redirected(request, response.status, location)
                target = self._redirect_target(request.url, first)
        finally:
            deadline.cancel()
        raise CallRefused("too many redirects")

    def _redirect_target(self, url: str, first: _Target) -> _Target:
        parts = _split(url)
        if (parts.hostname, _port(parts)) != (first.host, first.port):
            raise CallRefused("redirect to another host")
        return replace(first, scheme=parts.scheme, path=_path(parts))

    def _target(self, url: str) -> _Target:
        parts = _split(url)
        host, port = parts.hostname or "", _port(parts)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        networks = list(_networks(self._allowed()))
        for entry in found:
            address = str(entry[4][0])
            if _is_allowed(address, networks):
                return _Target(parts.scheme, host, port, address, _path(parts))
        raise CallRefused("address not allowed" if found else "host not found")

    def _call(self, request: HttpRequest, target: _Target, deadline: _Deadline) -> HttpResponse:
        with socket.create_connection((target.address, target.port), timeout=self._timeout) as plain:
            raw = self._tls.wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain
            deadline.guard(raw)
            connection = http.client.HTTPConnection(target.host, target.port, timeout=self._timeout)
            connection.sock = raw
            try:
                _send(connection, request, target)
                return _read(connection.getresponse())
            except (OSError, http.client.HTTPException):
                if deadline.has_passed:
                    raise TimeoutError from None
                raise
            finally:
                connection.close()


class _Deadline:
    """Cuts the connection when the time for the whole call is over, however slowly the other side drips."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def guard(self, connection: socket.socket) -> None:
        self._socket = connection
        if self.has_passed:
            raise TimeoutError

    def cancel(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.has_passed = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.debug("webhook_already_closed")


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL_CHARACTERS:
        raise CallRefused("URL too long")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CallRefused("only http and https URLs can be called")
    if parts.username or parts.password:
        raise CallRefused("URL with a password")
    if any(char <= " " or char == "\x7f" for char in url):
        raise CallRefused("URL with blanks")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _path(parts: SplitResult) -> str:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return path if path.isascii() else quote(path, safe=string.punctuation)


def _networks(subnets: Iterable[str]) -> Iterable[Network]:
    for subnet in subnets:
        try:
            yield ipaddress.ip_network(subnet, strict=False)
        except ValueError:
            log.warning("webhook_subnet_unreadable")


def _is_allowed(address: str, networks: Iterable[Network]) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return any((mapped or ip) in network for network in networks)


def _send(connection: http.client.HTTPConnection, request: HttpRequest, target: _Target) -> None:
    names = {name.lower() for name in request.headers}
    connection.putrequest(request.method, target.path, skip_host="host" in names, skip_accept_encoding=True)
    for name, value in request.headers.items():
        if name.lower() not in ("content-length", "connection", "transfer-encoding"):
            connection.putheader(name, value.encode("utf-8", "replace"))
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(len(request.body)))
    if "accept-encoding" not in names:
        connection.putheader("Accept-Encoding", "gzip")
    connection.putheader("Connection", "close")
    connection.endheaders(request.body or None)


def _read(answer: http.client.HTTPResponse) -> HttpResponse:
    body = answer.read(MAX_ANSWER_BYTES + 1)
    if len(body) > MAX_ANSWER_BYTES:
        raise CallRefused("answer too large")
    headers = answer.getheaders()
    if (answer.getheader("Content-Encoding") or "").lower() == "gzip":
        body = _unpacked(body)
        headers = [pair for pair in headers if pair[0].lower() not in ("content-encoding", "content-length")]
    protocol = "HTTP/1.0" if answer.version == 10 else "HTTP/1.1"
    return HttpResponse(answer.status, headers, body, answer.reason or "", protocol)


def _unpacked(body: bytes) -> bytes:
    """Packed answers count by what they hold."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    whole = unpacker.decompress(body, MAX_ANSWER_BYTES + 1)
    if len(whole) > MAX_ANSWER_BYTES:
        raise CallRefused("answer too large")
    if not unpacker.eof:
        raise gzip.BadGzipFile("cut off")
    return whole


def _header(response: HttpResponse, name: str) -> str:
    return next((value for key, value in response.headers if key.lower() == name), "")


def _redirected(request: HttpRequest, status: int, location: str) -> HttpRequest:
    url = urljoin(request.url, location)
    if status in REDIRECTS_TO_GET and request.method not in ("GET", "HEAD"):
        return HttpRequest("GET", url, {k: v for k, v in request.headers.items() if k.lower() != "content-type"})
    return replace(request, url=url)
