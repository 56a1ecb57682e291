"""The other load of the soak: somebody at the window who starts a flow for a crowd, and sends it news, again and again; and for a
few people of another workspace, behind a phone that sends little in a minute. Others, each time new ones, are asked something and
stay silent, until a timer has the last word.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.errors import OutpostError
from tests.bench.flows import hears, says, workspace_file
from tests.support.office import RunningOffice
from ui.client import Client, read_local

CROWD = tuple(f"+2507889{at:05d}" for at in range(25))
FEW = tuple(f"+2507221{at:05d}" for at in range(3))
REMINDER = "Reminder"
QUESTION, LAST_WORD = "Are you there?", "Nobody answered."
SILENT_AT_ONCE = 12
SILENCE_SECONDS = 3
PAUSE = (0.5, 6.0)  # seconds
ENOUGH = {CROWD: 300, FEW: 0}  # messages that wait for phones
LETTERS = 67  # in a part of a text that GSM's alphabet can't write


def reminder() -> bytes:
    """One message, each time another: an office stops what repeats itself."""
    return workspace_file(REMINDER, [says(f"{REMINDER} @run.uuid")])


def patience() -> bytes:
    """A question, and what is said when nobody has answered for some seconds."""
    nodes = [says(f"{QUESTION} @run.uuid"), hears("answer", timeout=SILENCE_SECONDS), says(f"{LAST_WORD} @run.uuid")]
    return workspace_file(QUESTION, nodes)


def news(number: int, parts: int) -> str:
    return f"News {number} " + "ж" * (LETTERS * parts - 20)


@dataclass(frozen=True, slots=True)
class Listeners:
    """UUIDs of their workspace, their group, and the flow that they are started in."""

    workspace: str
    numbers: tuple[str, ...]
    group: str
    flow: str


class Staff(threading.Thread):
    """`started` and `sent` are what the engine said it had taken: UUIDs of starts and of broadcasts. `silent`: the numbers that
    were asked and never answer, whether or not the engine took that."""

    def __init__(self, home: Path, seed: int) -> None:
        super().__init__(name="staff")
        self.stopped = threading.Event()
        self.started: list[str] = []
        self.sent: list[str] = []
        self.silent: list[str] = []
        self.unanswered = 0
        self._home = home
        self._dice = random.Random(seed)
        self._news = 0

    def furnish(self, office: RunningOffice, others: str) -> None:
        """Who listens, in the office's workspace and in that of the others."""
        self._workspace, self._token = office.workspace, office.client.token
        self.listeners = [
            self._gather(office.client, office.workspace, CROWD),
            self._gather(office.client, others, FEW),
        ]
        office.client.imports.import_file(office.workspace, patience())
        self.question = _flow(office.client, office.workspace, QUESTION)

    def _gather(self, client: Client, workspace: str, numbers: tuple[str, ...]) -> Listeners:
        client.imports.import_file(workspace, reminder())
        flow = _flow(client, workspace, REMINDER)
        contacts = [client.contacts.create(workspace, urns=[f"tel:{number}"]).uuid for number in numbers]
        group = client.groups.create(workspace, "Listeners", contacts=contacts).uuid
        return Listeners(workspace, numbers, group, flow)

    def run(self) -> None:
        while not self.stopped.wait(self._dice.uniform(*PAUSE)):
            self._with_client(self._act)

    def queues(self) -> list[tuple[str, int, int, int]]:
        """Name, waiting, working, dead; empty while the engine is away."""
        found: list[tuple[str, int, int, int]] = []

        def ask(client: Client) -> None:
            home = client.office.home(self._workspace)
            found.extend((one.queue, one.waiting, one.working, one.dead) for one in home.queues)

        self._with_client(ask)
        return found

    def _act(self, client: Client) -> None:
        for them in self.listeners:
            if client.office.home(them.workspace).outbox <= ENOUGH[them.numbers]:
                self._tell(client, them)
        if client.office.home(self._workspace).outbox <= ENOUGH[CROWD]:
            self._ask(client)

    def _tell(self, client: Client, them: Listeners) -> None:
        to_all = Recipients(groups=[them.group])
        if self._dice.random() < 0.5:
            self.started.append(client.starts.start(them.workspace, them.flow, to_all, Exclusions()).uuid)
        else:
            self._news += 1
            text = {"eng": BroadcastText(news(self._news, self._dice.choice((1, 2, 3, 5, 7))))}
            self.sent.append(client.broadcasts.send(them.workspace, text, "eng", to_all, Exclusions()).uuid)

    def _ask(self, client: Client) -> None:
        first = len(self.silent)
        numbers = [f"+2507888{at:05d}" for at in range(first, first + SILENT_AT_ONCE)]
        self.silent += numbers
        them = Recipients(urns=[f"tel:{number}" for number in numbers])
        self.started.append(client.starts.start(self._workspace, self.question, them, Exclusions()).uuid)

    def _with_client(self, act: Callable[[Client], None]) -> None:
        """The engine may be away, or die meanwhile: whether it took what was asked is then not known."""
        known = read_local(self._home)
        if known is None:
            return
        client = Client(known[1])
        client.token = self._token
        try:
            with suppress(FileNotFoundError):
                act(client)
        except OutpostError as trouble:
            assert trouble.retryable, trouble
            self.unanswered += 1
        finally:
            client.close()


