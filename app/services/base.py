"""What every service is made of, and the guard in front of those a person may call."""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.clock import Clock
from app.contracts.base import Access, Actor, is_allowed
from app.contracts.registry import CONTRACTS
from app.errors import Forbidden, NotFound, NotSignedIn, OutpostError
from app.ports import JobRunner, ModemControl, TaskQueue
from app.services import audit
from app.services.changes import ChangeHub
from app.services.modems.board import ModemBoard
from app.services.phone_ids import PhoneIds
from app.services.presence import Presence
from app.settings import Settings
from app.store import tables
from app.store.database import Store, UnitOfWork

LOOPBACK = "127.0.0.1"
WAKE_AT = "wake_at"  # told by a worker process: the pulse is to beat then
# PostgreSQL ends or begins, or has no room for another connection; without a state nobody answered.
AWAY = ("57P01", "57P02", "57P03", "53300", "08006", "08001", "08003", "08004")
BUSY = "55P03"  # somebody held the office's lock for too long


@dataclass(slots=True)
class Core:
    """Everything the services stand on. One an engine; `app.bootstrap` makes it.

    `setup_token` is asked for at the first start. `wake_at` makes the pulse beat then, where it would later. `rebind` makes the
    bridge listen on another address; `phone_port` and `tls_port` are what it really listens on (0: not yet known, the settings
    say). `fingerprint`: SHA-256 of the office's CA. `join_parts` reads the PDUs (hexadecimal, in order) of parts that follow one
    another as one text; None: they are none. `modem_control` is there where modems are (in the engine).
    """

    store: Store
    clock: Clock
    queue: TaskQueue
    settings: Settings
    changes: ChangeHub
    started_on: dt.datetime
    version: str = ""
    setup_token: str | None = None
    fingerprint: str = ""
    phone_port: int = 0
    tls_port: int = 0
    rebind: Callable[[str], None] | None = None
    jobs: JobRunner | None = None
    wake_at: Callable[[dt.datetime], None] | None = None
    join_parts: Callable[[Sequence[str]], str | None] | None = None
    modem_control: ModemControl | None = None
    modems: ModemBoard = field(init=False)
    phone_ids: PhoneIds = field(init=False)
    presence: Presence = field(init=False)
    refusals: audit.Refusals = field(init=False)
    started_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.started_at = self.clock.monotonic()
        self.phone_ids = PhoneIds(self.settings.paths.high_water)
        self.presence = Presence()
        self.modems = ModemBoard(self.clock, lambda: self.changes(("modems", None, ())))
        self.refusals = audit.Refusals(self.store, self.clock)

    def silent_seconds(self, channel_id: int) -> float:
        """How long a phone was not heard of, on the clock that never goes back; at most since the engine's start."""
        seen = self.presence.get(channel_id)
        return self.clock.monotonic() - (seen.heard_at if seen else self.started_at)


@contextmanager
def explained() -> Iterator[None]:
    """A disk that takes nothing is trouble outside, not a bug, and the database is as it was.

    OutpostError `disk_full`, or `disk_failed` where it says no for another reason (a quota used up, a cable pulled out);
    `database_away` where PostgreSQL can't be reached, `busy` where the turn to write did not come.
    """
    try:
        yield
    except OperationalError as error:
        name, state = str(getattr(error.orig, "sqlite_errorname", "")), getattr(error.orig, "sqlstate", "")
        if name == "SQLITE_FULL" or state == "53100":
            raise OutpostError("disk_full", retryable=True) from error
        if name.startswith("SQLITE_IOERR") or state == "58030":
            raise OutpostError("disk_failed", retryable=True) from error
        if state == BUSY:
            raise OutpostError("busy", retryable=True) from error
        if state is None or state in AWAY:
            raise OutpostError("database_away", retryable=True) from error
        raise


class ContractError(TypeError):
    """A service does not fit its contract; seen when its module is imported."""


class UnauditedCommand(RuntimeError):
    """A command ended well without an audit row: a bug of that command."""


