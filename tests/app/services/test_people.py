"""Signing in: limits, tokens, passwords."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.contracts.base import ANONYMOUS
from app.contracts.people import SignedIn
from app.errors import Invalid, NotSignedIn, OutpostError
from app.services import passwords
from app.services.front import Front
from app.services.people import People
from app.store import tables
from tests.app.support import PASSWORD, Office

HOUR = 3600


def sign_in(office: Office, username: str = "editor", password: str = PASSWORD, address: str = "10.0.0.5") -> SignedIn:
    return People(office.core, replace(ANONYMOUS, address=address)).sign_in(username, password)


def fail(office: Office, times: int, username: str = "editor", address: str = "10.0.0.5") -> None:
    for _ in range(times):
        with pytest.raises(OutpostError, match="sign_in_failed"):
            sign_in(office, username, "wrong", address)


def limited(office: Office, username: str = "editor", password: str = PASSWORD, address: str = "10.0.0.5") -> int:
    with pytest.raises(OutpostError, match="sign_in_limited") as caught:
        sign_in(office, username, password, address)
    assert caught.value.retryable
    seconds = caught.value.params["seconds"]
    assert isinstance(seconds, int)
    return seconds


def signed_in(office: Office) -> list[tables.SignIn]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.SignIn)))


def everything_stored(office: Office) -> bytes:
    with office.store.write() as work:
        work.session.connection().exec_driver_sql("SELECT 1")
        work.commit()
    home = office.core.settings.paths.home
    return b"".join(file.read_bytes() for file in home.glob("office.db*"))


def test_sign_in_gives_token_and_person(office: Office) -> None:
    found = sign_in(office, "  EDITOR ")
    assert found.person.username == "editor"
    assert [(space.name, space.role, space.timezone) for space in found.person.workspaces] == [
        ("Clinic", "editor", "Africa/Kigali")
    ]
    actor = Front(office.core).authenticate(found.token, "10.0.0.5")
    assert actor.user_id == office.people["editor"].user_id
    assert actor.roles == {office.workspace: "editor"}
    assert not actor.is_office_admin
    assert actor.address == "10.0.0.5"
    assert People(office.core, actor).me() == found.person


def test_neither_token_nor_password_is_stored(office: Office) -> None:
    token = sign_in(office).token
    fail(office, 1)
    actor = Front(office.core).authenticate(token, "")
    People(office.core, actor).change_password(PASSWORD, "another-secret")
    stored = everything_stored(office)
    assert token.encode() not in stored
    assert b"another-secret" not in stored
    assert PASSWORD.encode() not in stored


def test_audit_of_sign_ins(office: Office) -> None:
    sign_in(office)
    fail(office, 1)
    fail(office, 1, username="my-password-by-mistake")
    with office.store.read() as session:
        rows = session.execute(select(tables.Audit.outcome, tables.Audit.subject, tables.Audit.user_id)).all()
    assert [tuple(row) for row in rows] == [
        ("done", "editor", office.people["editor"].user_id),
        ("refused", "editor", None),
        ("refused", None, None),
    ]


def test_unknown_and_inactive_people_do_not_get_in(office: Office) -> None:
    with pytest.raises(OutpostError, match="sign_in_failed"):
        sign_in(office, "nobody")
    with office.store.write() as work:
        work.session.get_one(tables.User, office.people["editor"].user_id).is_active = False
        work.commit()
    with pytest.raises(OutpostError, match="sign_in_failed"):
        sign_in(office)


def test_unknown_people_cost_as_much_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    real = passwords._hasher.verify

    class Counting:
        def __getattr__(self, name: str) -> object:
            return getattr(real.__self__, name)  # type: ignore[attr-defined]

        def verify(self, password_hash: str, password: str) -> bool:
            verified.append(password_hash)
            return real(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    fail(office, 1, username="nobody")
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$")


def test_nobody_has_no_password() -> None:
    assert passwords._hasher.verify(passwords._nobody(), "nobody's password")
    assert not passwords.fits(None, "nobody's password")
    assert passwords.fits(passwords.hash_password("mine"), "mine")
    assert not passwords.fits(passwords.hash_password("mine"), "yours")


def test_old_hashes_are_made_anew(office: Office) -> None:
    with office.store.read() as session:
        before = session.get_one(tables.User, office.people["editor"].user_id).password_hash
    assert passwords.is_outdated(before)
    sign_in(office)
    with office.store.read() as session:
        after = session.get_one(tables.User, office.people["editor"].user_id).password_hash
    assert not passwords.is_outdated(after)
    sign_in(office)


def test_five_failures_then_a_growing_wait(office: Office) -> None:
    fail(office, 5)
    assert limited(office) == 30
    office.clock.advance(29)
    assert limited(office) == 1
    office.clock.advance(1)
    fail(office, 1)
    assert limited(office) == 60
    office.clock.advance(60)
    fail(office, 1)
    assert limited(office) == 120
    for _ in range(8):
        office.clock.advance(900)
        fail(office, 1)
    assert limited(office) == 900
    office.clock.advance(900)
    assert sign_in(office).token
    fail(office, 4, address="10.0.0.6")


def test_a_shared_pc_is_forgiven_once_somebody_gets_in(office: Office) -> None:
    for _ in range(8):
        fail(office, 1)
        office.clock.advance(900)
    sign_in(office)
    fail(office, 1, username="viewer")
    assert limited(office, "viewer") == 30


def test_the_right_password_starts_the_name_anew(office: Office) -> None:
    fail(office, 4)
    sign_in(office)
    fail(office, 1)
    assert limited(office, "viewer") == 30  # the address has failed five times


def test_limits_count_by_name_from_anywhere(office: Office) -> None:
    for host in range(5):
        fail(office, 1, address=f"10.0.0.{host}")
    assert limited(office, address="10.0.0.99") == 30
    assert sign_in(office, "viewer", address="10.0.0.99").token


def test_nobody_on_the_network_locks_out_who_sits_at_the_pc(office: Office) -> None:
    for host in range(5):
        fail(office, 1, address=f"10.0.0.{host}")
    limited(office)
    assert sign_in(office, address="127.0.0.1").token


def test_limits_count_by_address_for_any_name(office: Office) -> None:
    for number in range(5):
        fail(office, 1, username=f"guess{number}")
    assert limited(office) == 30
    assert sign_in(office, address="10.0.0.6").token


def test_a_right_password_does_not_help_while_limited(office: Office) -> None:
    fail(office, 5)
    limited(office, password=PASSWORD)
    assert signed_in(office) == []


@pytest.mark.parametrize("leap", [-400 * 24 * HOUR, 400 * 24 * HOUR])
def test_a_leaping_clock_locks_nobody_out(office: Office, leap: float) -> None:
    fail(office, 5)
    office.clock.leap(leap)
    assert sign_in(office).token


def test_failures_are_forgotten_after_an_hour(office: Office) -> None:
    fail(office, 4)
    office.clock.advance(HOUR + 1)
    fail(office, 4)
    with office.store.read() as session:
        assert {row.failures for row in session.scalars(select(tables.SignInAttempt))} == {4}


def test_tokens_die_after_twelve_idle_hours(office: Office) -> None:
    front = Front(office.core)
    token = sign_in(office).token
    for _ in range(3):
        office.clock.advance(11 * HOUR)
        front.authenticate(token, "")
    office.clock.advance(12 * HOUR + 1)
    with pytest.raises(NotSignedIn):
        front.authenticate(token, "")
    sign_in(office)
    assert len(signed_in(office)) == 1


def test_use_is_written_once_a_minute(office: Office) -> None:
    front = Front(office.core)
    token = sign_in(office).token
    first = signed_in(office)[0].last_used_on
    office.clock.advance(59)
    front.authenticate(token, "")
    assert signed_in(office)[0].last_used_on == first
    office.clock.advance(1)
    front.authenticate(token, "")
    assert signed_in(office)[0].last_used_on == office.clock.now()


def test_strange_tokens(office: Office) -> None:
    front = Front(office.core)
    for token in ("", "x", "é" * 5000):
        with pytest.raises(NotSignedIn):
            front.authenticate(token, "")
    assert front.authenticate(None, "10.0.0.1") == replace(ANONYMOUS, address="10.0.0.1")


def test_sign_out_ends_this_sign_in_only(office: Office) -> None:
    front = Front(office.core)
    one, other = sign_in(office).token, sign_in(office).token
    People(office.core, front.authenticate(one, "")).sign_out()
    with pytest.raises(NotSignedIn):
        front.authenticate(one, "")
    assert front.authenticate(other, "").name == "Editor"


def test_a_changed_password_ends_the_other_sign_ins(office: Office) -> None:
    front = Front(office.core)
    mine, other = sign_in(office).token, sign_in(office).token
    People(office.core, front.authenticate(mine, "")).change_password(PASSWORD, "quite another")
    front.authenticate(mine, "")
    with pytest.raises(NotSignedIn):
        front.authenticate(other, "")
    fail(office, 1)
    assert sign_in(office, password="quite another").token


@pytest.mark.parametrize(("password", "reason"), [("short", "too_short"), ("x" * 257, "too_long")])
def test_passwords_that_are_not_taken(office: Office, password: str, reason: str) -> None:
    actor = Front(office.core).authenticate(sign_in(office).token, "")
    with pytest.raises(Invalid) as caught:
        People(office.core, actor).change_password(PASSWORD, password)
    assert caught.value.params["reason"] == reason


def test_changing_a_password_needs_the_old_one_and_is_limited(office: Office) -> None:
    actor = Front(office.core).authenticate(sign_in(office).token, "10.0.0.5")
    service = People(office.core, actor)
    for _ in range(5):
        with pytest.raises(OutpostError, match="sign_in_failed"):
            service.change_password("wrong", "quite another")
    with pytest.raises(OutpostError, match="sign_in_limited"):
        service.change_password(PASSWORD, "quite another")


def test_many_attempts_at_once_do_not_slip_through(office: Office) -> None:
    codes: list[str] = []

    def attempt() -> None:
        try:
            sign_in(office, password="wrong")
        except OutpostError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    with office.store.write():  # while this is held, all of them get past the first look at the limit
        for thread in threads:
            thread.start()
        while len(office.store._turn._waiting) < len(threads):
            threading.Event().wait(0.001)
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["sign_in_failed"] * 5 + ["sign_in_limited"] * 3


def test_who_was_deactivated_is_out_at_once(office: Office) -> None:
    front = Front(office.core)
    token = sign_in(office).token
    with office.store.write() as work:
        work.session.get_one(tables.User, office.people["editor"].user_id).is_active = False
        work.commit()
    with pytest.raises(NotSignedIn):
        front.authenticate(token, "")
