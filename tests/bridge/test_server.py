"""The server under bad Wi-Fi, garbage and attack: one JSON object for everything, and a clean end."""

from __future__ import annotations

import http.client
import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from app.errors import Invalid, OutpostError
from bridge.http_server import TIMEOUT
from bridge.server import PHONE_BODY_LIMIT, BridgeServer
from bridge.tls import TlsFiles
from tests.bridge.http_client import ask, payload
from tests.bridge.ports import Core

REGISTER = "/relayers/relayer/register/"


def raw(port: int, request: bytes, seconds: float = 15) -> bytes:
    """Everything that comes back for these bytes, until the server closes."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=seconds)) as sock:
        sock.sendall(request)
        found = b""
        while chunk := sock.recv(65_536):
            found += chunk
        return found


def parsed(answer: bytes) -> tuple[int, dict[str, object]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/json; charset=utf-8" in head.lower(), answer
    assert b"\r\nserver:" not in head.lower()
    assert b"Traceback" not in answer
    value = json.loads(body)
    assert isinstance(value, dict)
    return int(head.split(maxsplit=2)[1]), value


# Which port answers what


@pytest.mark.parametrize(
    "path", ["/", "/rpc/office/status", "/rpc/changes", "/relayers/relayer/", "/..%2f", "/favicon.ico", "//"]
)
def test_the_plain_port_serves_phones_only(server: BridgeServer, path: str) -> None:
    for method in ("GET", "POST"):
        answer = ask(server.phone_port, method, path, b"{}" if method == "POST" else None)
        assert answer.status == 404
        assert answer.json == {"error_id": 4, "error": "Not Found", "cmds": []}


def test_the_tls_port_serves_phones_too(server: BridgeServer, tls: TlsFiles) -> None:
    assert ask(server.tls_port, "POST", REGISTER, payload(), ca=tls.ca).cmds[0]["cmd"] == "reg"
    answer = ask(server.tls_port, "GET", "/nothing", ca=tls.ca)
    assert (answer.status, answer.json["error_id"]) == (404, 4)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods(server: BridgeServer, method: str) -> None:
    answer = ask(server.phone_port, method, REGISTER)
    assert (answer.status, answer.json["error_id"]) == (405, 4)
    assert "POST" in answer.headers["allow"]


def test_no_banner(server: BridgeServer, tls: TlsFiles) -> None:
    for answer in (ask(server.phone_port, "GET", "/"), ask(server.tls_port, "GET", "/", ca=tls.ca)):
        assert "server" not in answer.headers
        assert not any(re.search(r"cheroot|werkzeug|python|flask", value, re.I) for value in answer.headers.values())


# Garbage

GARBAGE = {
    "nothing but zeros": bytes(64) + b"\r\n\r\n",
    "noise": bytes(range(128, 256)) + b"\r\n\r\n",
    "no method": b"/ HTTP/1.1\r\n\r\n",
    "no path": b"POST HTTP/1.1\r\n\r\n",
    "another protocol": b"POST / SMTP/9\r\n\r\n",
    "too new": b"POST / HTTP/9.9\r\nHost: x\r\n\r\n",
    "a header without a colon": b"POST / HTTP/1.1\r\nHost\r\n\r\n",
    "a length that is no number": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    "a path without a slash": b"POST x HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address with a fragment": b"POST /#x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long path": b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X%d: y\r\n" % n for n in range(3000)) + b"\r\n",
    "another encoding": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500) + b"\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_answered_with_json(server: BridgeServer, core: Core, request_bytes: bytes) -> None:
    status, body = parsed(raw(server.phone_port, request_bytes))
    assert 400 <= status < 600
    assert (body["error_id"], body["cmds"]) == (4, [])
    assert core.is_untouched()
    assert ask(server.phone_port, "POST", REGISTER, payload()).status == 200


def test_garbage_on_the_tls_port(server: BridgeServer, core: Core, tls: TlsFiles) -> None:
    for request_bytes in (*GARBAGE.values(), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
        with closing(socket.create_connection(("127.0.0.1", server.tls_port), timeout=5)) as sock:
            sock.sendall(request_bytes)
            with suppress(OSError):  # the server may have hung up already
                sock.shutdown(socket.SHUT_WR)
    assert ask(server.tls_port, "POST", REGISTER, payload(), ca=tls.ca).status == 200


@pytest.mark.parametrize("size", [PHONE_BODY_LIMIT + 1, 10 * 1024 * 1024])
def test_a_body_that_is_too_large(server: BridgeServer, core: Core, tls: TlsFiles, size: int) -> None:
    """The refusal arrives, although the phone is still sending."""
    body = b"x" * size
    for port, ca in ((server.phone_port, None), (server.tls_port, tls.ca)):
        answer = ask(port, "POST", REGISTER, body, ca=ca)
        assert (answer.status, answer.json["error_id"]) == (413, 4)
        assert answer.headers["connection"] == "close"
    assert not core.phones.registrations


def test_the_largest_body(server: BridgeServer) -> None:
    body = payload()
    assert ask(server.phone_port, "POST", REGISTER, body + b" " * (PHONE_BODY_LIMIT - len(body))).status == 200


def test_bodies_in_chunks_are_refused(server: BridgeServer, core: Core) -> None:
    body = payload()
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    status, answer = parsed(raw(server.phone_port, head + b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n"))
    assert (status, answer["error_id"]) == (411, 4)
    assert not core.phones.registrations


def test_a_body_that_breaks_off(server: BridgeServer, core: Core) -> None:
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n".encode()
    with closing(socket.create_connection(("127.0.0.1", server.phone_port), timeout=5)) as sock:
        sock.sendall(head + payload())
        sock.shutdown(socket.SHUT_WR)
        sock.recv(65_536)
    assert not core.phones.registrations
    assert ask(server.phone_port, "POST", REGISTER, payload()).status == 200


def test_a_bug_is_a_json_500_and_logged(server: BridgeServer, core: Core, caplog: pytest.LogCaptureFixture) -> None:
    core.phones.fails = True
    with caplog.at_level(logging.ERROR):
        answer = ask(server.phone_port, "POST", "/relayers/relayer/sync/1/?ts=1&signature=x", b"{}")
    assert answer.status == 500
    assert answer.json == {"error_id": 4, "error": "Internal Server Error", "cmds": []}
    assert "OSError: no disk" in caplog.text


# Slow clients, each of which is waited for `TIMEOUT`


def seconds_for_a_request(port: int, ca: Path | None) -> float:
    started = time.perf_counter()
    assert ask(port, "POST", REGISTER, payload(), ca=ca).status == 200
    return time.perf_counter() - started


@pytest.fixture
def silent() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("count", [12, 100])
def test_silent_clients_cost_nothing(server: BridgeServer, tls: TlsFiles, silent: ExitStack, count: int) -> None:
    for port in (server.phone_port, server.tls_port):
        for _ in range(count):
            silent.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=5)))
    assert seconds_for_a_request(server.phone_port, None) < TIMEOUT / 2
    assert seconds_for_a_request(server.tls_port, tls.ca) < TIMEOUT / 2


def test_half_sent_requests_do_not_stall(server: BridgeServer, tls: TlsFiles, silent: ExitStack) -> None:
    half = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{".encode()
    for _ in range(12):
        silent.enter_context(closing(socket.create_connection(("127.0.0.1", server.phone_port)))).sendall(half)
        silent.enter_context(closing(socket.create_connection(("127.0.0.1", server.tls_port)))).sendall(b"\x16\x03\x01")
    assert seconds_for_a_request(server.phone_port, None) < TIMEOUT / 2
    assert seconds_for_a_request(server.tls_port, tls.ca) < TIMEOUT / 2


@pytest.mark.parametrize("part", [b"POST ", b"POST / HTTP/1.1\r\nX: ", b"POST / HTTP/1.1\r\nContent-Length: 900\r\n\r\n"])
def test_who_drips_is_cut_off(server: BridgeServer, monkeypatch: pytest.MonkeyPatch, part: bytes) -> None:
    monkeypatch.setattr("bridge.http_server.READ_SECONDS", 1.0)
    pause = threading.Event()
    with closing(socket.create_connection(("127.0.0.1", server.phone_port), timeout=5)) as sock:
        sock.sendall(part)
        for _ in range(600):
            pause.wait(0.1)
            try:
                sock.sendall(b"x")
            except OSError:
                return
    pytest.fail("still listened to after a minute")


def test_more_silent_clients_than_there_is_room_for(server: BridgeServer, silent: ExitStack) -> None:
    """The surplus is turned away; those that were there go on."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.phone_port, timeout=60)) as kept:
        kept.request("GET", "/")
        assert kept.getresponse().read()
        for _ in range(300):
            silent.enter_context(closing(socket.create_connection(("127.0.0.1", server.phone_port), timeout=5)))
        kept.request("GET", "/")
        assert kept.getresponse().status == 404


