"""A phone, a queue that works and flows, for tests of conversations: real services over a real file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app import ids
from app.contracts.flows import TriggerSpec, TriggerType
from app.ports import CallEvent, Handed, InboundEvent, InboundSms, SendReport
from app.queue.tasks import TASKS
from app.services.imports import Imports
from app.services.inbox import Inbox
from app.services.outbox import Outbox
from app.services.triggers import Triggers
from app.store import tables
from tests.app.support import Office

ADA, BOB = "+250788111111", "+250788222222"


@dataclass
class Line:
    """One phone of the office, and whoever writes to it. `sent` are the answers it was handed."""

    office: Office
    channel: tables.Channel
    sent: list[Handed] = field(default_factory=list)

    def hear(self, text: str, address: str = ADA) -> list[str]:
        """An SMS comes in and is handled; the texts that went out."""
        self.receive(text, address)
        return self.work()

    def receive(self, text: str | None, address: str = ADA, *, at: dt.datetime | None = None) -> str:
        self.office.clock.advance(1)
        message = InboundSms(address, text, at or self.office.clock.now())
        return Inbox(self.office.core).receive(self.channel.id, [message])[0]

    def call(self, kind: str = "mo_miss", address: str = ADA, seconds: int = 0) -> None:
        """The phone reports a call."""
        self.office.clock.advance(1)
        Inbox(self.office.core).calls(self.channel.id, [CallEvent(kind, address, self.office.clock.now(), seconds)])

    def happens(self, kind: str, address: str = ADA, **extra: str) -> None:
        self.office.clock.advance(1)
        Inbox(self.office.core).events(self.channel.id, [InboundEvent(kind, address, self.office.clock.now(), extra)])

    def work(self) -> list[str]:
        """Run what is queued and send what is waiting."""
        run_queue(self.office)
        return [handed.text for handed in self.send()]

    def send(self) -> list[Handed]:
        """The phone takes everything and reports it as sent. A window later its capacity is back."""
        self.office.clock.advance(1)
        outbox = Outbox(self.office.core)
        handed = outbox.take(self.channel.id, [], room=1000)
        self.report("sent", *handed)
        self.sent += handed
        return handed

    def report(self, outcome: Any, *handed: Handed) -> None:
        reports = [SendReport(one.attempt_id, outcome, self.office.clock.now()) for one in handed]
        Outbox(self.office.core).report(self.channel.id, reports)


def run_queue(office: Office) -> int:
    """Run tasks until none is left; returns how many ran."""
    ran = 0
    while tasks := office.queue.drain():
        for task in tasks:
            TASKS[task.queue][task.name](office.core, *task.args)
            ran += 1
    return ran


def import_flows(office: Office, *flows: dict[str, Any], **sections: Any) -> None:
    content = {"version": "13", "site": "https://example.org", "flows": list(flows), **sections}
    Imports(office.core, office.admin).import_file(office.workspace, json.dumps(content).encode())


def add_keyword(office: Office, flow: str, *keywords: str, workspace: str | None = None) -> None:
    Triggers(office.core, office.admin).create_keyword(workspace or office.workspace, flow, list(keywords))


def add_trigger(office: Office, kind: TriggerType, flow: str, *, workspace: str | None = None, **conditions: Any) -> str:
    """A trigger of any type; its UUID."""
    spec = TriggerSpec(type=kind, flow=flow, **conditions)
    return Triggers(office.core, office.admin).create(workspace or office.workspace, spec).uuid


def rows(office: Office, table: Any, *conditions: Any) -> list[Any]:
    with office.store.read() as session:
        return list(session.scalars(select(table).where(*conditions).order_by(table.id)))


def new_id() -> str:
    return ids.uuid4()


# Definitions


def send(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "send_msg", "uuid": new_id(), "text": text, **more}


def node(actions: Sequence[dict[str, Any]], to: str | None = None, uuid: str | None = None) -> dict[str, Any]:
    exit_ = {"uuid": new_id(), **({"destination_uuid": to} if to else {})}
    return {"uuid": uuid or new_id(), "actions": list(actions), "exits": [exit_]}


def ask(
    result: str, answers: dict[str, str], other: str, *, uuid: str | None = None, timeout: tuple[int, str] | None = None
) -> dict[str, Any]:
    """A wait: `answers` maps a word to the node it leads to, `other` and `timeout` (seconds, node) to theirs."""
    categories, cases, exits = [], [], []

    def lead(name: str, to: str) -> str:
        way, category = new_id(), new_id()
        exits.append({"uuid": way, "destination_uuid": to})
        categories.append({"uuid": category, "name": name, "exit_uuid": way})
        return category

    for word, to in answers.items():
        category = lead(word.title(), to)
        cases.append({"uuid": new_id(), "type": "has_any_word", "arguments": [word], "category_uuid": category})
    default = lead("Other", other)
    wait: dict[str, Any] = {"type": "msg"}
    if timeout:
        wait["timeout"] = {"seconds": timeout[0], "category_uuid": lead("No Response", timeout[1])}
    router = {
        "type": "switch",
        "operand": "@input.text",
        "cases": cases,
        "categories": categories,
        "default_category_uuid": default,
        "result_name": result,
        "wait": wait,
    }
    return {"uuid": uuid or new_id(), "actions": [], "router": router, "exits": exits}


def flow(name: str, *nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "uuid": new_id(),
        "name": name,
        "spec_version": "13.1.0",
        "language": "eng",
        "type": "messaging",
        "revision": 1,
        "expire_after_minutes": 60,
        "localization": {},
        "nodes": list(nodes),
        **more,
    }


def stock_flow(name: str = "Stock", *, timeout: int | None = None) -> dict[str, Any]:
    """How many boxes are left? A number is thanked for, anything else asked again; silence is reminded of."""
    again, thanks, waiting, late = new_id(), new_id(), new_id(), new_id()
    return flow(
        name,
        node([send("Boxes of amoxicillin? (none or some)")], waiting),
        ask("Boxes", {"none": thanks, "some": thanks}, again, uuid=waiting, timeout=(timeout, late) if timeout else None),
        node([send("Please say none or some.")], waiting, again),
        node([send("Thanks, noted @results.boxes.category.")], None, thanks),
        node([send("Still there?")], None, late),
    )
