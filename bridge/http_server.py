"""cheroot, made fit for phones on bad Wi-Fi and for a hostile network: JSON only, silent clients cost no thread, limits.

Source of the need: with cheroot as it comes, one silent TCP client on its TLS port stalls everybody for the whole timeout,
as it shakes hands in the thread that accepts (cherrypy/cheroot#748).
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import ssl
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from cheroot import errors
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from app.clock import SystemClock

log = logging.getLogger(__name__)

# Two packets of one request may lie this far apart: on bad Wi-Fi five losses in a row take six seconds to repair.
TIMEOUT = 10
# And a request, body and TLS handshake included, has arrived after this long, or never will: who drips is cut off.
READ_SECONDS = 60.0
THREADS = 32
HEADER_LIMIT = 16 * 1024
BACKLOG = 256
# Open connections without a request in work; they cost no thread.
MAX_WAITING = 256
# Requests of one address that hold a thread at the same time, as a share of all threads; the next wait for those. One machine
# that drips can so keep itself waiting, not the phones. This PC is not held back: its windows and programs are our own.
SHARE_OF_ADDRESS = 4
# Connections of one address that wait for such a thread; more are closed.
MAX_DEFERRED = 64
# How often the loop looks for connections to close; also how long a stop may have to wait for it.
LOOK_EVERY = 1.0
SHUTDOWN_SECONDS = 3
# A refused body is still read, so that the refusal arrives and is not lost in a connection reset.
DRAIN_BYTES = 64 * 1024 * 1024
DRAIN_SECONDS = 5.0

OWN_ADDRESSES = ("127.0.0.1", "::1")
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104
ErrorBody = Callable[[bytes, int, str], dict[str, Any]]
_real = SystemClock()


class _Headers(list[tuple[bytes, bytes]]):
    """Response headers that do not tell which server this is."""

    def append(self, item: tuple[bytes, bytes]) -> None:
        if item[0].lower() != b"server":
            super().append(item)


class _Request(HTTPRequest):
    def __init__(self, server: JsonServer, conn: _Connection) -> None:
        super().__init__(server, conn)
        self.outheaders = _Headers()
        self.path = b""
        self.began = _real.monotonic()
        conn.request = self

    def is_arriving(self) -> bool:
        return not self.ready or getattr(self.rfile, "remaining", 0) > 0

    def simple_response(self, status: int | str, msg: str = "") -> None:
        """What cheroot says by itself (bad request line, too large, timeout), as JSON. The connection ends with it."""
        code = int(str(status)[:3])
        body = json.dumps(self.server.error_body(self.path, code, str(status)[4:])).encode()
        head = f"{self.server.protocol} {status}\r\nContent-Type: application/json; charset=utf-8\r\n"
        self.close_connection = True
        self.sent_headers = True
        try:
            self.conn.wfile.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        except OSError as error:
            if error.args[0] not in errors.socket_errors_to_ignore:
                raise
        if code in (413, 414):
            _drain(self.conn)

    def read_request_headers(self) -> bool:
        """Bodies come with their length: neither app sends chunks, and two ways to say where one ends are one too many."""
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        if self.chunked_read:
            self.simple_response("411 Length Required")
            return False
        if not re.fullmatch(rb"[0-9]{1,18}", self.inheaders.get(b"Content-Length", b"0").strip()):
            self.simple_response("400 Bad Request", "Malformed Content-Length Header.")
            return False
        return True

    def respond(self) -> None:
        super().respond()
        if self.close_connection and getattr(self.rfile, "remaining", 0) > 0:
            _drain(self.conn)


def _drain(conn: HTTPConnection) -> None:
    """Read and forget what the other side still sends, within limits."""
    until = _real.monotonic() + DRAIN_SECONDS
    left = DRAIN_BYTES
    with suppress(OSError, ValueError, errors.FatalSSLAlert, errors.NoSSLError):
        conn.socket.settimeout(1)
        while left > 0 and _real.monotonic() < until:
            got = len(conn.rfile.read1(65_536))
            if not got:
                return
            left -= got


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request
    request: _Request | None = None
    server: JsonServer

    def communicate(self) -> bool:
        try:
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        finally:
            self.server.has_communicated(self)


class _Turns:
    """Who of one address may hold a thread. At most `most` do; the others follow in the order they came."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._mutex = threading.Lock()
        self._working: Counter[str] = Counter()
        self._deferred: dict[str, deque[_Connection]] = {}

    def enter(self, conn: _Connection) -> bool | None:
        """True: a thread may take it; False: it waits its turn here; None: too many wait already."""
        address = conn.remote_addr or ""
        with self._mutex:
            if self._working[address] < self._most or address in OWN_ADDRESSES:
                self._working[address] += 1
                return True
            waiting = self._deferred.setdefault(address, deque())
            if len(waiting) >= MAX_DEFERRED:
                return None
            waiting.append(conn)
            return False

    def leave(self, conn: _Connection) -> _Connection | None:
        """The one whose turn it is now."""
        address = conn.remote_addr or ""
        with self._mutex:
            if waiting := self._deferred.get(address):
                return waiting.popleft()
            self._deferred.pop(address, None)
            self._working[address] -= 1
            if self._working[address] <= 0:
                del self._working[address]
            return None

    def close(self) -> None:
        with self._mutex:
            for waiting in self._deferred.values():
                while waiting:
                    waiting.popleft().close()