class Service:
    """Base of the services behind the RPC: `class Phones(Service, contract=contracts.Phones)`.

    Every method of the contract is wrapped, so that access is checked whoever calls. Make one for each call:
    `Phones(core, actor).all()`. Raises NotSignedIn or Forbidden, and writes the refusal to the audit.
    """

    name: ClassVar[str] = ""
    contract: ClassVar[type]

    def __init_subclass__(cls, *, contract: type | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if contract is None:
            return
        cls.contract = contract
        cls.name = next((name for name, known in CONTRACTS.items() if known is contract), contract.__name__.lower())
        for method in contract_methods(contract):
            setattr(cls, method, _guarded(cls, method, getattr(contract, method)))

    def __init__(self, core: Core, actor: Actor) -> None:
        self.core = core
        self.actor = actor
        self._entry: tables.Audit | None = None
        self._is_audited = False

    @contextmanager
    def change(
        self,
        method: str,
        *,
        workspace: str | None = None,
        subject: str | None = None,
        durable: bool = True,
        **details: Any,
    ) -> Iterator[UnitOfWork]:
        """One write transaction with its audit row; commits at the end of the block unless something was raised.

        `workspace` is a UUID (NotFound when there is none such). `note()` adds to the audit row inside the block.
        """
        with explained(), self.core.store.write(durable=durable) as work:
            workspace_id = self.workspace(work.session, workspace).id if workspace else None
            now = self.core.clock.now()
            entry = audit.row(self.actor, now, method, workspace_id=workspace_id, subject=subject, details=details)
            self._entry = entry
            yield work
            work.session.add(entry)
            work.commit()
            self._is_audited = True

    def note(self, *, subject: str | None = None, **details: Any) -> None:
        """Complete the audit row of the change that is open. No password, token or message text."""
        assert self._entry is not None
        if subject is not None:
            self._entry.subject = subject
        if details:
            self._entry.details = {**(self._entry.details or {}), **details}

    def workspace(self, session: Session, uuid: str) -> tables.Workspace:
        """Raises NotFound."""
        found = session.scalar(select(tables.Workspace).where(tables.Workspace.uuid == uuid))
        if found is None:
            raise NotFound("workspace", uuid)
        return found

    def admit(self, needed: Access, method: str, workspace: str | None) -> None:
        """Let the actor in, or write the refusal and raise Forbidden (NotSignedIn for nobody)."""
        if is_allowed(self.actor, needed, workspace):
            return
        known = workspace if isinstance(workspace, str) else None
        self.core.refusals.write(self.actor, method, known)
        if self.actor.user_id is None:
            raise NotSignedIn
        raise Forbidden(method)


def contract_methods(contract: type) -> list[str]:
    """The names of a contract's methods."""
    return [name for name, value in vars(contract).items() if inspect.isfunction(value) and not name.startswith("_")]


def _guarded(cls: type[Service], name: str, promised: Callable[..., Any]) -> Callable[..., Any]:
    method = cls.__dict__.get(name)
    needed = getattr(promised, "__access__", None)
    if needed is None:
        raise ContractError(f"{cls.contract.__name__}.{name} says no access")
    if method is None:
        raise ContractError(f"{cls.__name__} lacks {name}")
    if _shape(method) != _shape(promised):
        raise ContractError(f"{cls.__name__}.{name}{inspect.signature(method)} is not as in its contract")
    return _wrap(method, needed, f"{cls.name}.{name}")


def _shape(function: Callable[..., Any]) -> list[tuple[str, Any, Any]]:
    return [(p.name, p.kind, p.default) for p in inspect.signature(function).parameters.values()]


def _wrap(method: Callable[..., Any], needed: Access, full_name: str) -> Callable[..., Any]:
    first = next((name for name in list(inspect.signature(method).parameters)[1:]), None)
    takes_workspace = needed.scope == "workspace"

    @functools.wraps(method)
    def guarded(self: Service, *args: Any, **kwargs: Any) -> Any:
        workspace = (args[0] if args else kwargs.get(first or "")) if takes_workspace else None
        with explained():
            self.admit(needed, full_name, workspace)
            self._is_audited = needed.kind == "query"
            result = method(self, *args, **kwargs)
        if not self._is_audited:
            raise UnauditedCommand(full_name)
        return result

    return guarded
