"""An office on PostgreSQL and Redis: one engine with the phones, worker processes that do the rest."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.office import QueueCount
from app.errors import OutpostError
from app.services import office_settings, webhooks
from app.store.database import Store
from bridge.demo.phone import SimulatedPhone
from tests.app.services.databases import POSTGRESQL
from tests.bench.soak import KEYWORD, QUESTIONS, survey
from tests.end_to_end.test_kill import FLOW, SlowPrices, export
from tests.support import postgresql
from tests.support.office import CLOCK, RunningOffice, WorkerRun, wait_until
from tests.support.postgresql import PostgresServer
from tests.support.servers import NO_REDIS, RedisServer, fresh_database, has_redis

pytestmark = [
    pytest.mark.real_process,
    pytest.mark.skipif(not POSTGRESQL, reason="OUTPOST_TEST_POSTGRESQL names no server"),
    pytest.mark.skipif(not has_redis(), reason=NO_REDIS),
]


class Prices(SlowPrices):
    """Counts its callers, and how many it had at the same time."""

    def __init__(self) -> None:
        self.calls = self.most_at_a_time = self._callers = 0
        self._mutex = threading.Lock()
        super().__init__()

    def finish_request(self, request: Any, client_address: Any) -> None:
        with self._mutex:
            self.calls += 1
            self._callers += 1
            self.most_at_a_time = max(self.most_at_a_time, self._callers)
        try:
            super().finish_request(request, client_address)
        finally:
            with self._mutex:
                self._callers -= 1


@pytest.fixture
def prices() -> Iterator[Prices]:
    server = Prices()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


NURSES = tuple(f"+2507881234{at:02d}" for at in range(12))
ENGINE_RESTS = "handler=0,flow=0,msgs=0,default=0"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path / "redis") as server:
        yield server


@pytest.fixture
def settings(redis: RedisServer) -> dict[str, str]:
    return {"OUTPOST_DATABASE_URL": fresh_database(POSTGRESQL, "pair"), "OUTPOST_REDIS_URL": redis.url}


def test_two_workers_converse_and_send_broadcasts(tmp_path: Path, settings: dict[str, str]) -> None:
    office = RunningOffice(tmp_path / "office", settings={**settings, "OUTPOST_WORKERS": ENGINE_RESTS})
    with office:
        office.set_up()
        office.client.imports.import_file(office.workspace, survey())
        flow = office.client.flows.all(office.workspace)[0]
        office.client.triggers.create_keyword(office.workspace, flow.uuid, [KEYWORD])
        workers = [office.start_worker(), office.start_worker("--queues", "handler,flow", "--threads", "2")]
        phone = office.pair()
        office.client.phones.set_packs(office.client.phones.all()[0].uuid, 10)
        for number in NURSES:
            phone.receive_sms(number, KEYWORD)
        wait_until(lambda: phone.sync() and len(phone.sent) >= len(NURSES), "the first question to all")
        for number in NURSES:
            phone.receive_sms(number, f"P{number[-2:]}")
        wait_until(lambda: phone.sync() and len(phone.sent) >= 2 * len(NURSES), "the second question to all")
        to_all = Recipients(urns=[f"tel:{number}" for number in NURSES])
        text = {"eng": BroadcastText("No clinic on Friday.")}
        office.client.broadcasts.send(office.workspace, text, "eng", to_all, Exclusions())
        wait_until(lambda: phone.sync() and len(phone.sent) >= 3 * len(NURSES), "the broadcast to all")
        wait_until(lambda: phone.sync() and not phone.queued, "the reports")
        wait_until(lambda: not any(one.waiting or one.working for one in queues(office)), "empty queues")
        assert [one.dead for one in queues(office)] == [0] * 4
        assert [worker.stop() for worker in workers] == [0, 0]
        assert all("Traceback" not in worker.said for worker in workers)
    asked = sorted((sms.address, sms.text) for sms in phone.sent)
    expected = [
        (number, said)
        for number in NURSES
        for said in (QUESTIONS[0][1], f"How many bags, P{number[-2:]}?", "No clinic on Friday.")
    ]
    assert asked == sorted(expected)
    assert rows(settings, "SELECT DISTINCT state FROM inbound") == ["handled"]
    assert {path.name for path in office.paths.logs.iterdir()} >= {"engine.log", "worker-1.log", "worker-2.log"}


def test_one_contact_is_answered_by_one_process_at_a_time(tmp_path: Path, settings: dict[str, str], prices: Prices) -> None:
    """She writes to two phones at once, each of which has its own task; the flow asks a slow web service."""
    office = RunningOffice(tmp_path / "office", settings={**settings, "OUTPOST_WORKERS": ENGINE_RESTS})
    with office:
        office.set_up()
        allow_loopback(settings)
        office.client.imports.import_file(office.workspace, export(f"http://127.0.0.1:{prices.server_port}/maize"))
        office.client.triggers.create_keyword(office.workspace, FLOW, ["price"])
        phones = [office.pair("+250788000001"), office.pair("+250788000002")]
        for _ in range(2):
            office.start_worker("--queues", "handler", "--threads", "1")
        for phone in phones:
            phone.receive_sms(NURSES[0], "price")
            phone.sync()
        assert prices.asked.wait(20)
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND NOT granted"
        wait_until(lambda: rows(settings, locks) == [1], "the other process, which waits for the contact")
        prices.may_answer.set()
        wait_until(lambda: [phone.sync() for phone in phones] and _sent(phones) == 2, "both answers")
        wait_until(lambda: [phone.sync() for phone in phones] and not any(phone.queued for phone in phones), "the reports")
    assert (prices.calls, prices.most_at_a_time) == (2, 1)
    assert rows(settings, "SELECT state FROM inbound") == ["handled"] * 2
    assert rows(settings, "SELECT count(*) FROM session") == [2]


def _sent(phones: list[SimulatedPhone]) -> int:
    return sum(len(phone.sent) for phone in phones)


def allow_loopback(settings: dict[str, str]) -> None:
    """What staff would choose for a service on this PC."""
    store = Store(settings["OUTPOST_DATABASE_URL"], CLOCK)
    with store.write() as work:
        office_settings.write(work.session, webhooks.SETTING, ["127.0.0.0/8"])
        work.commit()
    store.close()


def test_windows_hear_of_what_workers_write(tmp_path: Path, settings: dict[str, str]) -> None:
    office = RunningOffice(tmp_path / "office", settings={**settings, "OUTPOST_WORKERS": ENGINE_RESTS})
    with office:
        office.set_up()
        phone = office.pair()
        connection, stream = office.client.open_stream(None)
        office.start_worker("--queues", "handler")
        phone.receive_sms(NURSES[0], "hello")
        phone.sync()
        heard = ""
        while '"messages"' not in heard:  # a message that no flow takes is written by the worker alone
            heard = stream.readline().decode()
        office.client.close_stream(connection)
        office.sign_in()
        assert office.workspace in heard


def test_postgresql_may_be_started_anew(tmp_path: Path, redis: RedisServer) -> None:
    """While it is away phones keep what they have, and nothing of the office ends."""
    programs = postgresql.find_programs()
    if programs is None:
        pytest.skip("PostgreSQL's programs are not here")
    with PostgresServer(programs) as server:
        settings = {"OUTPOST_DATABASE_URL": server.url, "OUTPOST_REDIS_URL": redis.url, "OUTPOST_WORKERS": ENGINE_RESTS}
        office = RunningOffice(tmp_path / "office", settings=settings)
        with office:
            office.set_up()
            office.client.imports.import_file(office.workspace, survey())
            flow = office.client.flows.all(office.workspace)[0]
            office.client.triggers.create_keyword(office.workspace, flow.uuid, [KEYWORD])
            office.start_worker()
            phone = office.pair()
            assert office.answer(phone, NURSES[0], KEYWORD) == QUESTIONS[0][1]
            wait_until(lambda: phone.sync() and not phone.queued, "the reports")
            server.stop()
            phone.receive_sms(NURSES[1], KEYWORD)
            assert phone.sync().status != 200
            with pytest.raises(OutpostError, match="database_away"):
                office.client.office.home(office.workspace)
            server.start()
            wait_until(lambda: phone.sync() and len(phone.sent) == 2, "an answer afterwards", 60)
            wait_until(lambda: phone.sync() and not phone.queued, "the reports")
            logs = office.paths.logs
            for name in ("engine.log", "worker-1.log"):
                wait_until(lambda name=name: "office_line_back" in (logs / name).read_text(), f"the line in {name}")
            assert office.client.office.home(office.workspace).unhandled == 0
        assert rows(settings, "SELECT state FROM inbound") == ["handled"] * 2


def test_redis_may_be_away_from_the_start_and_in_between(tmp_path: Path, redis: RedisServer, settings: dict[str, str]) -> None:
    """What phones hand in is taken; it is answered when Redis is there."""
    redis.kill()
    office = RunningOffice(tmp_path / "office", settings={**settings, "OUTPOST_WORKERS": ENGINE_RESTS})
    with office:
        office.set_up()
        office.client.imports.import_file(office.workspace, survey())
        flow = office.client.flows.all(office.workspace)[0]
        office.client.triggers.create_keyword(office.workspace, flow.uuid, [KEYWORD])
        office.start_worker()
        phone = office.pair()
        for nurse in NURSES[:2]:
            phone.receive_sms(nurse, KEYWORD)
            wait_until(lambda: phone.sync().is_fine and not phone.queued, "the acknowledgement")
            before = len(phone.sent)
            redis.start()
            wait_until(lambda before=before: phone.sync() and len(phone.sent) > before, "an answer", 90)
            wait_until(lambda: phone.sync() and not phone.queued, "the reports")
            redis.kill()
    assert [(sms.address, sms.text) for sms in phone.sent] == [(nurse, QUESTIONS[0][1]) for nurse in NURSES[:2]]


def test_a_second_engine_is_refused(tmp_path: Path, settings: dict[str, str]) -> None:
    with RunningOffice(tmp_path / "office", settings=settings) as office:
        office.set_up()
        with pytest.raises(AssertionError, match="Another engine serves this database"):
            RunningOffice(tmp_path / "elsewhere", settings=settings).start()
        elsewhere = {**office._environment, "OUTPOST_HOME": str(tmp_path / "third")}
        with pytest.raises(AssertionError, match="is not the engine's folder"):
            WorkerRun(elsewhere, [])
        worker = WorkerRun(elsewhere, ["--queues", "handler,flow,msgs"])
        worker.process.send_signal(signal.SIGINT)
        assert worker.stop() == 0


def queues(office: RunningOffice) -> list[QueueCount]:
    return list(office.client.office.home(office.workspace).queues)


def rows(settings: dict[str, str], query: str) -> list[object]:
    """The first column."""
    store = Store(settings["OUTPOST_DATABASE_URL"], CLOCK)
    with store.read() as session:
        found = [row[0] for row in session.execute(text(query)).all()]
    store.close()
    return found
