"""A hostile neighbour on the office's network, and nonsense handed in by the window, against a real engine over real sockets.

After each attempt: the answer that was agreed, nothing stored that should not be, a real phone is served as before, and
the log knows of no bug.
"""

from __future__ import annotations

import base64
import copy
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import psutil
import pytest
from sqlalchemy import text

from app import ids
from app.errors import OutpostError
from app.store.database import Store
from bridge.channels.relayer_wire import signature_of
from bridge.demo.phone import SimulatedPhone
from tests.bench.soak import KEYWORD, QUESTIONS, survey
from tests.support.office import CLOCK, RunningOffice, wait_until
from tests.support.vectors import vector

pytestmark = pytest.mark.real_process

FIRST = QUESTIONS[0][1]
MOST_GROWTH = 64 * 2**20
COUNTED = (
    "inbound",
    "channel",
    "channel_event",
    "contact",
    "msg",
    "attempt",
    "flow",
    "flow_revision",
    "trigger",
    "user",
    "sign_in",
)
MIB = 2**20


@dataclass
class Site:
    """The office under attack, a real phone of it, and a phone whose secret the attacker knows."""

    office: RunningOffice
    phone: SimulatedPhone
    store: Store
    rogue_id: int = 0
    rogue_secret: str = ""
    rogue_uuid: str = ""
    people: int = 0

    def counts(self) -> dict[str, int]:
        with self.store.read() as session:
            return {name: int(session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()) for name in COUNTED}

    def rows(self, query: str) -> list[Any]:
        with self.store.read() as session:
            return [tuple(row) for row in session.execute(text(query)).all()]

    def assert_alive(self) -> None:
        """The real phone is served, and the flow answers: somebody new, as who hears the same too often counts as a loop."""
        self.people += 1
        assert self.office.answer(self.phone, f"+2507883{self.people:05d}", KEYWORD, 30) == FIRST
        wait_until(lambda: self.phone.sync() and not self.phone.queued, "the reports")

    def signed(self, body: bytes, ts: object = None, secret: str | None = None) -> str:
        """The path of a sync that the rogue's secret signs."""
        when = str(int(CLOCK.now().timestamp()) if ts is None else ts)
        signature = quote(signature_of(self.rogue_secret if secret is None else secret, when, body), safe="")
        return f"/relayers/relayer/sync/{self.rogue_id}/?ts={quote(when)}&signature={signature}"

    def sync(self, body: bytes) -> Answer:
        return self.post(self.signed(body), body)

    def post(self, path: str, body: bytes) -> Answer:
        return self.raw(f"POST {path} HTTP/1.1\r\nHost: office\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def raw(self, data: bytes, *, tls: bool = False, source: str = "127.0.0.1", finish: bool = False) -> Answer:
        """Send these bytes, and read until the answer is complete or the other side closes. `finish`: say that no more comes."""
        port = self.office.local.tls_port if tls else self.office.local.phone_port
        with socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(source, 0)) as plain:
            link: socket.socket = _trusting().wrap_socket(plain) if tls else plain
            if tls:  # no two threads at one TLS connection
                _send(link, data, finish)
                return Answer.read(link)
            sender = threading.Thread(target=_send, args=(link, data, finish))
            sender.start()
            answer = Answer.read(link)
            sender.join()
            return answer


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _send(link: socket.socket, data: bytes, finish: bool) -> None:
    try:
        link.sendall(data)
        if finish:
            link.shutdown(socket.SHUT_WR)
    except OSError:
        return  # refused in the middle: the answer says why


