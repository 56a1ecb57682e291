"""A throw-away office with a clinic's flows, and people who write to it through a simulated phone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

from app import ids
from app.contracts.base import ANONYMOUS, Actor
from app.contracts.imports import Imports
from app.contracts.office import Office, OfficeSetup
from app.contracts.phones import Phones
from app.ports import BridgeServices
from bridge.demo.conversation import AMINA, OTHERS, Person, Turn
from bridge.demo.phone import SentSms, SimulatedPhone

WORKSPACE_FILE = Path(__file__).with_name("office.json")
NUMBER = "+256772000001"
PACKS = 10  # the demo is to go on for as long as somebody watches
USERNAME = "demo"
ANSWER_SECONDS = 20.0
SYNC_SECONDS = 0.1
PACE_SECONDS = 2.5
LOOPBACK = "127.0.0.1"


class DemoOffice:
    """The office, its one phone, and the people around it. One thread at a time uses the phone."""

    def __init__(self, services: BridgeServices, phone_port: int) -> None:
        self._services = services
        self.phone = SimulatedPhone(f"http://{LOOPBACK}:{phone_port}", clock=services.clock, country="UG")
        self._actor: Actor | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def furnish(self, setup_token: str) -> tuple[str, str]:
        """Set the office up, import its flows, and pair the phone; returns username and password."""
        password = ids.token()
        signed_in = cast("Office", self._services.front.service("office", ANONYMOUS)).setup(
            OfficeSetup(
                setup_token=setup_token,
                office_name="Kisoro District Health Office",
                country="UG",
                timezone="Africa/Kampala",
                username=USERNAME,
                password=password,
                workspace_name="Mother and child health",
            )
        )
        self._actor = self._services.front.authenticate(signed_in.token, LOOPBACK)
        workspace = signed_in.person.workspaces[0].uuid
        imports = cast("Imports", self._services.front.service("imports", self._actor))
        imports.import_file(workspace, WORKSPACE_FILE.read_bytes())
        self._pair(workspace)
        return USERNAME, password

    def say(self, person: Person, turn: Turn) -> SentSms | None:
        """Write the turn's text from the person's number and sync until an answer was sent to it; None when none came."""
        before = len(self.phone.sent)
        self.phone.receive_sms(person.number, turn.text)
        until = self._services.clock.monotonic() + ANSWER_SECONDS
        while not self._stop.is_set() and self._services.clock.monotonic() < until:
            self.phone.sync()
            answers = [sent for sent in self.phone.sent[before:] if sent.address == person.number]
            if answers:
                self.phone.sync()  # lets the office know what was sent
                return answers[-1]
            self._services.clock.wait(self._stop, SYNC_SECONDS)
        return None

    def start_living(self) -> None:
        """Let the people write, at a pace that can be watched, and the phone sync every second, until told to stop."""
        self._thread = threading.Thread(target=self._live, name="demo-phone")
        self._thread.start()

    def stop_living(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _pair(self, workspace: str) -> None:
        assert self._actor is not None
        while not self.phone.claim_code:
            self.phone.sync()
        phones = cast("Phones", self._services.front.service("phones", self._actor))
        phone = phones.claim(self.phone.claim_code, NUMBER, "Office phone", [workspace])
        phones.set_packs(phone.uuid, PACKS)
        while not self.phone.is_claimed:
            self.phone.sync()

    def _live(self) -> None:
        for person in (AMINA, *OTHERS):
            for turn in person.turns:
                if self._services.clock.wait(self._stop, PACE_SECONDS):
                    return
                self.say(person, turn)
        answered = len(self.phone.sent)
        while not self._services.clock.wait(self._stop, 1.0):
            self.phone.sync()
            for sent in self.phone.sent[answered:]:
                self._services.clock.wait(self._stop, PACE_SECONDS)
                self.phone.receive_sms(sent.address, "Thank you!")
            answered = len(self.phone.sent)


def play(services: BridgeServices, phone_port: int, setup_token: str, say: Callable[[str], None]) -> bool:
    """Furnish the office and let Amina's conversation run; True when every expected answer arrived."""
    office = DemoOffice(services, phone_port)
    office.furnish(setup_token)
    say("The demo office is open; its simulated phone is paired over HTTP.")
    for turn in AMINA.turns:
        say(f"{AMINA.number}  →  {turn.text}")
        answer = office.say(AMINA, turn)
        if answer is None:
            say(f"          no answer within {ANSWER_SECONDS:.0f} seconds")
            return False
        say(f"{AMINA.number}  ←  {answer.text}")
        if turn.answer not in answer.text:
            say(f"          expected an answer with “{turn.answer}”")
            return False
    say(f"Every answer arrived: {len(AMINA.turns)} turns.")
    return True
