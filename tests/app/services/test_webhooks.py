"""Webhook calls over real sockets."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.engine.universe import HttpRequest, HttpResponse
from app.services.webhooks import MAX_ANSWER_BYTES, WebhookClient, allowed_subnets
from app.store import tables
from tests.app.support import Office

LOOPBACK = ["127.0.0.0/8", "::1/128"]


@dataclass
class Site:
    """A web site on this PC; `answers` by path."""

    port: int = 0
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            made.asked.append((self.command, self.path, dict(self.headers.items()), body))
            made.answers.get(self.path.partition("?")[0], plain(b"ok"))(self)

        do_GET = do_POST = do_PUT = handle_any

        def log_message(self, *args: Any) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def plain(body: bytes, status: int = 200, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def call(
    url: str, method: str = "GET", body: bytes = b"", allowed: Any = LOOPBACK, timeout: float = 5.0, **headers: str
) -> HttpResponse:
    request = HttpRequest(method, url, {name.replace("_", "-"): value for name, value in headers.items()}, body)
    return WebhookClient(lambda: allowed, timeout).send(request)


def test_a_call_and_its_answer(site: Site) -> None:
    site.answers["/report"] = plain(b'{"a": 1}', 201, Content_Type="application/json")
    response = call(site.url("/report?name=Zo%C3%AB"), "POST", b"hello", Content_Type="text/plain", User_Agent="Outpost")
    assert (response.status, response.body, response.reason, response.error) == (201, b'{"a": 1}', "Created", "")
    assert ("Content-Type", "application/json") in response.headers
    [(method, path, headers, body)] = site.asked
    assert (method, path, body) == ("POST", "/report?name=Zo%C3%AB", b"hello")
    assert (headers["User-Agent"], headers["Host"], headers["Content-Length"]) == ("Outpost", f"127.0.0.1:{site.port}", "5")


@pytest.mark.parametrize("allowed", [[], ["10.0.0.0/8"], ["nonsense"]])
def test_only_subnets_that_staff_allow(site: Site, allowed: list[str]) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        response = call(f"http://{host}:{site.port}/", allowed=allowed)
        assert response.status == 0
        assert response.error
    assert call(site.url(), allowed=allowed).error == "address not allowed"
    assert site.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http:///nothing",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1/a\r\nX: y",
        "http://127.0.0.1/" + "x" * 3000,
        "http://[::1",
        "",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    response = call(url)
    assert response.status == 0
    assert response.error


def test_headers_cannot_be_broken_out_of(site: Site) -> None:
    response = call(site.url(), X_Name="a\r\nX-Evil: b")
    assert response.status == 0
    assert all("X-Evil" not in headers for _, _, headers, _ in site.asked)


def test_an_answer_of_the_limit_is_taken_and_one_byte_more_is_not(site: Site) -> None:
    site.answers["/most"] = plain(b"x" * MAX_ANSWER_BYTES)
    site.answers["/more"] = plain(b"x" * (MAX_ANSWER_BYTES + 1))
    assert len(call(site.url("/most")).body) == MAX_ANSWER_BYTES
    assert call(site.url("/more")).error == "answer too large"


def test_packed_answers_are_unpacked_and_bombs_refused(site: Site) -> None:
    site.answers["/packed"] = plain(gzip.compress(b"hello"), Content_Encoding="gzip")
    site.answers["/bomb"] = plain(gzip.compress(b"\0" * 10_000_000), Content_Encoding="gzip")
    site.answers["/broken"] = plain(gzip.compress(b"hello" * 100)[:-9], Content_Encoding="gzip")
    assert call(site.url("/packed")).body == b"hello"
    assert call(site.url("/bomb")).error == "answer too large"
    assert call(site.url("/broken")).status == 0


def test_redirects_stay_on_the_host(site: Site) -> None:
    site.answers["/a"] = plain(b"", 302, Location="/b?x=1")
    site.answers["/b"] = plain(b"there")
    site.answers["/away"] = plain(b"", 302, Location="http://127.0.0.2/")
    site.answers["/port"] = plain(b"", 302, Location=f"http://127.0.0.1:{site.port + 1}/")
    site.answers["/loop"] = plain(b"", 302, Location="/loop")
    site.answers["/keep"] = plain(b"", 307, Location="/b")
    response = call(site.url("/a"), "POST", b"data", Content_Type="text/plain")
    assert (response.status, response.body) == (200, b"there")
    assert [(method, body) for method, _, _, body in site.asked] == [("POST", b"data"), ("GET", b"")]
    assert call(site.url("/away")).error == "redirect to another host"
    assert call(site.url("/port")).error == "redirect to another host"
    assert call(site.url("/loop")).error == "too many redirects"
    call(site.url("/keep"), "POST", b"data")
    assert [(method, body) for method, _, _, body in site.asked][-1] == ("POST", b"data")


def test_nobody_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    response = call(f"http://127.0.0.1:{port}/")
    assert (response.status, response.error) == (0, "connection failed: ConnectionRefusedError")


@pytest.mark.parametrize("drip", [False, True])
def test_the_time_is_for_the_whole_call(drip: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = threading.Event()

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while not done.wait(0.02):
                    try:
                        if drip:
                            connection.sendall(b"X-Slow: 1\r\n" if connection.fileno() else b"")
                    except OSError:
                        return

        thread = threading.Thread(target=serve)
        thread.start()
        response = call(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=0.3)
        done.set()
        thread.join()
    assert response.status == 0
    assert response.error == "no answer in time" or (drip and response.error)


def test_what_is_not_http_is_an_error_and_no_exception() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"\x00\xff garbage\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        response = call(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()
    assert response.status == 0


@pytest.mark.parametrize(
    ("value", "allowed"),
    [(None, []), (["192.168.1.0/24"], ["192.168.1.0/24"]), ("192.168.1.0/24", []), ([3, "10.0.0.0/8"], ["10.0.0.0/8"])],
)
def test_the_setting(office: Office, value: Any, allowed: list[str]) -> None:
    if value is not None:
        with office.store.write() as work:
            work.session.add(tables.Setting(name="webhook_subnets", value=value))
            work.commit()
    assert allowed_subnets(office.store) == allowed
