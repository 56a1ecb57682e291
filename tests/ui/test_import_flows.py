"""The import dialog while the engine works at its job: progress, stopping, closing, trouble."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from app.contracts.notifications import Notification
from app.errors import OutpostError
from tests.ui.stub_office import CLINIC, NOW, ImportsService, StubOffice, finish_import
from tests.ui.test_screens import EXPORT, LEFT, dialog, flows  # noqa: F401 - a fixture
from ui.session import Session
from ui.views.flows import FlowsView
from ui.views.import_flows import ImportFlows

pytestmark = pytest.mark.usefixtures("flows")


@pytest.fixture
def box(request: pytest.FixtureRequest, office: StubOffice, tmp_path: Path, qtbot: Any) -> ImportFlows:
    office.is_lazy = True
    file = tmp_path / "export.json"
    file.write_bytes(EXPORT)
    view = request.getfixturevalue("flows")
    assert isinstance(view, FlowsView)
    view.import_file(file)
    made = dialog(ImportFlows)
    assert isinstance(made, ImportFlows)
    qtbot.waitUntil(lambda: made.job is not None)
    return made


def service(office: StubOffice) -> ImportsService:
    found = office.services["imports"]
    assert isinstance(found, ImportsService)
    return found


def ask(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    """Read the file, then press the button."""
    office.work("i1", state="ready")
    qtbot.waitUntil(box.accept_button.isEnabled)
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(lambda: box.job is not None and box.job.state == "pending")


def test_progress_is_shown_while_the_file_is_read(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    office.work("i1", state="working", done=30, total=120)
    qtbot.waitUntil(lambda: (box.progress.value(), box.progress.maximum()) == (30, 120))
    assert not box.accept_button.isEnabled()
    office.work("i1", state="ready", done=120)
    qtbot.waitUntil(lambda: box.model.rowCount() == 2)
    assert not box.progress.isVisible()
    box.reject()


def test_who_closes_it_before_anything_was_asked_for_leaves_nothing_behind(
    box: ImportFlows, office: StubOffice, qtbot: Any
) -> None:
    office.work("i1", state="working", done=1)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: office.jobs["i1"].state == "cancelled")
    qtbot.waitUntil(lambda: not isValid(box) or not box.isVisible())


def test_an_import_goes_on_when_its_dialog_is_closed(box: ImportFlows, office: StubOffice, session: Session, qtbot: Any) -> None:
    ask(box, office, qtbot)
    with qtbot.waitSignal(session.notice) as told:
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert "goes on" in told.args[0]
    finish_import(service(office), "i1")
    assert "jobs.cancel" not in office.calls


def test_an_import_is_stopped(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    ask(box, office, qtbot)
    office.work("i1", state="working")
    assert box.cancel_button.text() == "Stop the import"
    qtbot.mouseClick(box.cancel_button, LEFT)
    qtbot.waitUntil(lambda: "stopped" in box.summary.text())
    assert office.jobs["i1"].state == "cancelled"
    assert not box.accept_button.isEnabled()
    assert box.cancel_button.text() == "Close"
    qtbot.mouseClick(box.cancel_button, LEFT)
    qtbot.waitUntil(lambda: not isValid(box) or not box.isVisible())


def test_an_import_that_was_done_before_it_could_be_stopped_is_shown(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    ask(box, office, qtbot)
    office.jobs["i1"] = dataclasses.replace(office.jobs["i1"], state="done")  # nobody was told yet
    qtbot.mouseClick(box.cancel_button, LEFT)
    qtbot.waitUntil(lambda: "jobs.cancel" in office.calls)
    finish_import(service(office), "i1")
    qtbot.waitUntil(lambda: box.accept_button.text() == "Done")
    box.accept()


def test_what_is_told_here_is_not_told_on_home(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    ask(box, office, qtbot)
    notice = Notification("n1", CLINIC.uuid, "import:finished", "i1", {"name": "export.json", "state": "done"}, False, NOW)
    office.notices = [notice, dataclasses.replace(notice, uuid="n2", scope="i2")]
    finish_import(service(office), "i1")
    qtbot.waitUntil(lambda: box.accept_button.text() == "Done")
    assert [row.is_seen for row in office.notices] == [True, False]
    box.accept()


def test_a_file_that_cannot_be_read_says_where(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    office.work("i1", state="failed", error="import_invalid", error_params={"path": "flows[3]"})
    qtbot.waitUntil(box.trouble.isVisible)
    assert "flows[3]" in box.trouble.text()
    assert not box.accept_button.isEnabled()
    box.reject()
    assert "jobs.cancel" not in office.calls


def test_when_the_engine_is_heard_again_the_job_is_looked_at(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    """Whatever it was told of while it was away."""
    ask(box, office, qtbot)
    office.failures["jobs.one"] = OutpostError("engine_away", retryable=True)
    office.work("i1", state="working")
    qtbot.waitUntil(box.trouble.isVisible)
    del office.failures["jobs.one"]
    office.jobs["i1"] = dataclasses.replace(office.jobs["i1"], state="failed", error="job_crashed")
    office.changed("office", workspace=None)
    qtbot.waitUntil(lambda: "three times" in box.trouble.text())
    box.reject()


def test_what_is_no_longer_kept_is_read_again(box: ImportFlows, office: StubOffice, qtbot: Any) -> None:
    office.work("i1", state="ready")
    qtbot.waitUntil(box.accept_button.isEnabled)
    office.jobs["i1"] = dataclasses.replace(office.jobs["i1"], state="cancelled")
    qtbot.mouseClick(box.accept_button, LEFT)
    qtbot.waitUntil(box.trouble.isVisible)
    assert "no longer kept" in box.trouble.text()
    box.reject()
