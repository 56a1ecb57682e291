"""Home's cards with the services themselves over the wire: what is decided in the window is done in the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.contracts.people import Workspace
from app.services import late_settling, office_settings
from app.services.explain import Explain
from app.services.late import Late
from app.services.lateness import HOLD
from app.services.messages import Messages
from app.services.notifications import Notifications
from app.services.queues import Queues
from app.services.workspaces import Workspaces
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.services.databases import open_office
from tests.app.services.late import DAY, HOUR, add_event, add_fires, switch_on
from tests.app.services.modeming import Stick
from tests.app.support import START, Office
from tests.ui.stub_office import StubOffice
from ui.views.home import HomeView
from ui.views.letters import FailedWork
from ui.views.uncertain import UncertainMessages
from ui.views.workspace_settings import WorkspaceSettings
from ui.widgets.dialog import Dialog, Question
from ui.workbench import Workbench

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def real(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office("sqlite", tmp_path / "office", tmp_path_factory.mktemp("templates")) as made:
        yield made


@pytest.fixture
def office(real: Office) -> StubOffice:
    """Phones and flows in memory, what is decided with its real services, as an administrator of the office."""
    made = StubOffice()
    made.person = dataclasses.replace(
        made.person, workspaces=[Workspace(real.workspace, "Clinic", "RW", "UTC", ["eng"], "administrator")]
    )
    services = {
        "late": Late,
        "messages": Messages,
        "notifications": Notifications,
        "queues": Queues,
        "explain": Explain,
        "workspaces": Workspaces,
    }
    made.services |= {name: service(real.core, real.admin) for name, service in services.items()}
    return made


@pytest.fixture
def home(real: Office, office: StubOffice, request: pytest.FixtureRequest) -> Callable[[], HomeView]:
    """Opens the window when what is to be decided is there."""

    def open_home() -> HomeView:
        bench: Workbench = request.getfixturevalue("bench")
        view = bench.show_screen("home")
        assert isinstance(view, HomeView)
        return view

    return open_home


def yes(qtbot) -> None:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, Question) and one.isVisible()]
    assert len(found) == 1
    qtbot.mouseClick(found[0].accept_button, LEFT)


def opened(kind: type[Dialog]) -> Dialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


@pytest.mark.parametrize(("decision", "state"), [("send", "pending"), ("skip", "skipped")])
def test_held_reminders(decision: str, state: str, real: Office, home: Callable[[], HomeView], qtbot) -> None:
    switch_on(real)
    add_fires(real, add_event(real), START + HOUR, 3)
    switch_on(real, DAY)
    view = home()
    card = view.attention.late
    qtbot.waitUntil(card.isVisible)
    assert "3 reminders fell due. Waiting for your decision: 3." in card.text.text()
    qtbot.mouseClick(card.send_all if decision == "send" else card.skip_all, LEFT)
    yes(qtbot)
    qtbot.waitUntil(card.pending.isVisible)
    assert not card.send_all.isVisible()
    assert {row.state for row in rows(real, tables.CampaignFire)} == {"held"}
    [report] = rows(real, tables.LateReport)
    late_settling.settle(real.core, report.id)
    view.reload()
    qtbot.waitUntil(card.isHidden)
    assert {row.state for row in rows(real, tables.CampaignFire)} == {state}
    assert view.attention.told.isHidden()


def test_a_clock_in_doubt(real: Office, home: Callable[[], HomeView], qtbot) -> None:
    watch = switch_on(real)
    real.clock.advance(2 * DAY.total_seconds())
    watch.leapt(2 * DAY.total_seconds())
    view = home()
    qtbot.waitUntil(view.attention.clock.isVisible)
    assert "leapt ahead by 2 days" in view.attention.clock.text.text()
    qtbot.mouseClick(view.attention.clock.trust, LEFT)
    yes(qtbot)
    qtbot.waitUntil(lambda: not view.attention.clock.trust.isVisible())
    with real.store.read() as session:
        hold = office_settings.read(session, HOLD, None)
    assert hold is None or hold["reason"] == "counting"


def test_perhaps_sent(real: Office, home: Callable[[], HomeView], qtbot) -> None:
    phone, contact = real.add_phone(), real.add_contact("Amina", "+250788000010")
    msg = real.add_msg(contact, "Come on Monday", "out", status="wired", channel_id=phone.id)
    with real.store.write() as work:
        values = {"segments": 1, "handed_on": real.clock.now(), "channel_id": phone.id, "state": "uncertain"}
        work.session.add(tables.Attempt(id=7, msg_id=msg.id, **values))
        work.commit()
    view = home()
    qtbot.waitUntil(view.attention.uncertain.isVisible)
    qtbot.mouseClick(view.attention.uncertain.look, LEFT)
    box = opened(UncertainMessages)
    assert isinstance(box, UncertainMessages)
    qtbot.mouseClick(box.sent_button, LEFT)
    yes(qtbot)
    qtbot.waitUntil(view.attention.uncertain.isHidden)
    assert [row.status for row in rows(real, tables.Msg)] == ["sent"]


def test_work_that_failed(real: Office, home: Callable[[], HomeView], qtbot) -> None:
    """One of two whose date was moved meanwhile, and which has nothing left to send."""
    switch_on(real)
    event = add_event(real)
    add_fires(real, event, START + HOUR, 2)
    first, second = rows(real, tables.CampaignFire)
    with real.store.write() as work:
        for fire in (first, second):
            row = work.session.get_one(tables.CampaignFire, fire.id)
            row.state, row.error, row.error_count, row.settled_on = "dead", "disk_full", 3, START
        work.session.flush()
        again = {"event_id": first.event_id, "contact_id": first.contact_id, "workspace_id": first.workspace_id}
        work.session.add(tables.CampaignFire(due_on=START + DAY, state="pending", **again))
        work.commit()
    view = home()
    qtbot.waitUntil(view.attention.letters.isVisible)
    qtbot.mouseClick(view.attention.letters.each, LEFT)
    box = opened(FailedWork)
    assert isinstance(box, FailedWork)
    qtbot.waitUntil(lambda: box.model.rowCount() == 2)
    box.table.selectAll()
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.said.isVisible)
    assert [row.outcome for row in box.model.rows()] == ["replaced", "queued"]
    states = {row.id: row.state for row in rows(real, tables.CampaignFire)}
    assert (states[first.id], states[second.id]) == ("skipped", "pending")
    [audit] = rows(real, tables.Audit, tables.Audit.method == "queues.requeue")
    assert audit.details == {"ids": 2, "requeued": 1, "replaced": 1}
    box.reject()


def test_what_nobody_can_read_is_dismissed(real: Office, home: Callable[[], HomeView], qtbot) -> None:
    Stick(real).use().hear(unreadable=["07911326"])
    view = home()
    qtbot.waitUntil(view.attention.letters.isVisible)
    qtbot.mouseClick(view.attention.letters.each, LEFT)
    box = opened(FailedWork)
    assert isinstance(box, FailedWork)
    qtbot.waitUntil(box.dismiss_button.isEnabled)
    qtbot.mouseClick(box.dismiss_button, LEFT)
    yes(qtbot)
    qtbot.waitUntil(lambda: [row.outcome for row in box.model.rows()] == ["dismissed"])
    qtbot.waitUntil(view.attention.letters.isHidden)
    [row] = rows(real, tables.Inbound)
    assert (row.state, row.error) == ("dismissed", "pdu_unreadable")
    [audit] = rows(real, tables.Audit, tables.Audit.method == "queues.dismiss")
    assert audit.details == {"ids": 1, "dismissed": [f"inbound:{row.id}"]}
    box.reject()


def test_quiet_hours(real: Office, home: Callable[[], HomeView], qtbot) -> None:
    view = home()
    qtbot.waitUntil(lambda: view.attention.read)
    qtbot.mouseClick(view.settings, LEFT)
    box = opened(WorkspaceSettings)
    assert isinstance(box, WorkspaceSettings)
    qtbot.waitUntil(box.accept_button.isEnabled)
    qtbot.keyClick(box.quiet, Qt.Key.Key_Space)
    box.after.setCurrentIndex(0)
    qtbot.mouseClick(box.accept_button, LEFT)

    def stored() -> tuple[int | None, int | None, int]:
        row = next(row for row in rows(real, tables.Workspace) if row.uuid == real.workspace)
        return row.quiet_from, row.quiet_until, row.late_after

    qtbot.waitUntil(lambda: stored() == (1200, 420, 15))