class _LazyTls(BuiltinSSLAdapter):
    """Shakes hands in the worker, at the first read, and not in the thread that accepts."""

    def __init__(self, context: Callable[[str], ssl.SSLContext]) -> None:
        # Not the base's: it wants a certificate's file and reads it only for variables that nobody here looks at.
        self._context_for = context
        self.context = None

    def wrap(self, sock: Any) -> tuple[ssl.SSLSocket, dict[str, str]]:
        try:
            context = self._context_for(sock.getsockname()[0])
            return context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), {}
        except OSError as error:
            raise errors.FatalSSLAlert(*error.args) from error


class JsonServer(Server):
    """One listening socket with its threads. `start` returns when it listens; `stop` when every thread has ended.

    `error_body` makes the JSON object of an error from path, status and reason. `context` gives the TLS context for the
    local address of a connection; without it the server speaks plain HTTP.
    """

    ConnectionClass = _Connection

    def __init__(
        self,
        name: str,
        address: tuple[str, int],
        app: Callable[..., Any],
        error_body: ErrorBody,
        *,
        body_limit: int,
        threads: int = THREADS,
        context: Callable[[str], ssl.SSLContext] | None = None,
    ) -> None:
        super().__init__(
            address,
            app,
            numthreads=threads,
            max=threads,
            server_name=name,
            timeout=TIMEOUT,
            request_queue_size=BACKLOG,
            shutdown_timeout=SHUTDOWN_SECONDS,
        )
        self.error_body = error_body
        self.max_request_header_size = HEADER_LIMIT
        self.max_request_body_size = body_limit
        self.keep_alive_conn_limit = MAX_WAITING
        self.expiration_interval = LOOK_EVERY
        self.ssl_adapter = _LazyTls(context) if context is not None else None
        self._connections: Any = None  # made by prepare()
        self._turns = _Turns(max(1, threads // SHARE_OF_ADDRESS))
        self._loop = threading.Thread(target=self.serve, name=f"{name} accept", daemon=True)

    @classmethod
    def prepare_socket(cls, *args: Any, **kwargs: Any) -> socket.socket:
        """Also a port that the system chose can be listened on again while connections to it are dying."""
        sock: socket.socket = super().prepare_socket(*args, **kwargs)
        if os.name != "nt":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return sock

    @property
    def port(self) -> int:
        return int(self.bind_addr[1])

    def open(self) -> None:
        """Listen. Raises OSError where the address is not to be had."""
        self.prepare()
        self._loop.start()

    def close(self) -> None:
        """Finish the requests in work, break off what takes longer than three seconds, join all threads."""
        self._connections._stop_requested = True
        self._wake()
        self._turns.close()
        self.stop()
        self._loop.join()

    def prepare(self) -> None:
        super().prepare()
        expire = self._connections._expire

        def expire_all(threshold: float) -> None:
            expire(threshold)
            self._cut_off_dripping()

        self._connections._expire = expire_all

    def _cut_off_dripping(self) -> None:
        until = _real.monotonic() - READ_SECONDS
        for worker in list(self.requests._threads):
            conn = worker.conn
            request = getattr(conn, "request", None)
            if request is not None and request.began < until and request.is_arriving():
                with suppress(OSError, AttributeError):
                    conn.socket.shutdown(socket.SHUT_RDWR)

    def _wake(self) -> None:
        """Let the loop see at once that it is to end; where this fails it looks within a second."""
        host, port = self.bind_addr
        with suppress(OSError):
            socket.create_connection((_LOOPBACK.get(host, host), port), timeout=1).close()

    def owns_current_thread(self) -> bool:
        return threading.current_thread() in self.requests._threads

    def process_conn(self, conn: _Connection) -> None:
        """A new connection waits for its first byte like one that is kept alive: only then a thread takes it."""
        if conn.last_used is not None:
            may_work = self._turns.enter(conn)
            if may_work:
                super().process_conn(conn)
            elif may_work is None:
                conn.close()
            return
        if self._connections._num_connections >= MAX_WAITING and not self._make_room(conn):
            conn.close()
            return
        conn.last_used = time.time()  # noqa: TID251  cheroot compares it with its own reading
        self._connections.put(conn)

    def has_communicated(self, conn: _Connection) -> None:
        """A thread is done with this request: who of the same address waited is next."""
        following = self._turns.leave(conn)
        if following is not None:
            super().process_conn(following)

    def _make_room(self, newcomer: _Connection) -> bool:
        """Close the oldest silent connection of the address that holds the most of them; False if that is the newcomer's own."""
        silent = [(number, conn) for number, conn in self._connections._selector.connections if conn is not self]
        busiest = Counter(conn.remote_addr for _, conn in silent).most_common(1)
        if not busiest or busiest[0][0] == newcomer.remote_addr:
            return False
        its_own = [found for found in silent if found[1].remote_addr == busiest[0][0]]
        number, oldest = min(its_own, key=lambda found: found[1].last_used)
        self._connections._selector.unregister(number)
        oldest.close()
        return True

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """cheroot's own troubles; those of a connection are nobody's business."""
        log.log(level if level >= logging.ERROR else logging.DEBUG, "http_server %s", msg, exc_info=traceback)

    def serve(self) -> None:
        """The loop that accepts. The queue to the workers has no end, so that cheroot's thread for refusals is not needed."""
        while self.ready:
            try:
                self._connections.run(self.expiration_interval)
            except Exception:
                log.exception("accept_failed server=%s", self.server_name)
