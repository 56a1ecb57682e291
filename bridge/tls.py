"""The office's own certificate authority and the certificate this PC answers with.

Clocks of offices are wrong: what is signed here is valid from long ago, and its end is counted from a day on which this
program existed at least.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import os
import socket
import ssl
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.clock import Clock

log = logging.getLogger(__name__)

NOT_BEFORE = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
FLOOR = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CA_LIFE = dt.timedelta(days=3653)
SERVER_LIFE = dt.timedelta(days=730)
RENEW_CA_BEFORE = dt.timedelta(days=365)
RENEW_BEFORE = dt.timedelta(days=30)
ALWAYS = ("localhost", "127.0.0.1", "::1")
MAX_NAMES = 64

_Key = ec.EllipticCurvePrivateKey


class TlsFiles:
    """`ca.pem`, `ca.key`, `server.pem` (with the CA behind it) and `server.key` in one folder, for their owner only.

    `ensure` makes what is missing and renews what is due; the CA is made once, as windows on other PCs trust it.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.ca = folder / "ca.pem"
        self.ca_key = folder / "ca.key"
        self.certificate = folder / "server.pem"
        self.key = folder / "server.key"
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None
        self._names: frozenset[str] = frozenset()
        self._renew_on: dt.datetime | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the CA's certificate (DER), in small hexadecimal digits."""
        return _read_certificate(self.ca).fingerprint(hashes.SHA256()).hex()

    def ensure(self, addresses: Iterable[str] = ()) -> ssl.SSLContext:
        """The context that serves a certificate valid now for this PC's addresses, `addresses` and localhost.

        A context that is in use takes over a renewed certificate.
        """
        with self._lock:
            if self._context is None or self._is_due(addresses):
                self._make(addresses)
            assert self._context is not None
            return self._context

    def _is_due(self, addresses: Iterable[str]) -> bool:
        late = self._renew_on is not None and self._clock.now() >= self._renew_on
        return late or not self._names.issuperset(filter(None, map(_plain, addresses)))

    def _make(self, addresses: Iterable[str]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = frozenset(filter(None, map(_plain, (*ALWAYS, *own_addresses(), *addresses))))
        ca, ca_key = self._authority()
        current = self._current(ca)
        if current is None or not _names(current) >= wanted:
            older = _names(current) if current is not None else frozenset()
            current = self._issue(ca, ca_key, wanted | frozenset(sorted(older - wanted)[: MAX_NAMES - len(wanted)]))
        self._names = _names(current)
        self._renew_on = current.not_valid_after_utc - RENEW_BEFORE
        if self._context is None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_cert_chain(self.certificate, self.key)

    def _authority(self) -> tuple[x509.Certificate, _Key]:
        """The CA on the disk; made when missing or unreadable; signed anew with the same key in its last year, so that who
        trusts the old one goes on."""
        try:
            key = _read_key(self.ca_key)
            found = _read_certificate(self.ca)
            fits = key.public_key() == found.public_key()
            if fits and self._clock.now() < found.not_valid_after_utc - RENEW_CA_BEFORE:
                return found, key
        except FileNotFoundError:
            key = ec.generate_private_key(ec.SECP256R1())
        except (OSError, ValueError, TypeError):
            log.warning("ca_unreadable: a new one is made")
            key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Outpost office CA")])
        usage = _usage(key_cert_sign=True, crl_sign=True)
        ca = (
            _builder(name, name, key.public_key(), self._end(CA_LIFE))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(self.ca_key, _pem(key))
        _write(self.ca, ca.public_bytes(serialization.Encoding.PEM))
        return ca, key

    def _current(self, ca: x509.Certificate) -> x509.Certificate | None:
        """The server certificate on the disk, where it can serve on."""
        try:
            found = _read_certificate(self.certificate)
            found.verify_directly_issued_by(ca)
            fits = _read_key(self.key).public_key() == found.public_key()
        except Exception:  # missing, cut short, or of another CA: one is made anew
            return None
        return found if fits and self._clock.now() < found.not_valid_after_utc - RENEW_BEFORE else None

    def _issue(self, ca: x509.Certificate, ca_key: _Key, names: frozenset[str]) -> x509.Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Outpost engine")])
        identifier = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        made = (
            _builder(subject, ca.subject, key.public_key(), self._end(SERVER_LIFE))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_general(name) for name in sorted(names)]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
            .sign(ca_key, hashes.SHA256())
        )
        _write(self.key, _pem(key))
        _write(self.certificate, b"".join(part.public_bytes(serialization.Encoding.PEM) for part in (made, ca)))
        return made

    def _end(self, life: dt.timedelta) -> dt.datetime:
        return max(self._clock.now(), FLOOR) + life


def own_addresses() -> list[str]:
    """This PC's addresses, as far as the system tells without being asked interface by interface."""
    found: set[str] = set()
    with suppress(OSError, UnicodeError):
        found.update(str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None))
    for family, target in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        # Connecting a datagram socket sends nothing; the system only picks the address it would send from.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((target, 9))
            found.add(str(sock.getsockname()[0]))
    return sorted(address for address in map(_plain, found) if address)


def _plain(name: str) -> str:
    """An address in its usual form without a zone; empty for "every address"."""
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name.lower()
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return "" if address.is_unspecified else str(address)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names(certificate: x509.Certificate) -> frozenset[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return frozenset(str(name.value) for name in names)


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, end: dt.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _read_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _read_key(path: Path) -> _Key:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, _Key):
        raise TypeError("not an elliptic curve key")
    return key


def _pem(key: _Key) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for its owner only."""
    draft = path.with_suffix(path.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
