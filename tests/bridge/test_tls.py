from __future__ import annotations

import datetime as dt
import os
import socket
import ssl
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from cryptography import x509

from bridge.tls import NOT_BEFORE, TlsFiles, own_addresses
from tests.bridge.ports import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def names(path: Path) -> set[str]:
    found = certificate(path).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in found}


def is_trusted(context: ssl.SSLContext, ca: Path, host: str) -> bool:
    """A handshake over a real socket with a client that trusts this CA only and checks everything there is to check."""
    here, there = socket.socketpair()
    server = threading.Thread(target=_shake_hands, args=(context, there))
    server.start()
    trusting = ssl.create_default_context(cafile=str(ca))
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT
    try:
        with closing(here), trusting.wrap_socket(here, server_hostname=host):
            return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        here.close()
        server.join()


def _shake_hands(context: ssl.SSLContext, sock: socket.socket) -> None:
    sock.settimeout(5)
    try:
        with context.wrap_socket(sock, server_side=True) as wrapped:
            wrapped.recv(1)
    except OSError:
        pass
    finally:
        sock.close()


def test_a_client_with_the_ca_trusts_this_pc(folder: Path, clock: HandClock) -> None:
    files = TlsFiles(folder, clock)
    context = files.ensure(["192.168.1.10", "fe80::1%eth0"])
    for host in ("localhost", "127.0.0.1", "::1", "192.168.1.10", "fe80::1", *own_addresses()):
        assert is_trusted(context, files.ca, host), host
    assert not is_trusted(context, files.ca, "192.168.1.11")
    assert not is_trusted(context, made(folder.parent / "other", clock).ca, "localhost")


def made(folder: Path, clock: HandClock) -> TlsFiles:
    files = TlsFiles(folder, clock)
    files.ensure()
    return files


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_files_are_for_their_owner_only(folder: Path, clock: HandClock) -> None:
    made(folder, clock)
    assert {path.name for path in folder.iterdir()} == {"ca.pem", "ca.key", "server.pem", "server.key"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_certificates_stay_over_a_restart(folder: Path, clock: HandClock) -> None:
    first = made(folder, clock)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    clock.advance(86_400 * 600)
    second = made(folder, clock)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert second.fingerprint == first.fingerprint
    assert len(first.fingerprint) == 64


def test_a_new_address_renews_the_certificate_in_use(folder: Path, clock: HandClock) -> None:
    files = TlsFiles(folder, clock)
    context = files.ensure()
    fingerprint = files.fingerprint
    assert files.ensure(["10.0.0.5"]) is context
    assert is_trusted(context, files.ca, "10.0.0.5")
    assert {"10.0.0.5", "localhost"} <= names(files.certificate)
    files.ensure(["10.0.0.6"])
    assert {"10.0.0.5", "10.0.0.6"} <= names(files.certificate), "an address may come back"
    assert files.fingerprint == fingerprint
    serial = certificate(files.certificate).serial_number
    files.ensure(["10.0.0.6", "0.0.0.0", "::"])
    assert certificate(files.certificate).serial_number == serial


def test_it_is_renewed_a_month_before_its_end(folder: Path, clock: HandClock) -> None:
    files = TlsFiles(folder, clock)
    files.ensure()
    first = certificate(files.certificate)
    clock.time = first.not_valid_after_utc - dt.timedelta(days=31)
    files.ensure()
    assert certificate(files.certificate) == first
    clock.time = first.not_valid_after_utc - dt.timedelta(days=29)
    files.ensure()
    assert certificate(files.certificate).not_valid_after_utc > first.not_valid_after_utc


@pytest.mark.parametrize("year", [1970, 1980, 2000, 2026, 2045])
def test_a_wrong_clock_makes_no_certificate_that_is_not_valid_later(folder: Path, clock: HandClock, year: int) -> None:
    clock.time = dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    files = made(folder, clock)
    for path in (files.ca, files.certificate):
        found = certificate(path)
        assert found.not_valid_before_utc == NOT_BEFORE
        assert found.not_valid_after_utc > dt.datetime(2027, 12, 1, tzinfo=dt.UTC)
    assert certificate(files.ca).not_valid_after_utc >= dt.datetime(2035, 12, 31, tzinfo=dt.UTC)


def test_the_ca_goes_on_with_the_same_key(folder: Path, clock: HandClock, tmp_path: Path) -> None:
    """Who trusts the old certificate trusts what the new one signs."""
    first = made(folder, clock)
    old = tmp_path / "old.pem"
    old.write_bytes(first.ca.read_bytes())
    clock.time = certificate(old).not_valid_after_utc - dt.timedelta(days=300)
    files = TlsFiles(folder, clock)
    context = files.ensure()
    assert certificate(files.ca).not_valid_after_utc > certificate(old).not_valid_after_utc
    assert is_trusted(context, old, "localhost")
    assert is_trusted(context, files.ca, "localhost")


@pytest.mark.parametrize("name", ["ca.pem", "ca.key", "server.pem", "server.key"])
@pytest.mark.parametrize("content", [b"", b"junk", None])
def test_a_damaged_file_is_made_anew(folder: Path, clock: HandClock, name: str, content: bytes | None) -> None:
    made(folder, clock)
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    files = TlsFiles(folder, clock)
    assert is_trusted(files.ensure(), files.ca, "localhost")


def test_at_least_tls_1_2(folder: Path, clock: HandClock) -> None:
    assert TlsFiles(folder, clock).ensure().minimum_version == ssl.TLSVersion.TLSv1_2


def test_many_addresses_have_an_end(folder: Path, clock: HandClock) -> None:
    files = TlsFiles(folder, clock)
    for number in range(5):
        files.ensure([f"10.{number}.0.{last}" for last in range(20)])
    assert len(names(files.certificate)) <= 64 + 20
    assert "localhost" in names(files.certificate)
