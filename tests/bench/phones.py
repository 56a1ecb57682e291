"""Phones that cost the machine little: many of them put load on an engine that runs on the same processor.

They speak the relayer's protocol as `bridge.demo.phone` does in its generation 1.9, with a radio that sends at once. Requests are
put together from prepared bytes and go over one kept connection.
"""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from app.clock import SystemClock
from bridge.channels.relayer_wire import signature_of

MAX_COMMANDS = 50
WIRE_SECONDS = 120.0
IDLE_SECONDS = 1.0
CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class Account:
    """What a claimed phone knows: its number on the wire, its secret, the workspace's number, its own name."""

    relayer_id: int
    secret: str
    org_id: int
    uuid: str


class Line:
    """One kept connection to the engine's phone port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: http.client.HTTPConnection | None = None

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body. Raises OSError or HTTPException; the next call connects anew."""
        try:
            connection = self._connection or self._connect()
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> http.client.HTTPConnection:
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WIRE_SECONDS)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection


@dataclass(slots=True)
class Counts:
    """What one phone has done. `syncs` by HTTP status."""

    syncs: int = 0
    refused: int = 0
    taken_in: int = 0  # SMS that were acknowledged
    reported: int = 0  # callbacks that were acknowledged
    handed: int = 0  # messages that were new to the phone
    again: int = 0  # and such that it knew already
    slowest: float = 0.0  # seconds of the slowest sync


@dataclass(slots=True)
class QuickPhone:
    """A phone in a thread of its own. It sends what it is handed at once, reports it, then asks for more.

    `report`, `write` queue commands from any thread. `on_sent` hears the office's id, the address and the text of each SMS.
    """

    port: int
    account: Account
    on_sent: Callable[[int, str, str], None]
    counts: Counts = field(default_factory=Counts)
    known: set[int] = field(default_factory=set)
    trouble: str = ""
    _reports: deque[bytes] = field(default_factory=deque)
    _texts: deque[bytes] = field(default_factory=deque)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _wake: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"phone {self.account.relayer_id}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(WIRE_SECONDS)

    def report(self, kind: str, ids: Iterable[int]) -> None:
        """`kind` is the command: mt_sent, mt_dlvd, mt_fail."""
        now = _millis()
        commands = [b'{"cmd":"%s","msg_id":%d,"ts":%d,"p_id":' % (kind.encode(), number, now) for number in ids]
        with self._lock:
            self._reports.extend(commands)
        self._wake.set()

    def write(self, messages: Iterable[tuple[str, str]]) -> None:
        """SMS that came in: number and text."""
        now, commands = _millis(), []
        for number, text in messages:
            head = json.dumps({"cmd": "mo_sms", "phone": number, "msg": text, "ts": now}, separators=(",", ":"))
            commands.append(head[:-1].encode() + b',"p_id":')
        with self._lock:
            self._texts.extend(commands)
        self._wake.set()

    @property
    def queued(self) -> int:
        """Commands that wait for an acknowledgement."""
        return len(self._reports) + len(self._texts)

    def _run(self) -> None:
        line = Line(self.port)
        try:
            while not self._stopped.is_set():
                self._wake.clear()
                if not self._sync(line):
                    self._wake.wait(IDLE_SECONDS)
        except Exception as error:
            self.trouble = repr(error)
            raise
        finally:
            line.close()

    def _sync(self, line: Line) -> bool:
        """True: there is more to do at once. Reports go first, as the phone sends more only when all are brought."""
        with self._lock:
            reports = list(itertools.islice(self._reports, MAX_COMMANDS))
            texts = list(itertools.islice(self._texts, MAX_COMMANDS - len(reports)))
        begun = CLOCK.monotonic()
        status, answer = self._exchange(line, [*reports, *texts])
        self.counts.slowest = max(self.counts.slowest, CLOCK.monotonic() - begun)
        self.counts.syncs += 1
        reply = json.loads(answer)
        if status != 200 or "error_id" in reply:
            self.counts.refused += 1
            return False
        acked = {command["p_id"] for command in reply["cmds"] if command["cmd"] == "ack"}
        self.counts.reported += self._forget(self._reports, 3, len(reports), acked)
        self.counts.taken_in += self._forget(self._texts, 3 + len(reports), len(texts), acked)
        handed = [command for command in reply["cmds"] if command["cmd"] == "mt_bcast"]
        for command in handed:
            self._send(command)
        return bool(self._reports or self._texts or handed)

    def _exchange(self, line: Line, batch: list[bytes]) -> tuple[int, bytes]:
        body = b'{"cmds":[%s]}' % b",".join([self._head(), *(b"%s%d}" % (item, at) for at, item in enumerate(batch, start=3))])
        ts = str(_millis() // 1000)
        signature = quote(signature_of(self.account.secret, ts, body), safe="")
        return line.post(f"/relayers/relayer/sync/{self.account.relayer_id}/?ts={ts}&signature={signature}", body)

    def _head(self) -> bytes:
        return (
            b'{"cmd":"fcm","fcm_id":"bench","uuid":"%s","p_id":1},'
            b'{"cmd":"status","p_src":"USB","p_lvl":80,"p_sts":"CHA","net":"WIFI","pending":[],"retry":[],"org_id":%d,'
            b'"cc":"RW","dev":"SM-A105F","os":"11","app_version":"1.9.8","p_id":2}'
        ) % (self.account.uuid.encode(), self.account.org_id)

    def _forget(self, queue: deque[bytes], first: int, count: int, acked: set[int]) -> int:
        """What was acknowledged goes; what was not is brought again, in its order."""
        with self._lock:
            kept = [item for at in range(count) if (item := queue.popleft()) and first + at not in acked]
            queue.extendleft(reversed(kept))
        return count - len(kept)

    def _send(self, command: dict[str, Any]) -> None:
        new = [to for to in command["to"] if to["id"] not in self.known]
        self.counts.again += len(command["to"]) - len(new)
        self.counts.handed += len(new)
        self.known.update(to["id"] for to in new)
        for to in new:
            self.on_sent(to["id"], to["phone"], command["msg"])
        self.report("mt_sent", [to["id"] for to in new])


def _millis() -> int:
    return int(CLOCK.now().timestamp() * 1000)