@dataclass(frozen=True)
class Answer:
    """`status` 0: closed without a word."""

    status: int
    head: str
    body: bytes

    @classmethod
    def read(cls, link: socket.socket) -> Answer:
        data = b""
        try:
            while not _is_whole(data) and (more := link.recv(65_536)):
                data += more
        except OSError:
            pass
        head, _, body = data.partition(b"\r\n\r\n")
        first = head.split(b"\r\n")[0].split(b" ")
        status = int(first[1]) if len(first) > 1 and first[0].startswith(b"HTTP/") else 0
        return cls(status, head.decode("latin-1"), body)

    @property
    def json(self) -> dict[str, Any]:
        assert "content-type: application/json" in self.head.lower(), (self.head, self.body[:200])
        value = json.loads(self.body)
        assert isinstance(value, dict)
        assert b"Traceback" not in self.body
        return value


def _is_whole(data: bytes) -> bool:
    head, found, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return bool(found) and len(body) >= int(line.partition(b":")[2])
    return False


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    office = RunningOffice(tmp_path_factory.mktemp("hostile") / "office")
    with office:
        office.set_up()
        office.client.imports.import_file(office.workspace, survey())
        flow = office.client.flows.all(office.workspace)[0]
        office.client.triggers.create_keyword(office.workspace, flow.uuid, [KEYWORD])
        phone = office.pair()
        office.client.phones.set_packs(office.client.phones.all()[0].uuid, 10)
        site = Site(office, phone, Store(f"sqlite:///{office.paths.database}", CLOCK))
        _pair_rogue(site)
        site.assert_alive()
        before = psutil.Process(office.local.pid).memory_info().rss
        yield site
        grown = psutil.Process(office.local.pid).memory_info().rss - before
        log = "".join(path.read_text(errors="replace") for path in office.paths.logs.iterdir())
        assert office.stop() == 0
        site.store.close()
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:4000]
    assert "Traceback" not in office.stderr.decode(errors="replace")
    assert grown < MOST_GROWTH, f"{grown / MIB:.0f} MiB more"


def _pair_rogue(site: Site) -> None:
    site.rogue_uuid = ids.uuid4()
    given = site.post("/relayers/relayer/register/", payload(site)).json["cmds"][0]
    site.rogue_id, site.rogue_secret = given["relayer_id"], given["relayer_secret"]
    code = given["relayer_claim_code"]
    site.office.client.phones.claim(code, "+250788000999", "Rogue", [site.office.workspace])


@pytest.fixture
def site(running: Site) -> Iterator[Site]:
    """Nothing may be stored by the test, but for what the real phone then brings and gets."""
    before = running.counts()
    yield running
    assert running.counts() == before
    running.assert_alive()


def payload(site: Site, *commands: dict[str, Any]) -> bytes:
    hello = {"cmd": "fcm", "fcm_id": "x", "uuid": site.rogue_uuid, "p_id": 1}
    status = {"cmd": "status", "p_id": 2, "org_id": 1, "cc": "RW", "pending": [], "retry": []}
    return json.dumps({"cmds": [hello, status, *commands]}).encode()


# Syncs that are none


Build = Callable[[Site], Answer]


def _with_query(query: str) -> Build:
    return lambda site: site.post(f"/relayers/relayer/sync/{site.rogue_id}/{query}", payload(site))


def _now_and(rest: str) -> Build:
    """Of the moment of the request: the whole suite may have begun long before."""

    def build(site: Site) -> Answer:
        return _with_query(f"?ts={int(CLOCK.now().timestamp())}{rest}")(site)

    return build


def _at_time(ts: object) -> Build:
    return lambda site: site.post(site.signed(payload(site), ts), payload(site))


def _shifted(seconds: int) -> Build:
    return lambda site: site.post(site.signed(payload(site), int(CLOCK.now().timestamp()) + seconds), payload(site))


def _for_id(number: str) -> Build:
    return lambda site: site.post(f"/relayers/relayer/sync/{number}/?ts=1&signature=x", payload(site))


def _body(body: bytes) -> Build:
    return lambda site: site.sync(body)


