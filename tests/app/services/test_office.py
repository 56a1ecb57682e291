"""First start, home page, network."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.contracts.base import ANONYMOUS
from app.contracts.office import NetworkAddress, OfficeSetup
from app.errors import Invalid, OutpostError
from app.ports import TaskRef
from app.services import network, office_settings
from app.services.base import Core
from app.services.front import Front
from app.services.office import Office as OfficeService
from app.services.office import start_of_day
from app.services.people import People
from app.store import tables
from tests.app.support import START, Office

SETUP = OfficeSetup("let-me-in", "  Gihembe   Clinic ", "rw", "Africa/Kigali", " Ada ", "long enough", "")


def first_start(core: Core, setup: OfficeSetup = SETUP) -> OfficeService:
    service = OfficeService(core, ANONYMOUS)
    service.setup(setup)
    return service


def test_status_before_and_after_setup(core: Core) -> None:
    service = OfficeService(core, ANONYMOUS)
    before = service.status()
    assert (before.name, before.is_set_up, before.is_demo, before.version) == ("", False, False, "0.0")
    service.setup(SETUP)
    after = service.status()
    assert (after.name, after.is_set_up) == ("Gihembe Clinic", True)


def test_setup_makes_office_workspace_and_administrator(core: Core) -> None:
    signed_in = OfficeService(core, ANONYMOUS).setup(SETUP)
    person = signed_in.person
    assert (person.username, person.is_office_admin) == ("ada", True)
    (space,) = person.workspaces
    assert (space.name, space.country, space.timezone, space.role) == (
        "Gihembe Clinic", "RW", "Africa/Kigali", "administrator",
    )  # fmt: skip
    actor = Front(core).authenticate(signed_in.token, "127.0.0.1")
    assert actor.is_office_admin
    assert actor.roles == {space.uuid: "administrator"}
    assert People(core, ANONYMOUS).sign_in("ada", "long enough").person == person
    with core.store.read() as session:
        row = session.scalars(select(tables.Audit)).first()
        assert row is not None
        assert (row.method, row.subject, row.details) == ("office.setup", space.uuid, {"username": "ada"})


def test_setup_happens_once(core: Core) -> None:
    service = first_start(core)
    with pytest.raises(OutpostError, match="already_set_up"):
        service.setup(replace(SETUP, username="mallory"))
    assert core.setup_token is None
    with core.store.read() as session:
        assert [user.username for user in session.scalars(select(tables.User))] == ["ada"]


@pytest.mark.parametrize("token", ["", "wrong", "let-me-in ", "é"])
def test_setup_needs_the_token(core: Core, token: str) -> None:
    with pytest.raises(OutpostError, match="setup_token"):
        first_start(core, replace(SETUP, setup_token=token))


def test_without_a_token_nobody_sets_up(core: Core) -> None:
    core.setup_token = None
    with pytest.raises(OutpostError, match="setup_token"):
        first_start(core, replace(SETUP, setup_token=""))


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"office_name": " "}, "office_name", "empty"),
        ({"office_name": "x" * 65}, "office_name", "too_long"),
        ({"workspace_name": "x" * 65}, "workspace_name", "too_long"),
        ({"country": "XX"}, "country", "unknown"),
        ({"country": "Rwanda"}, "country", "unknown"),
        ({"country": ""}, "country", "unknown"),
        ({"timezone": "Africa/Nowhere"}, "timezone", "unknown"),
        ({"timezone": "../../etc/passwd"}, "timezone", "unknown"),
        ({"timezone": ""}, "timezone", "unknown"),
        ({"timezone": "Africa"}, "timezone", "unknown"),
        ({"username": ""}, "username", "empty"),
        ({"username": "a b"}, "username", "characters"),
        ({"username": "x" * 65}, "username", "too_long"),
        ({"password": "short"}, "password", "too_short"),
    ],
)
def test_setup_values_that_are_not_taken(core: Core, values: dict[str, str], field: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        first_start(core, replace(SETUP, **values))
    assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    with core.store.read() as session:
        assert session.scalars(select(tables.User)).all() == []
        assert session.scalars(select(tables.Setting)).all() == []


@pytest.mark.parametrize(
    ("zone", "now", "midnight"),
    [
        ("Africa/Kigali", "2026-06-01T21:30:00", "2026-05-31T22:00:00"),
        ("Africa/Kigali", "2026-06-01T22:00:00", "2026-06-01T22:00:00"),
        ("America/New_York", "2026-03-08T17:00:00", "2026-03-08T05:00:00"),
        ("Asia/Kathmandu", "2026-06-01T18:14:59", "2026-05-31T18:15:00"),
    ],
)
def test_start_of_day(zone: str, now: str, midnight: str) -> None:
    read = dt.datetime.fromisoformat
    assert start_of_day(read(now).replace(tzinfo=dt.UTC), zone) == read(midnight).replace(tzinfo=dt.UTC)


def test_home_counts_the_workspace(office: Office) -> None:
    phone = office.add_phone()
    now, yesterday = office.clock.now(), office.clock.now() - dt.timedelta(days=1)
    amina, brice = office.add_contact("Amina", "+250788000010"), office.add_contact("Brice", "+250788000011")
    there = office.add_contact("Cécile", "+250788000012", workspace_id=office.other_workspace_id)
    office.add_msg(amina, "old", created_on=yesterday)
    office.add_msg(amina, "new")
    office.add_msg(brice, "q", "out", channel_id=phone.id)
    office.add_msg(brice, "w", "out", channel_id=phone.id, status="wired")
    office.add_msg(brice, "s", "out", channel_id=phone.id, status="sent", sent_on=now, created_on=yesterday)
    office.add_msg(brice, "d", "out", channel_id=phone.id, status="delivered", sent_on=yesterday)
    office.add_msg(brice, "f", "out", channel_id=phone.id, status="failed")
    office.add_msg(brice, "n", "out", status="failed", failed_reason="no_channel")
    office.add_msg(there, "elsewhere")
    office.add_msg(there, "elsewhere", "out", channel_id=phone.id)
    with office.store.write() as work:
        values = {"status": "waiting", "type": "messaging", "state": {}, "created_on": now}
        session = tables.Session(uuid="s", workspace_id=office.workspace_id, contact_id=amina.id, **values)
        work.session.add(session)
        office.queue.add(work, TaskRef("handler", "x", (1,), "office", "k"))
        work.commit()
    home = OfficeService(office.core, office.people["viewer"]).home(office.workspace)
    assert (home.received_today, home.sent_today, home.outbox, home.failed) == (1, 1, 2, 2)
    assert (home.unhandled, home.waiting_sessions) == (1, 1)
    assert [(one.queue, one.waiting) for one in home.queues if one.waiting] == [("handler", 1)]
    assert [one.name for one in home.phones] == ["Front desk"]
    assert home.started_on == START
    assert home.database_bytes > 4096
    assert home.disk_free_bytes > 0


def test_home_queries_use_indexes(office: Office) -> None:
    """No query of the home page reads a table from end to end, however large the office has grown."""
    from sqlalchemy import event

    office.add_phone()
    seen: list[tuple[str, object]] = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *args: seen.append((args[2], args[3])))
    OfficeService(office.core, office.people["viewer"]).home(office.workspace)
    with office.store.engine.connect() as connection:
        plans = [
            (statement, row[3])
            for statement, parameters in list(seen)
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)  # type: ignore[arg-type]
        ]
    scans = [plan for plan in plans if plan[1].startswith("SCAN") and any(name in plan[1] for name in ("msg", "session"))]
    assert len(plans) > 8
    assert scans == []
    small = {"msg.status IN ('queued'": "ix_msg_unsent", "msg.status = 'wired'": "ix_msg_wired"}
    for condition, index in small.items():
        found = [plan for statement, plan in plans if condition in statement and " msg " in plan]
        assert found
        assert all(index in plan for plan in found)


def test_network_before_staff_choose(office: Office) -> None:
    office.core.fingerprint = "ab" * 32
    found = OfficeService(office.core, office.admin).network()
    assert (found.bind, found.phone_port, found.tls_port, found.fingerprint) == ("127.0.0.1", 8000, 8443, "ab" * 32)
    office.core.phone_port, office.core.tls_port = 50001, 50002
    found = OfficeService(office.core, office.admin).network()
    assert (found.phone_port, found.tls_port) == (50001, 50002)


def test_set_bind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "local_addresses", lambda: [NetworkAddress("192.168.1.10", "eth0")])
    bound: list[str] = []
    office.core.rebind = bound.append
    service = OfficeService(office.core, office.admin)
    for address in ("192.168.1.10", "0.0.0.0", "127.0.0.1"):
        assert service.set_bind(address).bind == address
    assert bound == ["192.168.1.10", "0.0.0.0", "127.0.0.1"]
    for address in ("192.168.1.11", "", "8.8.8.8", "localhost"):
        with pytest.raises(Invalid):
            service.set_bind(address)
    assert len(bound) == 3
    with office.store.read() as session:
        assert office_settings.bind(session) == "127.0.0.1"
        rows = session.scalars(select(tables.Audit)).all()
    assert [row.subject for row in rows] == bound


def test_an_address_that_cannot_be_bound_is_not_kept(office: Office) -> None:
    def refuse(address: str) -> None:
        raise OSError(address)

    office.core.rebind = refuse
    with pytest.raises(OSError, match=r"0\.0\.0\.0"):
        OfficeService(office.core, office.admin).set_bind("0.0.0.0")
    with office.store.read() as session:
        assert office_settings.bind(session) == "127.0.0.1"


def test_addresses_of_this_pc() -> None:
    found = network.local_addresses()
    assert all(not one.address.startswith("127.") for one in found)
    assert len({one.address for one in found}) == len(found)


def test_addresses_agree_with_the_system() -> None:
    psutil = pytest.importorskip("psutil")
    known = {
        (entry.address, name)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if entry.family.name == "AF_INET" and not entry.address.startswith("127.") and not name.startswith(network.VIRTUAL)
    }
    assert {(one.address, one.interface) for one in network.local_addresses() if one.interface} <= known
    up = {name for name, stats in psutil.net_if_stats().items() if stats.isup}
    assert {address for address, name in known if name in up} <= {one.address for one in network.local_addresses()}


def test_likely_addresses_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        NetworkAddress("169.254.3.4", "eth1"),
        NetworkAddress("172.17.0.1", "docker0"),
        NetworkAddress("41.186.0.9", "wwan0"),
        NetworkAddress("192.168.1.20", "wlan0"),
        NetworkAddress("10.0.0.7", "eth0"),
        NetworkAddress("127.0.0.1", "lo"),
    ]
    monkeypatch.setattr(network, "_from_linux", lambda: answers)
    monkeypatch.setattr(network, "_from_names", lambda: answers)
    monkeypatch.setattr(network, "_preferred", lambda: "192.168.1.20")
    expected = ["192.168.1.20", "10.0.0.7", "41.186.0.9", "169.254.3.4"]
    assert [one.address for one in network.local_addresses()] == expected


def test_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_from_linux", list)
    monkeypatch.setattr(network, "_from_names", list)
    monkeypatch.setattr(network, "_preferred", str)
    assert network.local_addresses() == []
