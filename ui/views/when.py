"""When a message goes out: now, or at a time, once or again and again."""

from __future__ import annotations

import datetime as dt
from functools import partial

from PySide6.QtCore import QDate, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.contracts.flows import Repeat, Schedule
from app.errors import OutpostError
from ui import theme
from ui.models.schedule import REPEATS, day_of, first_offered, made_schedule, week
from ui.schedule_texts import repeat_name, times_text
from ui.sending_errors import sending_error
from ui.session import Session
from ui.texts import time_text
from ui.widgets.basic import Button, Select, choose, label
from ui.widgets.days import DateField

REST = 300  # ms after a change until the times are asked for
SHOWN = 3
STEP = 15  # minutes between the times of the list
NOW, LATER = "now", "later"


class WhenBox(QWidget):
    """`only_later`: of something that stands on the schedule. Times are those of the workspace's zone."""

    changed = Signal()

    def __init__(self, session: Session, *, only_later: bool = False) -> None:
        super().__init__()
        self.session = session
        self.choice = Select(self.tr("Send"))
        for text, key in ((self.tr("Send now"), NOW), (self.tr("Send at a time"), LATER)):
            self.choice.addItem(text, key)
        self.day = DateField(self.tr("Day"))
        self.time = Select(self.tr("Time"))
        for minutes in range(0, 1440, STEP):
            self.time.addItem(time_text(minutes), minutes)
        self.repeat = Select(self.tr("Repeat"))
        for repeat in REPEATS:
            self.repeat.addItem(repeat_name(repeat), repeat)
        self.days: dict[str, Button] = {}
        self.times = label("", "small", "muted", wrap=True)
        self.trouble = label("", "small", "bad", wrap=True)
        self._later = QWidget()
        self._week = QWidget()
        self._asked: Schedule | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)
        self._lay_out()
        self._show_start(first_offered(session.now(), session.zone))
        self._connect()
        if only_later:
            self.choice.setCurrentIndex(1)
            self.choice.hide()
        self._arrange()

    @property
    def is_later(self) -> bool:
        return bool(self.choice.currentData() == LATER)

    def schedule(self) -> Schedule | None:
        """None: now."""
        if not self.is_later:
            return None
        chosen = {key for key, button in self.days.items() if button.isChecked()}
        repeat: Repeat = self.repeat.currentData()
        return made_schedule(self.day.date(), int(self.time.currentData()), repeat, chosen, self.session.zone)

    def set_schedule(self, schedule: Schedule) -> None:
        self.choice.setCurrentIndex(1)
        self._show_start(schedule.start)
        self.repeat.setCurrentIndex(max(0, self.repeat.findData(schedule.repeat)))
        for key, button in self.days.items():
            button.setChecked(key in schedule.days_of_week)

    def show_error(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))
        self.times.setVisible(not text)

    def _show_start(self, moment: dt.datetime) -> None:
        local = moment.astimezone(self.session.zone)
        self.day.setDate(QDate(local.year, local.month, local.day))
        choose(self.time, local.hour * 60 + local.minute, time_text)

    def _connect(self) -> None:
        for field in (self.choice, self.time, self.repeat):
            field.currentIndexChanged.connect(self._changed)
        self.repeat.activated.connect(self._offer_day)
        self.day.dateChanged.connect(self._changed)
        for button in self.days.values():
            button.toggled.connect(self._changed)

    def _offer_day(self) -> None:
        """Who chooses "every week" means the day that is chosen already, unless they say others."""
        schedule = self.schedule()
        if schedule is not None and schedule.repeat == "weekly" and not schedule.days_of_week:
            self.days[day_of(schedule.start, self.session.zone)].setChecked(True)

    def _changed(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        schedule = self.schedule()
        self._later.setVisible(schedule is not None)
        self._week.setVisible(schedule is not None and schedule.repeat == "weekly")
        self.show_error("")
        self.times.setText("")
        if schedule is None:
            self._rest.stop()
            self._asked = None
        else:
            self._rest.start()

    def _ask(self) -> None:
        schedule = self._asked = self.schedule()
        if schedule is None:
            return
        client, workspace = self.session.client, self.session.workspace.uuid
        self.session.work.run(
            self,
            lambda: client.scheduled_broadcasts.times(workspace, schedule, SHOWN + 1),
            partial(self._show_times, schedule),
            partial(self._not_told, schedule),
            key="times",
        )

    def _show_times(self, schedule: Schedule, found: list[dt.datetime]) -> None:
        if schedule == self._asked == self.schedule():
            self.times.setText(times_text(found, SHOWN, self.session.now(), self.session.zone))

    def _not_told(self, schedule: Schedule, error: OutpostError) -> None:
        if schedule == self._asked and not self.session.is_sign_in_lost(error):
            self.show_error(sending_error(error))

    def _lay_out(self) -> None:
        fields = QHBoxLayout(self._later)
        fields.setContentsMargins(0, 0, 0, 0)
        fields.setSpacing(theme.S)
        for field in (self.day, self.time, self.repeat):
            fields.addWidget(field)
        days = QHBoxLayout(self._week)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(theme.XS)
        for key, short, name in week():
            button = Button(short, "filter")
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setToolTip(name)
            self.days[key] = button
            days.addWidget(button)
        days.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(theme.S)
        top.addWidget(self.choice)
        top.addWidget(self._later)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addLayout(top)
        for widget in (self._week, self.times, self.trouble):
            column.addWidget(widget)