def test_connections_are_kept_alive(server: BridgeServer) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server.phone_port, timeout=60)) as connection:
        for _ in range(3):
            connection.request("POST", REGISTER, payload())
            assert connection.getresponse().read()
            assert connection.sock is not None


# Start, stop, move


def make(core: Core, tls: TlsFiles, host: str = "127.0.0.1", phone_port: int = 0, tls_port: int = 0) -> BridgeServer:
    return BridgeServer(core.services, tls, host=host, phone_port=phone_port, tls_port=tls_port)


def test_a_stop_joins_everything_and_frees_the_ports(core: Core, tls: TlsFiles) -> None:
    before = threading.active_count()
    server = make(core, tls)
    server.start()
    ports = server.phone_port, server.tls_port
    assert threading.active_count() >= before + 64
    started = time.perf_counter()
    server.stop()
    assert threading.active_count() == before
    assert time.perf_counter() - started < 3
    again = make(core, tls, "127.0.0.1", *ports)
    again.start()
    assert (again.phone_port, again.tls_port) == ports
    again.stop()


def test_a_stop_does_not_wait_for_slow_clients_for_ever(core: Core, tls: TlsFiles) -> None:
    server = make(core, tls)
    server.start()
    with closing(socket.create_connection(("127.0.0.1", server.phone_port))) as sock:
        sock.sendall(f"POST {REGISTER} HTTP/1.1\r\nContent-Length: 500\r\n\r\n".encode())
        started = time.perf_counter()
        server.stop()
        assert time.perf_counter() - started < 9


