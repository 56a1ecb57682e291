"""What a hand-over costs when a million messages wait: 100 workspaces share ten phones."""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert

from app.ids import uuid4
from app.ports import SendReport
from app.services.outbox import Outbox
from app.store import tables
from tests.app.support import Office, open_core, set_up

WORKSPACES, PHONES = 100, 10
BATCH = 20_000
TAKES = 10  # of each phone


def hand_over(messages: int = 1_000_000) -> dict[str, Any]:
    """Milliseconds of a take and of the report that follows it, of a sync that finds nothing, and statements of each."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (home / "templates").mkdir()
        office = set_up(stack.enter_context(open_core(home / "office", home / "templates")))
        phones = _fill(office, messages)
        return {"messages": messages, "workspaces": WORKSPACES, "phones": PHONES, **_measure(office, phones)}


def _measure(office: Office, phones: list[int]) -> dict[str, Any]:
    desk, takes, reports, idle, statements = Outbox(office.core), [], [], [], []
    counter = _Counter(office)
    for _ in range(TAKES):
        for phone in phones:
            counter.count, start = 0, time.perf_counter()
            handed = desk.take(phone, [])
            takes.append(time.perf_counter() - start)
            statements.append(counter.count)
            assert handed, "something waits for every phone"
            start = time.perf_counter()
            desk.take(phone, [one.attempt_id for one in handed], room=0)
            idle.append(time.perf_counter() - start)
            start = time.perf_counter()
            desk.report(phone, [SendReport(one.attempt_id, "sent", office.clock.now()) for one in handed])
            reports.append(time.perf_counter() - start)
        office.clock.advance(1200)
    times = {"take": takes, "report": reports, "nothing_to_do": idle}
    found = {f"{name}_ms": round(statistics.median(values) * 1000, 2) for name, values in times.items()}
    worst = {f"{name}_ms_max": round(max(values) * 1000, 2) for name, values in times.items()}
    return {**found, **worst, "take_statements": round(statistics.median(statements))}


class _Counter:
    def __init__(self, office: Office) -> None:
        self.count = 0
        event.listen(office.store.engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


def _fill(office: Office, messages: int) -> list[int]:
    """Every workspace has as many messages on every phone; one in a hundred is a reply."""
    now = office.clock.now()
    with office.store.write(durable=False) as work:
        session = work.session
        rows = [_space(index, now) for index in range(WORKSPACES - 2)]
        session.add_all(rows)
        session.flush()
        spaces = [office.workspace_id, office.other_workspace_id, *(row.id for row in rows)]
        phones = [
            tables.Channel(uuid=uuid4(), state="active", name=f"Phone {index}", secret="S" * 64, registered_on=now)
            for index in range(PHONES)
        ]
        session.add_all(phones)
        session.flush()
        links = [tables.ChannelWorkspace(channel_id=phone.id, workspace_id=space) for phone in phones for space in spaces]
        session.add_all(links)
        people = {space: _contact(work.session, space, now) for space in spaces}
        work.commit()
    ids = [phone.id for phone in phones]
    for first in range(0, messages, BATCH):
        with office.store.write(durable=False) as work:
            some = range(first, min(first + BATCH, messages))
            work.session.execute(insert(tables.Msg), [_msg(number, ids, spaces, people, now) for number in some])
            work.commit()
    return ids


def _space(index: int, now: dt.datetime) -> tables.Workspace:
    name = f"Programme {index}"
    return tables.Workspace(uuid=uuid4(), name=name, country="RW", timezone="Africa/Kigali", languages=["eng"], created_on=now)


def _contact(session: Any, space: int, now: dt.datetime) -> tuple[int, int]:
    contact = tables.Contact(uuid=uuid4(), workspace_id=space, name="", fields={}, created_on=now, modified_on=now)
    session.add(contact)
    session.flush()
    number = f"+250788{space:06d}"
    urn = tables.ContactUrn(
        workspace_id=space, contact_id=contact.id, identity=f"tel:{number}", scheme="tel", path=number, priority=1000
    )
    session.add(urn)
    session.flush()
    return contact.id, urn.id


def _msg(
    number: int, phones: list[int], spaces: list[int], people: dict[int, tuple[int, int]], now: dt.datetime
) -> dict[str, Any]:
    space = spaces[number // len(phones) % len(spaces)]
    contact, urn = people[space]
    return {
        "uuid": f"{number:032x}",
        "workspace_id": space,
        "contact_id": contact,
        "urn_id": urn,
        "channel_id": phones[number % len(phones)],
        "direction": "out",
        "text": f"Reminder {number}",
        "status": "queued",
        "priority": 1 if number // (len(phones) * len(spaces)) % 100 == 0 else 0,
        "segments": 1,
        "created_on": now,
        "modified_on": now,
    }
