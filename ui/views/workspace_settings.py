"""When a workspace sends nothing but answers, and what becomes of reminders that come up late."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.contracts.late import LatePolicy
from app.contracts.workspaces import WorkspaceDetails
from app.errors import OutpostError
from ui import theme
from ui.notices import duration_text
from ui.session import Session
from ui.texts import time_text
from ui.widgets.basic import Check, Select, choose, label, rule
from ui.widgets.dialog import Dialog

WIDE = 520
STEP = 30  # minutes between the times of the list
EVENING, MORNING = 20 * 60, 7 * 60  # what is offered to a workspace without quiet hours
LATE_AFTER = (15, 30, 60, 120, 360, 720, 1440, 2880, 10_080)


@dataclass(frozen=True, slots=True)
class Settings:
    """`quiet_from` and `quiet_until` are minutes of the local day, or both None."""

    quiet_from: int | None
    quiet_until: int | None
    late: LatePolicy


class WorkspaceSettings(Dialog):
    """Reads the settings when it opens; only administrators of the workspace change them."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, "", "")
        title = self.tr("Settings of {name}").format(name=session.workspace.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.accept_button.setText(self.tr("Save"))
        self.session, self._workspace = session, session.workspace.uuid
        self._read: Settings | None = None
        self.quiet = Check(self.tr("&Quiet hours: send only answers"))
        self.start = Select(self.tr("Quiet from"))
        self.end = Select(self.tr("Quiet until"))
        self.policy = Select(self.tr("Late reminders"))
        self.after = Select(self.tr("Late after"))
        self._may = session.may("workspaces.set_quiet_hours", "late.set_policy")
        self._lay_out_fields()
        self.quiet.toggled.connect(self._enable)
        self.accept_button.clicked.connect(self._save)
        self.finished.connect(self.deleteLater)
        self._enable()
        client, workspace = session.client, self._workspace

        def read() -> Settings:
            return _settings(client.workspaces.get(workspace), client.late.policy(workspace))

        session.work.run(self, read, self._show, self._failed, key="read")

    def _lay_out_fields(self) -> None:
        for minutes in range(0, 1440, STEP):
            for field in (self.start, self.end):
                field.addItem(time_text(minutes), minutes)
        for text, policy in (
            (self.tr("Ask somebody on Home"), "ask"),
            (self.tr("Send them late"), "send"),
            (self.tr("Skip them"), "skip"),
        ):
            self.policy.addItem(text, policy)
        for minutes in LATE_AFTER:
            self.after.addItem(duration_text(minutes * 60), minutes)
        if not self._may:
            self.body.addWidget(label(self.tr("Only an administrator of this workspace can change this."), "strong", wrap=True))
        hint = self.tr(
            "Reminders, broadcasts and flow starts of this workspace wait until the quiet hours end. Answers to people who write "
            "go out at any time."
        )
        self.body.addWidget(self.quiet)
        self.body.addLayout(self._times())
        self.body.addWidget(self._hint(hint))
        self.quiet.setAccessibleDescription(hint)
        self.body.addWidget(rule())
        self.add_field(
            self.tr("&Late reminders"),
            self.policy,
            self.tr(
                "What becomes of campaign events and schedules that came up late, because the office was off or its clock wrong."
            ),
        )
        self.add_field(
            self.tr("Late &after"), self.after, self.tr("What is later than this is late. What is less late is always sent.")
        )

    def _hint(self, text: str) -> QWidget:
        hint = label(text, "small", "muted", wrap=True)
        hint.setMinimumWidth(WIDE)
        return hint

    def _times(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        for text, field in ((self.tr("&From"), self.start), (self.tr("&Until"), self.end)):
            name = label(text, tone="muted")
            name.setBuddy(field)
            row.addWidget(name)
            row.addWidget(field)
        row.addStretch(1)
        return row

    def _enable(self) -> None:
        ready = self._may and self._read is not None
        for field in (self.quiet, self.policy, self.after):
            field.setEnabled(ready)
        for field in (self.start, self.end):
            field.setEnabled(ready and self.quiet.isChecked())
        self.accept_button.setEnabled(ready)
        self.accept_button.setVisible(self._may)
        if not self._may:
            self.cancel_button.setText(self.tr("Close"))

    def _show(self, settings: Settings) -> None:
        self._read = settings
        has_hours = settings.quiet_from is not None and settings.quiet_until is not None
        self.quiet.setChecked(has_hours)
        choose(self.start, EVENING if settings.quiet_from is None else settings.quiet_from, time_text)
        choose(self.end, MORNING if settings.quiet_until is None else settings.quiet_until, time_text)
        self.policy.setCurrentIndex(max(0, self.policy.findData(settings.late.policy)))
        choose(self.after, settings.late.after_minutes, lambda minutes: duration_text(minutes * 60))
        self._enable()
        self.quiet.setFocus()

    def _chosen(self) -> Settings:
        quiet = self.quiet.isChecked()
        return Settings(
            int(self.start.currentData()) if quiet else None,
            int(self.end.currentData()) if quiet else None,
            LatePolicy(self.policy.currentData(), int(self.after.currentData())),
        )

    def _save(self) -> None:
        """Only what is different: each is a command of its own."""
        before, now, client, workspace = self._read, self._chosen(), self.session.client, self._workspace
        if before is None:
            return
        self.set_busy(True)
        self.trouble.hide()

        def save() -> None:
            if (now.quiet_from, now.quiet_until) != (before.quiet_from, before.quiet_until):
                client.workspaces.set_quiet_hours(workspace, now.quiet_from, now.quiet_until)
            if now.late != before.late:
                client.late.set_policy(workspace, now.late)

        self.session.work.run(self, save, lambda _: self.accept(), self._failed, key="save")

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.show_error(error)
            self._enable()


def _settings(details: WorkspaceDetails, late: LatePolicy) -> Settings:
    return Settings(details.quiet_from, details.quiet_until, late)