def _flow(client: Client, workspace: str, name: str) -> str:
    return next(flow.uuid for flow in client.flows.all(workspace) if flow.name == name)


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many starts there were, how many sessions of these, and how many contacts they reached. `timers`: that went off."""

    starts: int
    sessions: int
    contacts: int
    timers: int


def audit_crowd(rows: Callable[[str], list[Any]], staff: Staff, heard: dict[str, list[str]]) -> Crowd:
    """Everybody got every start's reminder and every broadcast's news, once; who was silent the question and the last word."""
    made = [_audit_listeners(rows, them, heard) for them in staff.listeners]
    asked = _audit_silent(rows, staff, heard)
    starts = [*asked, *(uuid for started, _ in made for uuid in started)]
    broadcasts = [uuid for _, sent in made for uuid in sent]
    assert set(staff.started) <= set(starts), "a start was taken, and is not there"
    assert set(staff.sent) <= set(broadcasts), "a broadcast was taken, and is not there"
    assert rows("SELECT DISTINCT state FROM start") in ([], [("done",)])
    reminded = sum(len(started) * len(them.numbers) for (started, _), them in zip(made, staff.listeners, strict=True))
    silent = len(asked) * SILENT_AT_ONCE
    return Crowd(len(starts), reminded + silent, len(CROWD) + len(FEW) + silent, silent)


def _audit_silent(rows: Callable[[str], list[Any]], staff: Staff, heard: dict[str, list[str]]) -> list[str]:
    """UUIDs of the starts that asked them."""
    starts = rows(f"SELECT uuid, state, queued FROM flow_start WHERE {_of_flow(staff.question)} ORDER BY id")
    for uuid, state, queued in starts:
        assert (state, queued) == ("completed", SILENT_AT_ONCE), (uuid, state, queued)
    reached = [number for number in staff.silent if number in heard]
    for number in reached:
        said = heard[number]
        assert [text.rpartition(" ")[0] for text in said] == [QUESTION, LAST_WORD], (number, said)
        assert len({text.rpartition(" ")[2] for text in said}) == 1, (number, said)
    assert len(reached) == len(starts) * SILENT_AT_ONCE
    return [row[0] for row in starts]


def _of_flow(uuid: str) -> str:
    return f"flow_id = (SELECT id FROM flow WHERE uuid = '{uuid}')"


def _audit_listeners(
    rows: Callable[[str], list[Any]], them: Listeners, heard: dict[str, list[str]]
) -> tuple[list[str], list[str]]:
    """UUIDs of the starts and of the broadcasts to them."""
    mine = f"workspace_id = (SELECT id FROM workspace WHERE uuid = '{them.workspace}')"
    starts = rows(f"SELECT uuid, state, queued FROM flow_start WHERE {_of_flow(them.flow)} ORDER BY id")
    broadcasts = rows(f"SELECT uuid, state, queued FROM broadcast WHERE {mine} ORDER BY id")
    for uuid, state, queued in [*starts, *broadcasts]:
        assert (state, queued) == ("completed", len(them.numbers)), (uuid, state, queued)
    texts = Counter(row[0] for row in rows(f"SELECT text FROM msg WHERE broadcast_id IS NOT NULL AND {mine}"))
    assert set(texts.values()) <= {len(them.numbers)} and len(texts) == len(broadcasts), texts
    for number in them.numbers:
        said = Counter(heard.get(number, []))
        assert not said or max(said.values()) == 1, (number, said.most_common(3))
        assert sum(text.startswith(REMINDER) for text in said) == len(starts), (number, len(starts), said)
        assert {text for text in said if not text.startswith(REMINDER)} == set(texts), (number, said)
    return [row[0] for row in starts], [row[0] for row in broadcasts]