def test_a_taken_port(core: Core, tls: TlsFiles) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for ports in ((port, 0), (0, port)):
            server = make(core, tls, "127.0.0.1", *ports)
            with pytest.raises(OutpostError) as caught:
                server.start()
            assert (caught.value.code, caught.value.params) == ("port_taken", {"port": port})
            server.stop()


def test_an_address_that_is_not_ours(server: BridgeServer) -> None:
    for address in ("192.0.2.7", "nonsense", "999.1.1.1", "\ud800"):
        with pytest.raises(Invalid):
            server.rebind(address)
    assert ask(server.phone_port, "GET", "/").status == 404, "still where it was"


def test_an_address_that_is_gone_at_the_start(core: Core, tls: TlsFiles) -> None:
    """This PC's own windows work, and so does the address once it is back."""
    server = make(core, tls, "192.0.2.7")
    server.start()
    try:
        assert server.host == "127.0.0.1"
        assert ask(server.tls_port, "GET", "/", ca=tls.ca).status == 404
        server.rebind("0.0.0.0")
        assert (server.host, ask(server.phone_port, "GET", "/").status) == ("0.0.0.0", 404)
    finally:
        server.stop()


@pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="the whole 127/8 is loopback on Linux only")
def test_rebind(core: Core, server: BridgeServer, tls: TlsFiles) -> None:
    ports = server.phone_port, server.tls_port
    for host in ("127.0.0.2", "0.0.0.0", "127.0.0.1"):
        server.rebind(host)
        assert (server.host, server.phone_port, server.tls_port) == (host, *ports)
        at = "127.0.0.1" if host == "0.0.0.0" else host
        for address in {at, "127.0.0.1"}:
            assert ask(ports[0], "GET", "/", host=address).status == 404
            assert ask(ports[1], "POST", REGISTER, payload(), ca=tls.ca, host=address).status == 200
    with pytest.raises(ConnectionRefusedError):
        ask(ports[0], "GET", "/", host="127.0.0.2")


@pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="the whole 127/8 is loopback on Linux only")
def test_an_address_that_came_later_is_in_the_certificate(core: Core, tls: TlsFiles) -> None:
    """On every interface the certificate takes up the address that a window reached us by."""
    server = make(core, tls, "0.0.0.0")
    server.start()
    try:
        answers = [ask(server.tls_port, "GET", "/", ca=tls.ca, host=host) for host in ("127.0.0.77", "127.0.0.1")]
        assert [answer.status for answer in answers] == [404, 404]
    finally:
        server.stop()


def test_a_rebind_asked_for_over_http_follows_the_answer(core: Core, server: BridgeServer, tls: TlsFiles) -> None:
    """As a call over RPC does it: from one of the server's own threads."""
    ports = server.phone_port, server.tls_port
    core.phones.link = lambda relayer_id: server.rebind("0.0.0.0")  # type: ignore[method-assign]
    assert ask(ports[1], "POST", "/relayers/relayer/sync/1/", b"{}", ca=tls.ca).error_id == 4
    for mover in server._movers:
        mover.join()
    assert server.host == "0.0.0.0"
    assert ask(ports[1], "GET", "/", ca=tls.ca).status == 404


def test_old_tls_is_refused(server: BridgeServer, tls: TlsFiles) -> None:
    context = ssl.create_default_context(cafile=str(tls.ca))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with closing(socket.create_connection(("127.0.0.1", server.tls_port), timeout=5)) as sock, pytest.raises(ssl.SSLError):
        context.wrap_socket(sock, server_hostname="127.0.0.1")
