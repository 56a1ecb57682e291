"""The office as a whole: first start, home page, network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, VIEWER, access
from app.contracts.people import SignedIn
from app.contracts.phones import Phone


@dataclass(frozen=True, slots=True)
class OfficeStatus:
    """What anybody on the network may know before signing in."""

    name: str
    is_set_up: bool
    is_demo: bool
    version: str


@dataclass(frozen=True, slots=True)
class OfficeSetup:
    """`country` ISO 3166 alpha-2, `timezone` an IANA name; `setup_token` stands in the engine's endpoint file on its PC."""

    setup_token: str
    office_name: str
    country: str
    timezone: str
    username: str
    password: str
    workspace_name: str = ""


@dataclass(frozen=True, slots=True)
class QueueCount:
    queue: str
    waiting: int
    working: int
    dead: int


@dataclass(frozen=True, slots=True)
class HomeSummary:
    """Counts are of the workspace; `today` starts at midnight in the workspace's zone. Sizes in bytes."""

    started_on: dt.datetime
    version: str
    database_bytes: int
    disk_free_bytes: int
    phones: list[Phone]
    queues: list[QueueCount]
    received_today: int
    sent_today: int
    outbox: int
    failed: int
    unhandled: int
    waiting_sessions: int


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """One address of this PC, as staff would type it into a phone."""

    address: str
    interface: str


@dataclass(frozen=True, slots=True)
class Network:
    """`bind` is 127.0.0.1 until staff choose; `0.0.0.0` is every interface. `fingerprint`: SHA-256 of the office's CA."""

    bind: str
    phone_port: int
    tls_port: int
    addresses: list[NetworkAddress]
    fingerprint: str


class Office(Protocol):
    @access("query", "public")
    def status(self) -> OfficeStatus: ...

    @access("command", "public")
    def setup(self, setup: OfficeSetup) -> SignedIn:
        """First start only. Errors: `already_set_up`, `setup_token`, `invalid` (field, reason)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER, AGENT)
    def home(self, workspace: str) -> HomeSummary: ...

    @access("query", "office", ADMINISTRATOR)
    def network(self) -> Network: ...

    @access("command", "office")
    def set_bind(self, address: str) -> Network:
        """Listen for phones and windows on this address from now on. Errors: `invalid` when this PC has no such address."""
        ...
