"""Phones: registration, claim, approval, release, and what is kept of their syncs."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.contracts.office import NetworkAddress
from app.contracts.phones import Phone
from app.errors import Invalid, NotFound, OutpostError
from app.ids import READABLE
from app.ports import PhoneLink, PhoneStatus, Registration
from app.services import network, office_settings
from app.services.phone_register import PhoneDesk
from app.services.phones import Phones, fold_claim_code
from app.store import tables
from tests.app.support import Office

UUID = "0c5b9e2e-4a6f-4d5c-9f3a-2b7f0a1d2e3f"
HERE, ELSEWHERE = "192.168.1.30", "192.168.1.66"
STATUS = PhoneStatus(
    battery=55, power_source="USB", power_status="CHA", network="WIFI", country="rw", device="SM-A105F", os="11",
    app_version="2.1.0",
)  # fmt: skip
MINUTE, DAY = 60, 24 * 3600


@pytest.fixture
def desk(office: Office) -> PhoneDesk:
    return PhoneDesk(office.core)


@pytest.fixture
def phones(office: Office) -> Phones:
    return Phones(office.core, office.admin)


def register(desk: PhoneDesk, uuid: str = UUID, remote: str = HERE) -> Registration:
    return desk.register(uuid, "fcm", STATUS, remote)


def link(desk: PhoneDesk, relayer_id: int) -> PhoneLink:
    found = desk.link(relayer_id)
    assert found is not None
    return found


def claim(office: Office, phones: Phones, given: Registration, number: str = "0788 000 001", *spaces: str) -> Phone:
    return phones.claim(given.claim_code, number, "Reception", list(spaces or (office.workspace,)))


def sync_events(office: Office) -> list[tables.SyncEvent]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.SyncEvent).order_by(tables.SyncEvent.id)))


# Registration


def test_a_new_phone(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    assert len(given.claim_code) == 9
    assert len(given.secret) == 64
    assert set(given.claim_code + given.secret) <= set(READABLE)
    assert link(desk, given.relayer_id) == PhoneLink(
        given.relayer_id, "unclaimed", given.secret, given.claim_code, UUID, -1, "RW"
    )
    (phone,) = phones.all()
    assert (phone.state, phone.device, phone.os, phone.app_version) == ("unclaimed", "SM-A105F", "11", "2.1.0")
    assert (phone.battery, phone.power_source, phone.network, phone.country) == (55, "USB", "WIFI", "RW")
    assert phone.last_seen_on is None


def test_registering_twice_is_one_phone(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    first = register(desk)
    office.clock.advance(9 * MINUTE)
    assert register(desk) == first
    assert len(phones.all()) == 1


def test_registering_much_later_gives_a_new_pair_for_the_same_phone(office: Office, desk: PhoneDesk) -> None:
    first = register(desk)
    office.clock.advance(11 * MINUTE)
    second = register(desk)
    assert second.relayer_id == first.relayer_id
    assert second.secret != first.secret
    assert second.claim_code != first.claim_code
    assert register(desk) == second


def test_unknown_ids(desk: PhoneDesk) -> None:
    assert desk.link(1) is None
    assert desk.link(2**40) is None


def test_two_registrations_at_the_same_moment(office: Office, desk: PhoneDesk) -> None:
    found: list[Registration] = []
    threads = [threading.Thread(target=lambda: found.append(register(desk))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_a_hostile_lan_does_not_fill_the_disk(office: Office, desk: PhoneDesk) -> None:
    numbers = itertools.count()

    def flood(remote: str, times: int) -> int:
        done = 0
        for _ in range(times):
            try:
                register(desk, f"uuid-{next(numbers)}", remote)
            except OutpostError as error:
                assert (error.code, error.retryable) == ("too_many_registrations", True)
            else:
                done += 1
        return done

    assert [flood(f"10.0.0.{host}", 20) for host in range(5)] == [10, 10, 10, 0, 0]
    office.clock.advance(61 * MINUTE)
    assert flood("10.0.0.9", 1) == 1


def test_a_known_phone_registers_in_the_flood(office: Office, desk: PhoneDesk) -> None:
    mine = register(desk)
    for number in range(9):
        register(desk, f"uuid-{number}")
    with pytest.raises(OutpostError):
        register(desk, "uuid-99")
    assert register(desk) == mine


def test_phones_that_nobody_claims_are_forgotten(office: Office, desk: PhoneDesk) -> None:
    old = register(desk, "old").relayer_id
    seen = register(desk, "seen").relayer_id
    office.clock.advance(29 * DAY)
    desk.seen(seen, STATUS, 0)
    office.clock.advance(2 * DAY)
    new = register(desk, "new").relayer_id
    assert desk.link(old) is None
    assert link(desk, seen).state == "unclaimed"
    assert new > seen


def test_ids_are_never_used_twice(office: Office, desk: PhoneDesk) -> None:
    old = register(desk, "old").relayer_id
    office.clock.advance(31 * DAY)
    assert register(desk, "new").relayer_id == old + 1
    assert desk.link(old) is None


# Claim


def test_claim(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    spaced = f" {given.claim_code[:3]} {given.claim_code[3:6].lower()}-{given.claim_code[6:]}\n"
    spaces = [office.other_workspace, office.workspace, office.other_workspace]
    phone = phones.claim(spaced, "0788 000 001", "  Reception ", spaces)
    assert (phone.state, phone.number, phone.name) == ("active", "+250788000001", "Reception")
    assert phone.workspaces == [office.other_workspace, office.workspace]
    found = link(desk, given.relayer_id)
    assert (found.state, found.secret, found.claim_code) == ("active", given.secret, None)
    assert found.org_id == office.other_workspace_id
    with office.store.read() as session:
        row = session.scalars(select(tables.Audit)).one()
    assert (row.method, row.subject, row.outcome) == ("phones.claim", phone.uuid, "done")
    assert row.details == {"workspaces": [office.other_workspace, office.workspace]}


@pytest.mark.parametrize("code", ["", "   ", "ABCABCABC", "'; drop table channel", "A" * 10_000, "éééééé"])
def test_codes_that_no_phone_shows(office: Office, desk: PhoneDesk, phones: Phones, code: str) -> None:
    register(desk)
    with pytest.raises(OutpostError, match="claim_code_unknown"):
        phones.claim(code, "0788000001", "x", [office.workspace])


def test_a_code_claims_once(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    with pytest.raises(OutpostError, match="claim_code_unknown"):
        claim(office, phones, given, "0788000002")


@pytest.mark.parametrize(
    ("number", "expected", "country"),
    [
        ("0788 000 001", "+250788000001", "RW"),
        ("+250 788-000-001", "+250788000001", "RW"),
        ("250788000001", "+250788000001", "RW"),
        ("+254 712 345 678", "+254712345678", "KE"),
    ],
)
def test_numbers_are_read_by_the_phones_country(
    office: Office, desk: PhoneDesk, phones: Phones, *, number: str, expected: str, country: str
) -> None:
    phone = claim(office, phones, register(desk), number)
    assert (phone.number, phone.country) == (expected, country)


def test_without_a_sim_country_the_offices_is_used(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = desk.register(UUID, "fcm", replace(STATUS, country=""), HERE)
    assert claim(office, phones, given, "0788000001").number == "+250788000001"


@pytest.mark.parametrize("number", ["", "12", "Reception", "8080", "+1", "0" * 70])
def test_numbers_that_are_none(office: Office, desk: PhoneDesk, phones: Phones, number: str) -> None:
    with pytest.raises(Invalid) as caught:
        claim(office, phones, register(desk), number)
    assert caught.value.params["field"] == "number"
    assert phones.all()[0].state == "unclaimed"


def test_a_number_belongs_to_one_phone(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    first = claim(office, phones, register(desk))
    other = register(desk, "other")
    with pytest.raises(OutpostError, match="number_taken"):
        claim(office, phones, other, "+250788000001")
    phones.release(first.uuid)
    assert claim(office, phones, other, "+250788000001").number == first.number


def test_claim_needs_a_known_workspace(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    with pytest.raises(Invalid):
        phones.claim(given.claim_code, "0788000001", "x", [])
    with pytest.raises(NotFound):
        phones.claim(given.claim_code, "0788000001", "x", [office.workspace, "elsewhere"])
    assert link(desk, given.relayer_id).state == "unclaimed"


def test_without_a_name_the_device_names_it(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    assert phones.claim(register(desk).claim_code, "0788000001", "", [office.workspace]).name == "SM-A105F"


def test_claim_codes_are_folded() -> None:
    assert fold_claim_code("abc def-ghj") == "ABCDEFGHJ"


# Registering anew while claimed


def test_a_claimed_phone_registers_again_at_once(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    again = register(desk)
    assert (again.relayer_id, again.secret) == (given.relayer_id, given.secret)
    assert len(again.claim_code) == 9
    assert link(desk, given.relayer_id).state == "active"
    with pytest.raises(OutpostError, match="claim_code_unknown"):
        claim(office, phones, again, "0788000002")


@pytest.mark.parametrize(("minutes", "remote"), [(11, HERE), (1, ELSEWHERE)])
def test_later_or_from_elsewhere_it_needs_approval(
    office: Office, desk: PhoneDesk, phones: Phones, minutes: int, remote: str
) -> None:
    given = register(desk)
    claim(office, phones, given)
    office.clock.advance(minutes * MINUTE)
    again = register(desk, remote=remote)
    assert again.relayer_id == given.relayer_id
    assert again.secret != given.secret
    found = link(desk, given.relayer_id)
    assert (found.state, found.secret) == ("approval", given.secret)
    assert found.org_id == office.workspace_id
    assert register(desk, remote=remote).secret == again.secret
    phone = phones.approve(phones.all()[0].uuid)
    assert (phone.state, phone.number) == ("active", "+250788000001")
    found = link(desk, given.relayer_id)
    assert (found.state, found.secret) == ("active", again.secret)
    assert register(desk, remote=remote).secret == again.secret
    assert link(desk, given.relayer_id).state == "active"


def test_who_only_knows_the_uuid_gets_no_secret(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    thief = register(desk, remote=ELSEWHERE)
    mine = register(desk, remote=HERE)
    assert given.secret not in (thief.secret, mine.secret)
    assert thief.secret != mine.secret


def test_a_request_that_nobody_approves_lapses(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    thief = register(desk, remote=ELSEWHERE)
    office.clock.advance(23 * 3600)
    desk.seen(given.relayer_id, STATUS, 0)
    assert link(desk, given.relayer_id).state == "approval"
    office.clock.advance(2 * 3600)
    desk.seen(given.relayer_id, STATUS, 0)
    found = link(desk, given.relayer_id)
    assert (found.state, found.secret) == ("active", given.secret)
    assert thief.secret != found.secret
    with pytest.raises(Invalid):
        phones.approve(phones.all()[0].uuid)


# Release and reset


def test_release(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    phone = claim(office, phones, given)
    contact = office.add_contact("Amina", "+250788000010")
    queued = office.add_msg(contact, "a", "out", channel_id=given.relayer_id)
    wired = office.add_msg(contact, "b", "out", channel_id=given.relayer_id, status="wired")
    sent = office.add_msg(contact, "c", "out", channel_id=given.relayer_id, status="sent")
    other = office.add_phone(address="+250788000002")
    others = office.add_msg(contact, "d", "out", channel_id=other.id, status="wired")
    waits = office.add_msg(contact, "e", "out", channel_id=other.id)
    with office.store.write() as work:
        for number, (msg, state) in enumerate([(wired, "handed"), (sent, "sent"), (others, "handed")], 1):
            values = {"msg_id": msg.id, "channel_id": msg.channel_id, "state": state, "segments": 1}
            work.session.add(tables.Attempt(id=number, handed_on=office.clock.now(), **values))
        work.commit()
    phones.release(phone.uuid)
    assert [one.uuid for one in phones.all()] == [other.uuid]
    assert link(desk, given.relayer_id).state == "released"
    with office.store.read() as session:
        found = {msg.id: msg for msg in session.scalars(select(tables.Msg))}
        attempts = session.scalars(select(tables.Attempt.state).order_by(tables.Attempt.id)).all()
        details = session.scalars(select(tables.Audit.details).where(tables.Audit.method == "phones.release")).one()
    assert (found[queued.id].status, found[queued.id].failed_reason) == ("failed", "channel_removed")
    assert [found[msg.id].status for msg in (wired, sent, others, waits)] == ["wired", "sent", "wired", "queued"]
    assert attempts == ["uncertain", "sent", "handed"]
    assert details == {"failed": 1, "uncertain": 1}
    with pytest.raises(NotFound):
        phones.rename(phone.uuid, "x")
    with pytest.raises(NotFound):
        phones.release(phone.uuid)


def test_a_released_phone_starts_as_new(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    phones.release(claim(office, phones, given).uuid)
    again = register(desk)
    assert again.relayer_id > given.relayer_id
    assert link(desk, again.relayer_id).state == "unclaimed"
    assert link(desk, given.relayer_id).state == "released"


def test_reset_on_the_phone(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    desk.reset(given.relayer_id)
    desk.reset(given.relayer_id)
    desk.reset(999)
    assert link(desk, given.relayer_id).state == "released"
    assert register(desk).relayer_id != given.relayer_id


def test_rename(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    phone = claim(office, phones, register(desk))
    assert phones.rename(phone.uuid, " Front  desk ").name == "Front desk"
    for name in ("", "  ", "x" * 65):
        with pytest.raises(Invalid):
            phones.rename(phone.uuid, name)


def test_packs_say_how_much_a_phone_is_handed(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    phone = claim(office, phones, register(desk))
    assert phone.packs == 1
    assert phones.set_packs(phone.uuid, 10).packs == 10
    for packs in (0, 11):
        with pytest.raises(Invalid):
            phones.set_packs(phone.uuid, packs)


# Syncs


def test_seen_is_shown_at_once_and_written_once_a_minute(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    claim(office, phones, given)
    for _ in range(7):
        desk.seen(given.relayer_id, STATUS, 4)
        (phone,) = phones.all()
        assert phone.last_seen_on == office.clock.now()
        assert phone.next_sync_on == office.clock.now() + dt.timedelta(seconds=600)
        assert phone.clock_skew == 4
        office.clock.advance(20)
    assert len(sync_events(office)) == 3
    with office.store.read() as session:
        stored = session.get_one(tables.Channel, given.relayer_id)
        assert stored.last_seen_on == office.clock.now() - dt.timedelta(seconds=20)


def test_what_staff_look_at_is_written_at_once(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    start = office.core.changes.latest()
    steps = [
        STATUS,
        replace(STATUS, battery=54),
        replace(STATUS, battery=49),
        replace(STATUS, battery=49, power_source="BAT"),
        replace(STATUS, battery=49, power_source="BAT", pending=(1, 2)),
        replace(STATUS, battery=49, power_source="BAT", pending=(1, 2), retry=(3,)),
        replace(STATUS, battery=49, power_source="BAT", network="NONE", retry=(3,)),
    ]
    counts = []
    for status in steps:
        desk.seen(given.relayer_id, status, 0)
        counts.append(len(sync_events(office)))
    assert counts == [1, 1, 2, 3, 3, 4, 5]
    assert len(office.core.changes.since(start, 0) or []) == 5
    (phone,) = phones.all()
    assert (phone.battery, phone.network, phone.pending, phone.retry) == (49, "NONE", 0, 1)


def test_a_sync_without_status_keeps_the_last(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    desk.seen(given.relayer_id, replace(STATUS, battery=80), 0)
    office.clock.advance(120)
    desk.seen(given.relayer_id, None, -7)
    (phone,) = phones.all()
    assert (phone.battery, phone.clock_skew, phone.last_seen_on) == (80, -7, office.clock.now())


def test_after_a_restart_the_rows_are_shown(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    desk.seen(given.relayer_id, replace(STATUS, battery=80, pending=(5, 6), retry=(7,)), 3)
    (before,) = phones.all()
    office.core.presence.forget(given.relayer_id)
    assert phones.all() == [before]


def test_unknown_battery(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    desk.seen(given.relayer_id, replace(STATUS, battery=-1), 0)
    assert phones.all()[0].battery is None


def test_sync_events_are_kept_seven_days_and_the_last_always(office: Office, desk: PhoneDesk) -> None:
    given = register(desk)
    other = register(desk, "other")
    desk.seen(other.relayer_id, STATUS, 0)
    for _ in range(10):
        desk.seen(given.relayer_id, STATUS, 0)
        office.clock.advance(DAY)
    days = [(office.clock.now() - row.created_on).days for row in sync_events(office) if row.channel_id == given.relayer_id]
    assert days == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [row.channel_id for row in sync_events(office)].count(other.relayer_id) == 1
    office.clock.advance(365 * DAY)
    desk.seen(given.relayer_id, STATUS, 0)
    assert [row.created_on for row in sync_events(office) if row.channel_id == given.relayer_id] == [office.clock.now()]


def test_seen_of_a_phone_that_is_gone(office: Office, desk: PhoneDesk) -> None:
    desk.seen(4711, STATUS, 0)
    assert sync_events(office) == []


# What staff see


def test_all_newest_first_without_the_released(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    ids = [register(desk, f"uuid-{number}").relayer_id for number in range(3)]
    with office.store.read() as session:
        uuids = [session.get_one(tables.Channel, number).uuid for number in ids]
    phones.release(uuids[1])
    assert [phone.uuid for phone in phones.all()] == [uuids[2], uuids[0]]


def test_queued_counts_what_waits_here(office: Office, phones: Phones) -> None:
    channel = office.add_phone()
    contact = office.add_contact("Amina", "+250788000010")
    for status in ("queued", "queued", "errored", "wired", "sent", "failed"):
        office.add_msg(contact, "x", "out", channel_id=channel.id, status=status)
    assert phones.all()[0].queued == 3


@pytest.mark.parametrize(
    ("bind", "port", "addresses", "is_listening"),
    [
        ("127.0.0.1", 0, ["192.168.1.10", "10.0.0.7"], False),
        ("0.0.0.0", 8000, ["192.168.1.10", "10.0.0.7"], True),
        ("10.0.0.7", 8000, ["10.0.0.7"], True),
        ("10.0.0.7", 8080, ["10.0.0.7:8080"], True),
    ],
)
def test_pairing_help(
    office: Office,
    phones: Phones,
    monkeypatch: pytest.MonkeyPatch,
    *,
    bind: str,
    port: int,
    addresses: list[str],
    is_listening: bool,
) -> None:
    found = [NetworkAddress("192.168.1.10", "wlan0"), NetworkAddress("10.0.0.7", "eth0")]
    monkeypatch.setattr(network, "local_addresses", lambda: found)
    office.core.phone_port = port
    with office.store.write() as work:
        office_settings.write(work.session, office_settings.BIND, bind)
        work.commit()
    help_ = phones.pairing_help()
    assert (help_.addresses, help_.is_listening) == (addresses, is_listening)


def test_no_secret_in_the_audit(office: Office, desk: PhoneDesk, phones: Phones) -> None:
    given = register(desk)
    phone = claim(office, phones, given)
    again = register(desk, remote=ELSEWHERE)
    phones.approve(phone.uuid)
    phones.release(phone.uuid)
    with office.store.read() as session:
        rows = session.scalars(select(tables.Audit)).all()
        assert session.scalar(select(func.count()).select_from(tables.Audit)) == 3
    written = " ".join(f"{row.subject} {row.details}" for row in rows)
    for secret in (given.secret, again.secret, given.claim_code, again.claim_code):
        assert secret not in written


# Shares


def test_a_workspaces_share_is_set_and_shown(office: Office, phones: Phones) -> None:
    channel = office.add_phone(office.workspace, office.other_workspace)
    phone = phones.set_share(channel.uuid, office.other_workspace, 2.5, 40)
    assert [(share.workspace, share.is_default, share.weight, share.daily_budget) for share in phone.shares] == [
        (office.workspace, True, 1.0, None),
        (office.other_workspace, False, 2.5, 40),
    ]
    bob = office.add_contact("Bob", "+250788222222", office.other_workspace_id)
    for text in ("one", "two"):
        office.add_msg(bob, text, "out", channel_id=channel.id, segments=2)
    phone = phones.all()[0]
    assert [(share.queued, share.spent_today) for share in phone.shares] == [(0, None), (2, 0)]
    with office.store.write() as work:
        for index, msg in enumerate(work.session.scalars(select(tables.Msg)), start=1):
            msg.status = "wired"
            work.session.add(
                tables.Attempt(
                    id=index, msg_id=msg.id, channel_id=channel.id, state="sent", segments=2, handed_on=office.clock.now()
                )
            )
        work.commit()
    assert [share.spent_today for share in phones.all()[0].shares] == [None, 4]
    office.clock.advance(DAY)
    assert [share.spent_today for share in phones.all()[0].shares] == [None, 0]
    assert phones.set_share(channel.uuid, office.other_workspace, 1.0, None).shares[1].daily_budget is None


def test_quiet_hours_are_shown_with_the_share(office: Office, phones: Phones) -> None:
    office.add_phone(office.workspace, office.other_workspace)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.quiet_from, space.quiet_until = 10 * 60, 12 * 60  # it is 11:00 in Kigali
        work.commit()
    until = office.clock.now().replace(hour=10)
    assert [share.quiet_until for share in phones.all()[0].shares] == [until, None]


@pytest.mark.parametrize(
    ("weight", "budget", "field"),
    [(0.0, None, "weight"), (-1.0, 5, "weight"), (101.0, 5, "weight"), (float("nan"), 5, "weight"), (1.0, 0, "daily_budget")],
)
def test_a_share_has_limits(office: Office, phones: Phones, weight: float, budget: int | None, field: str) -> None:
    channel = office.add_phone()
    with pytest.raises(Invalid) as error:
        phones.set_share(channel.uuid, office.workspace, weight, budget)
    assert error.value.params["field"] == field


def test_a_share_of_a_workspace_that_the_phone_does_not_serve(office: Office, phones: Phones) -> None:
    with pytest.raises(NotFound):
        phones.set_share(office.add_phone().uuid, office.other_workspace, 1.0, None)


def test_when_a_phone_comes_again_is_learnt_from_its_visits(office: Office, desk: PhoneDesk) -> None:
    """Syncs that follow at once are one visit; the clock on the wall does not matter."""
    channel, presence = office.add_phone(), office.core.presence
    assert presence.interval(channel.id) == 600
    for gap in (1, 1, 200, 2, 200, 200, 20, 5, 200, 200, 200):
        desk.seen(channel.id, STATUS, 0)
        office.clock.leap(86_400)
        office.clock.advance(gap)
    desk.seen(channel.id, STATUS, 0)
    assert presence.interval(channel.id) == pytest.approx(202, abs=25)
    office.clock.advance(900)
    desk.seen(channel.id, STATUS, 0)
    assert presence.interval(channel.id) == 900