REFUSED: list[tuple[str, int, Build]] = [
    ("another's secret", 1, lambda site: site.post(site.signed(payload(site), secret="A" * 64), payload(site))),
    ("another body", 1, lambda site: site.post(site.signed(payload(site)), payload(site) + b" ")),
    ("no signature", 1, _now_and("")),
    ("empty signature", 1, _now_and("&signature=")),
    ("long signature", 1, _now_and("&signature=" + "A" * 8000)),
    ("signature that is no text", 1, _now_and("&signature=%ff%00%f0%9f%92%a9")),
    ("no ts", 3, _with_query("?signature=x")),
    ("no query", 3, _with_query("")),
    ("ts a word", 3, _at_time("yesterday")),
    ("ts negative", 3, _at_time(-5)),
    ("ts a fraction", 3, _at_time("1700000000.5")),
    ("ts without end", 3, _at_time("9" * 4000)),
    ("ts in other digits", 3, _at_time("\u0661\u0662\u0663")),
    ("ts of yesterday", 3, _shifted(-86_400)),
    ("ts sixteen minutes old", 3, _shifted(-16 * 60)),
    ("ts of tomorrow", 3, _shifted(86_400)),
    ("unknown id", 4, _for_id("77777")),
    ("id 0", 4, _for_id("0")),
    ("id -1", 4, _for_id("-1")),
    ("id beyond 64 bits", 4, _for_id("9" * 30)),
    ("id a word", 4, _for_id("abc")),
    ("id with SQL", 4, _for_id("1%20OR%201=1")),
    ("id in other digits", 4, _for_id("%D9%A1")),
    ("empty body", 4, _body(b"")),
    ("half of JSON", 4, _body(b'{"cmds":[{"cmd":"fcm","uuid":"')),
    ("a list", 4, _body(b"[]")),
    ("null", 4, _body(b"null")),
    ("cmds an object", 4, _body(b'{"cmds":{}}')),
    ("cmds missing", 4, _body(b"{}")),
    ("no hello", 4, _body(b'{"cmds":[{"cmd":"status"}]}')),
    ("binary garbage", 4, _body(bytes(range(256)) * 40)),
    ("UTF-16", 4, _body('{"cmds":[]}'.encode("utf-16"))),
    ("deep lists", 4, _body(b"[" * 400_000)),
    ("deep cmds", 4, _body(b'{"cmds":' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    ("deep objects", 4, _body(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)),
    ("a number of a million digits", 4, _body(b'{"cmds":' + b"9" * 900_000 + b"}")),
    ("an exponent without end", 4, _body(b'{"cmds":1e' + b"9" * 1000 + b"}")),
]


@pytest.mark.parametrize(("error", "attack"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_sync_that_is_refused_says_so_with_200(site: Site, error: int, attack: Build) -> None:
    answer = attack(site)
    assert (answer.status, answer.json["error_id"], answer.json["cmds"]) == (200, error, [])


# Commands whose fields are nonsense, rightly signed


COMMANDS: list[dict[str, Any]] = [
    {"cmd": "mo_sms", "phone": "+250788999111", "msg": "nonsense", "ts": 1_700_000_000_000},
    {"cmd": "call", "phone": "+250788999111", "type": "mo_miss", "ts": 1_700_000_000_000, "dur": 3},
    {"cmd": "mt_sent", "msg_id": 1, "ts": 1_700_000_000_000},
    {"cmd": "mt_dlvd", "msg_id": 1, "ts": 1_700_000_000_000},
    {"cmd": "mt_fail", "msg_id": 1, "ts": 1_700_000_000_000},
    {"cmd": "mt_error", "msg_id": 1, "ts": 1_700_000_000_000},
]
NONSENSE: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 2**70, -(2**70), 1.5, 1e308, "", " ", "x" * 20_000, "\0", "\ud800", "\U0001f4a9" * 300,
    [], [[]], {}, {"a": {"b": []}}, [None] * 1000, "NaN", "-0", "1e5", "' OR 1=1 --", "../../etc/passwd", "<script>",
]  # fmt: skip
STATUS_FIELDS = ("p_src", "p_lvl", "p_sts", "net", "pending", "retry", "org_id", "cc", "dev", "os", "app_version")


@pytest.mark.parametrize("command", COMMANDS, ids=[str(command["cmd"]) for command in COMMANDS])
def test_wrong_types_cost_their_own_command_only(running: Site, command: dict[str, Any]) -> None:
    """Every command is acknowledged, as the phone could never repair it; a good one beside it gets through."""
    for field in (*command, "p_id"):
        bad = [{**command, field: value} for value in NONSENSE]
        commands = [{**item, "p_id": item["p_id"] if field == "p_id" else at} for at, item in enumerate(bad, start=3)]
        good = {"cmd": "call", "phone": "+250788999222", "type": "unk", "ts": 1_700_000_000_000, "dur": 0, "p_id": 900}
        answer = running.sync(payload(running, *commands, good))
        assert answer.status == 200, (field, answer)
        acked = [reply["p_id"] for reply in answer.json["cmds"] if reply["cmd"] == "ack"]
        assert 900 in acked
        if field != "p_id":
            assert set(range(3, 3 + len(bad))) <= set(acked), (field, acked)
    _assert_settled(running)


def test_wrong_types_in_hello_and_status(running: Site) -> None:
    before = running.counts()
    for field in STATUS_FIELDS:
        for value in NONSENSE:
            hello = {"cmd": "fcm", "uuid": running.rogue_uuid, "fcm_id": value, "p_id": value}
            status = {"cmd": "status", "org_id": 1, field: value, "p_id": 2}
            answer = running.sync(json.dumps({"cmds": [hello, status]}).encode())
            assert answer.status == 200
            assert "error_id" not in answer.json, (field, value)
    assert running.counts() == before
    assert running.office.client.phones.all()
    running.assert_alive()


@pytest.mark.parametrize("value", NONSENSE, ids=range(len(NONSENSE)))
def test_what_is_no_command_is_passed_over(running: Site, value: Any) -> None:
    before = running.counts()
    body = json.dumps({"cmds": [{"cmd": "fcm", "uuid": running.rogue_uuid, "fcm_id": ""}, value, {"cmd": value, "p_id": 3}]})
    answer = running.sync(body.encode())
    assert answer.status == 200
    assert [reply["p_id"] for reply in answer.json["cmds"] if reply["cmd"] == "ack"] == [3]
    assert running.counts() == before


def _assert_settled(site: Site) -> None:
    wait_until(lambda: not site.rows("SELECT id FROM inbound WHERE state = 'pending'"), "all handled")
    wait_until(lambda: not site.rows("SELECT id FROM queue_task"), "an empty queue")
    assert site.rows("SELECT id FROM inbound WHERE error_count > 0") == []
    assert not [said for (said,) in site.rows("SELECT text FROM inbound") if "\0" in said or len(said) > 640]
    site.assert_alive()


def test_an_old_body_sent_again_changes_nothing(running: Site) -> None:
    sms = {"cmd": "mo_sms", "phone": "+250788999333", "msg": "once", "ts": 1_700_000_000_123, "p_id": 3}
    call = {"cmd": "call", "phone": "+250788999333", "type": "mo_miss", "ts": 1_700_000_000_123, "dur": 0, "p_id": 4}
    body = payload(running, sms, call)
    path = running.signed(body)
    assert running.post(path, body).status == 200
    _assert_settled(running)
    before = running.counts()
    for _ in range(20):
        answer = running.post(path, body)
        assert [reply["p_id"] for reply in answer.json["cmds"] if reply["cmd"] == "ack"] == [3, 4]
    _assert_settled_as(running, before)
    old = running.signed(body, int(CLOCK.now().timestamp()) - 3600)
    assert running.post(old, body).json["error_id"] == 3


def _assert_settled_as(site: Site, before: dict[str, int]) -> None:
    wait_until(lambda: not site.rows("SELECT id FROM queue_task"), "an empty queue")
    assert site.counts() == before


def test_another_phones_messages_are_not_its_business(running: Site) -> None:
    """Reports about attempts of the real phone, from the rogue: acknowledged, without effect."""
    mine = running.rows("SELECT a.id, m.status FROM attempt a JOIN msg m ON m.id = a.msg_id ORDER BY 1")
    assert mine
    reports = [{"cmd": "mt_fail", "msg_id": number, "ts": 1, "p_id": at} for at, (number, _) in enumerate(mine[:50], start=3)]
    assert running.sync(payload(running, *reports)).status == 200
    assert running.rows("SELECT a.id, m.status FROM attempt a JOIN msg m ON m.id = a.msg_id ORDER BY 1") == mine


# HTTP that is none


SYNC = b"/relayers/relayer/sync/1/?ts=1&signature=x"
RAW: list[tuple[str, tuple[int, ...], bytes]] = [
    ("body of 10 MB", (413,), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: 10485760\r\n\r\n" % SYNC + b"x" * 10_485_760),
    ("10 MB announced", (413,), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: 10485760\r\n\r\nx" % SYNC),
    ("length beyond 64 bits", (400, 413), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: %s\r\n\r\n" % (SYNC, b"9" * 30)),
    ("length of 5000 digits", (400, 413), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: %s\r\n\r\n" % (SYNC, b"9" * 5000)),
    ("length negative", (400,), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: -1\r\n\r\n" % SYNC),
    ("length a word", (400,), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: many\r\n\r\n" % SYNC),
    ("length with a sign", (400,), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: +2\r\n\r\n{}" % SYNC),
    ("two lengths", (200, 400), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: 2\r\nContent-Length: 90\r\n\r\n{}" % SYNC),
    ("chunks", (411,), b"POST %s HTTP/1.1\r\nHost: o\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" % SYNC),
    ("unknown coding", (411, 501), b"POST %s HTTP/1.1\r\nHost: o\r\nTransfer-Encoding: gzip\r\n\r\n{}" % SYNC),
    ("less than announced", (0, 400, 408), b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: 500\r\n\r\n{}" % SYNC),
    ("huge header", (413, 431), b"POST %s HTTP/1.1\r\nHost: o\r\nX: %s\r\n\r\n" % (SYNC, b"y" * 200_000)),
    ("many headers", (413, 431), b"GET /x HTTP/1.1\r\nHost: o\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(9000)) + b"\r\n"),
    ("huge path", (414, 413), b"POST /%s HTTP/1.1\r\nHost: o\r\n\r\n" % (b"a" * 200_000)),
    ("no HTTP at all", (0, 400), b"hello, is anybody there?\r\n\r\n"),
    ("bytes", (0, 400), bytes(range(256)) * 8 + b"\r\n\r\n"),
    ("a TLS greeting", (0, 400), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500 + b"\r\n\r\n"),
    ("HTTP/2's greeting", (0, 400, 404, 505), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("HTTP/9.9", (400, 505), b"POST %s HTTP/9.9\r\nHost: o\r\n\r\n" % SYNC),
    ("no host", (400, 404), b"GET /x HTTP/1.1\r\n\r\n"),
    ("header without colon", (400,), b"GET /x HTTP/1.1\r\nHost: o\r\nnonsense\r\n\r\n"),
    ("NUL in a header", (400, 404), b"GET /x HTTP/1.1\r\nHost: o\r\nX: a\0b\r\n\r\n"),
    ("GET of a sync", (405,), b"GET %s HTTP/1.1\r\nHost: o\r\n\r\n" % SYNC),
    ("DELETE", (405,), b"DELETE %s HTTP/1.1\r\nHost: o\r\n\r\n" % SYNC),
    ("TRACE", (405,), b"TRACE %s HTTP/1.1\r\nHost: o\r\n\r\n" % SYNC),
    ("OPTIONS of all", (400, 404, 405), b"OPTIONS * HTTP/1.1\r\nHost: o\r\n\r\n"),
    ("CONNECT", (400, 404, 405), b"CONNECT example.org:443 HTTP/1.1\r\nHost: o\r\n\r\n"),
    ("method without end", (400, 404, 405, 413, 414), b"G" * 60_000 + b" / HTTP/1.1\r\nHost: o\r\n\r\n"),
    ("no such path", (404,), b"GET / HTTP/1.1\r\nHost: o\r\n\r\n"),
    ("pack outside its folder", (404,), b"GET /android/?v=1.2&pack=../../office.db HTTP/1.1\r\nHost: o\r\n\r\n"),
    ("pack as a list", (404,), b"GET /android/?pack[]=1&pack=%00 HTTP/1.1\r\nHost: o\r\n\r\n"),
]


@pytest.mark.parametrize(("statuses", "data"), [row[1:] for row in RAW], ids=[row[0] for row in RAW])
def test_broken_http_gets_json_or_nothing(site: Site, statuses: tuple[int, ...], data: bytes) -> None:
    answer = site.raw(data, finish=True)
    assert answer.status in statuses, answer
    if answer.status:
        assert answer.json["error_id"] == 4


RPC_BODY = b'{"args":{}}'
PATHS = (
    "/rpc/office/status",
    "//rpc/office/status",
    "/rpc//office/status",
    "/RPC/office/status",
    "/rpc/office/status/",
    "/%72pc/office/status",
    "/relayers/../rpc/office/status",
    "/relayers/relayer/register/../../../rpc/office/status",
    "/relayers%2f..%2frpc/office/status",
    "/.%2e/rpc/office/status",
    "/rpc/changes",
    "/rpc/office/status?x=/relayers/relayer/register/",
    "http://o/rpc/office/status",
    "/rpc;a=b/office/status",
    "/rpc/office/status%00",
    "/rpc\\office\\status",
    "/static/../office.db",
    "/office.db",
    "/..%5coffice.db",
)


@pytest.mark.parametrize("path", PATHS)
def test_the_plain_port_knows_no_rpc(site: Site, path: str) -> None:
    answer = site.post(path, RPC_BODY)
    assert answer.status in (400, 404)
    assert answer.json["error_id"] == 4


def _call(path: str, body: bytes = RPC_BODY, header: bytes = b"", method: bytes = b"POST") -> bytes:
    return b"%s %s HTTP/1.1\r\nHost: o\r\n%sContent-Length: %d\r\n\r\n" % (method, path.encode(), header, len(body)) + body


def _bearer(token: bytes) -> bytes:
    return b"Authorization: Bearer " + token + b"\r\n"


SETUP = (
    b'{"args":{"setup":{"setup_token":"x","office_name":"x","country":"RW","timezone":"UTC","username":"x",'
    b'"password":"long enough to be one"}}}'
)
RPC: list[tuple[str, tuple[int, ...], str, bytes]] = [
    ("without sign-in", (401,), "not_signed_in", _call("/rpc/people/me")),
    ("garbage token", (401,), "not_signed_in", _call("/rpc/people/me", header=_bearer(b"abcdef"))),
    ("token of bytes", (401,), "not_signed_in", _call("/rpc/people/me", header=_bearer(b"\xff\xfe\xf0"))),
    ("long token", (401,), "not_signed_in", _call("/rpc/people/me", header=_bearer(b"a" * 9000))),
    ("empty token", (401,), "not_signed_in", _call("/rpc/people/me", header=b"Authorization: Bearer \r\n")),
    ("basic", (401,), "not_signed_in", _call("/rpc/people/me", header=b"Authorization: Basic YTpi\r\n")),
    ("garbage token on a public call", (401,), "not_signed_in", _call("/rpc/office/status", header=_bearer(b"x"))),
    ("stream", (401,), "not_signed_in", _call("/rpc/changes", b"", method=b"GET")),
    ("command", (401,), "not_signed_in", _call("/rpc/office/set_bind", b'{"args":{"address":"0.0.0.0"}}')),
    ("set-up again", (403, 409), "", _call("/rpc/office/setup", SETUP)),
    ("no such service", (404,), "not_found", _call("/rpc/nothing/here")),
    ("no such method", (404,), "not_found", _call("/rpc/office/__init__")),
    ("a method of the base", (404,), "not_found", _call("/rpc/office/change")),
    ("no JSON", (400,), "bad_request", _call("/rpc/people/sign_in", b"user=admin")),
    ("wrong types", (400,), "bad_request", _call("/rpc/people/sign_in", b'{"args":{"username":[],"password":{}}}')),
    ("too few", (400,), "bad_request", _call("/rpc/people/sign_in", b'{"args":{"username":"admin"}}')),
    ("too many", (400,), "bad_request", _call("/rpc/office/status", b'{"args":{"x":1}}')),
    ("deep", (400, 413), "bad_request", _call("/rpc/people/sign_in", b'{"args":' + b"[" * 60_000)),
    ("half a character", (400,), "bad_request", _call("/rpc/people/sign_in", b'{"args":{"username":"\xff","password":"x"}}')),
    ("a body of 2 MB without sign-in", (413,), "bad_request", _call("/rpc/people/sign_in", b'"' + b"x" * 2 * MIB)),
    ("a body of 20 MB", (413,), "bad_request", _call("/rpc/people/sign_in", b'"' + b"x" * 20 * MIB)),
    ("GET", (405,), "bad_request", _call("/rpc/office/status", b"", method=b"GET")),
    ("huge header", (413, 431), "bad_request", _call("/rpc/office/status", header=b"X: " + b"y" * 100_000 + b"\r\n")),
]  # fmt: skip


@pytest.mark.parametrize(("statuses", "code", "data"), [row[1:] for row in RPC], ids=[row[0] for row in RPC])
def test_rpc_from_strangers(site: Site, statuses: tuple[int, ...], code: str, data: bytes) -> None:
    answer = site.raw(data, tls=True)
    assert answer.status in statuses, answer
    assert answer.json["error"]["code"].startswith(code)


# Too much of everything


def test_who_says_nothing_or_little_keeps_no_phone_waiting(running: Site) -> None:
    """More half-open connections, half requests and drips than there are threads, all from another machine."""
    before = running.counts()
    head = b"POST %s HTTP/1.1\r\nHost: o\r\nContent-Length: 4000\r\n\r\n{" % SYNC
    links: list[socket.socket] = []
    for said in [b""] * 300 + [b"P"] * 40 + [head] * 60:
        port = running.office.local.phone_port
        link = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=("127.0.0.2", 0))
        link.sendall(said)
        links.append(link)
    stop = threading.Event()
    drip = threading.Thread(target=_drip, args=(links[300:], stop))
    drip.start()
    try:
        begun = CLOCK.monotonic()
        running.assert_alive()
        took = CLOCK.monotonic() - begun
    finally:
        stop.set()
        drip.join()
        for link in links:
            link.close()
    assert took < 10, f"the phone waited {took:.1f} s"
    after = running.counts()
    assert after == before | {name: after[name] for name in ("inbound", "contact", "msg", "attempt")}


def _drip(links: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(1.0):
        for link in links:
            try:
                link.send(b" ")
            except OSError:
                continue


def test_many_registrations_end_in_a_refusal(running: Site) -> None:
    """Phones that register without end fill neither the list nor the disk, and those that are paired notice nothing."""
    before = running.counts()["channel"]
    answers = []
    for number in range(120):
        body = json.dumps({"cmds": [{"cmd": "fcm", "fcm_id": "x", "uuid": ids.uuid4()}, {"cmd": "status"}]}).encode()
        request = b"POST /relayers/relayer/register/ HTTP/1.1\r\nHost: o\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        # Not from the machine whose half-open connections the office may still be rid of.
        answers.append(running.raw(request, source=f"127.0.1.{2 + number % 40}"))
    assert {answer.status for answer in answers} == {200, 429}
    assert all(answer.json["error_id"] == 4 for answer in answers if answer.status == 429)
    assert running.counts()["channel"] - before <= 30
    running.assert_alive()


# Nonsense handed in as a workspace file


def _real() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(vector("real_flows", "rapidpro_favorites.v13.json").read_bytes())
    return loaded


def _with(*path: str | int) -> Callable[[Any], bytes]:
    def make(value: Any) -> bytes:
        data = copy.deepcopy(_real())
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return json.dumps(data).encode()

    return make


FILES: list[tuple[str, Callable[[], bytes]]] = [
    ("nothing", lambda: b""),
    ("bytes", lambda: bytes(range(256)) * 100),
    ("UTF-16", lambda: json.dumps(_real()).encode("utf-16")),
    ("a zip", lambda: b"PK\x03\x04" + b"\0" * 5000),
    ("a gzip of zeroes", lambda: base64.b64decode("H4sIAAAAAAAC/+3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA")),
    ("20 MB of spaces", lambda: b" " * 20 * MIB),
    ("11 MB in a name", lambda: _with("flows", 0, "name")("x" * 11 * MIB)),
    ("11 MB beside the flows", lambda: _with("extra")("x" * 11 * MIB)),
    ("deep lists", lambda: b"[" * 1_000_000),
    ("deep objects", lambda: b'{"flows":' * 200_000),
    ("deep in a flow", lambda: _with("flows")("DEEP").replace(b'"DEEP"', b"[" * 500_000 + b"]" * 500_000)),
    ("a million flows", lambda: _with("flows")([{}] * 1_000_000)),
    ("a number of a million digits", lambda: _with("version")(0).replace(b'"version": 0', b'"version": ' + b"9" * 1_000_000)),
    ("an exponent without end", lambda: _with("version")(0).replace(b'"version": 0', b'"version": 1e999999999')),
    ("a list", lambda: b"[]"),
    ("null", lambda: b"null"),
    ("a word", lambda: b'"flows"'),
    *[(f"cut at {cut}", lambda cut=cut: json.dumps(_real()).encode()[:cut]) for cut in (1, 100, 1000, 4000, -1)],
]


@pytest.mark.parametrize("make", [row[1] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_of_nonsense_is_refused_by_code(running: Site, make: Callable[[], bytes]) -> None:
    before, content = running.counts(), make()
    begun = CLOCK.monotonic()
    for call in (running.office.client.imports.preview, running.office.client.imports.import_file):
        with pytest.raises(OutpostError) as told:
            call(running.office.workspace, content)
        assert told.value.code.startswith("import_") or told.value.code == "bad_request", told.value
    assert CLOCK.monotonic() - begun < 20
    assert running.counts() == before


WRONG: list[Any] = [None, True, 7, -1, 1e300, 2**70, "", "x" * 3000, "\0", [], {}, [[]], [None], [7], {"a": []}, {"uuid": 5}]


def _places(value: Any, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Every place of a document, one of each list."""
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = [(0, value[0])] if value else []
    for key, item in inside:
        yield (*path, key)
        yield from _places(item, *path, key)


def test_a_real_export_with_any_value_exchanged_is_taken_or_refused_by_code(running: Site) -> None:
    """Never a bug; what is refused writes nothing."""
    document = _real()
    before = running.counts()
    places = list(_places(document))
    assert len(places) > 40
    for at, path in enumerate(places):
        for value in WRONG[at % 4 :: 4]:
            content = _with(*path)(value)
            try:
                running.office.client.imports.preview(running.office.workspace, content)
            except OutpostError as error:
                assert error.code.startswith("import_"), (path, value, error)
    assert running.counts() == before
    running.assert_alive()
