"""Phones: what state they are in, adding one, letting one go."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.contracts.phones import Phone
from app.errors import OutpostError
from ui import theme
from ui.models import phones as model
from ui.session import Session
from ui.texts import ago, battery_text, error_text, is_late, ltr, number, phone_sign, until
from ui.views.add_phone import AddPhone, Rename
from ui.views.base import View
from ui.views.listening import Listening
from ui.views.phone_packs import MessagePacks
from ui.views.phone_shares import PhoneShares
from ui.views.tables import table
from ui.widgets.basic import Button, Chip, EmptyState, FactList, PageHeader, label, on_click, rule, scrolling
from ui.widgets.dialog import Question
from ui.widgets.rows import ChipDelegate, TwoLineDelegate


class PhonesView(View):
    """Screen 4."""

    topics = frozenset({"phones"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.model = model.Phones(session)
        self.table = table(self.model, self.tr("Phones"))
        self.table.setItemDelegateForColumn(model.NAME, TwoLineDelegate("phone", _second_line, self.table))
        self.table.setItemDelegateForColumn(model.STATE, ChipDelegate(lambda phone: phone_sign(phone, session.now()), self.table))
        self.details = PhoneDetails(session)
        self.add_button = Button(self.tr("Add a phone"), "primary", "plus")
        self.first_button = Button(self.tr("Add a phone"), "primary", "plus")
        self.network_button = Button(self.tr("Network"), icon_name="wifi")
        self.network_button.setVisible(session.may("office.set_bind"))
        on_click(self.network_button, lambda: Listening(session, self).open())
        for button in (self.add_button, self.first_button):
            button.setVisible(session.may("phones.claim"))
            on_click(button, self.add_phone)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.details.rename_button.clicked.connect(self._rename)
        self.details.packs_button.clicked.connect(self._set_packs)
        self.details.shares_button.clicked.connect(self._set_shares)
        self.details.release_button.clicked.connect(self._release)
        self.details.approve_button.clicked.connect(self._approve)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self._minute_passed)

    def refresh(self) -> None:
        self._minute.start()
        client = self.session.client
        self.session.work.run(self, client.phones.all, self._show, self.show_error, key="phones")

    def add_phone(self) -> None:
        dialog = AddPhone(self.session, self)
        dialog.claimed.connect(self._claimed)
        dialog.open()

    def _lay_out(self) -> None:
        header = PageHeader(self.tr("Phones"), self.tr("The office's phones and their SIM cards send and receive all SMS."))
        header.add(self.network_button)
        header.add(self.add_button)
        content = QHBoxLayout()
        content.setSpacing(0)
        content.addWidget(self.table, 1)
        content.addWidget(self.details)
        holder = QFrame()
        holder.setLayout(content)
        content.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        self.stack.addWidget(
            EmptyState(
                "phone",
                self.tr("No phone yet"),
                self._first_text(),
                self.first_button,
            )
        )
        self.stack.addWidget(holder)
        self.box.addWidget(self.banner)
        self.box.addWidget(header)
        self.box.addWidget(self.stack, 1)
        self.details.hide()

    def _first_text(self) -> str:
        if not self.session.may("phones.claim"):
            return self.tr("An office administrator adds the phones.")
        return self.tr("Take an Android phone with a SIM card and the RapidPro relayer app. Adding it takes about five minutes.")

    def _show(self, phones: list[Phone]) -> None:
        self.banner.hide()
        self.model.replace(phones)
        self.model.retranslate()
        self.stack.setCurrentIndex(1 if phones else 0)
        if phones and not self.table.currentIndex().isValid():
            self._choose(phones[0].uuid)
        self._chosen(self.table.currentIndex(), QModelIndex())

    def _choose(self, uuid: str) -> None:
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index_of(uuid), flags)

    def _chosen(self, current: QModelIndex, before: QModelIndex) -> None:
        phone = self.model.row_at(current)
        self.details.setVisible(phone is not None)
        if phone is not None:
            self.details.show_phone(phone)

    def _claimed(self, phone: Phone) -> None:
        self.session.notice.emit(
            self.tr("{name} is added. It will report within a few minutes.").format(name=model.phone_name(phone))
        )
        self._put(phone)
        self._choose(phone.uuid)

    def _put(self, phone: Phone) -> None:
        rows = self.model.rows()
        at = next((i for i, row in enumerate(rows) if row.uuid == phone.uuid), len(rows))
        rows[at : at + 1] = [phone]
        self._show(rows)

    def _rename(self) -> None:
        if (phone := self.details.phone) is not None:
            dialog = Rename(self.session, phone, self)
            dialog.renamed.connect(self._put)
            dialog.open()

    def _set_packs(self) -> None:
        if (phone := self.details.phone) is not None:
            dialog = MessagePacks(self.session, phone, self)
            dialog.changed.connect(self._put)
            dialog.open()

    def _set_shares(self) -> None:
        if (phone := self.details.phone) is not None:
            dialog = PhoneShares(self.session, phone, self)
            dialog.changed.connect(self._put)
            dialog.open()

    def _approve(self) -> None:
        phone, client = self.details.phone, self.session.client
        if phone is None:
            return
        uuid = phone.uuid
        self.session.work.run(self, lambda: client.phones.approve(uuid), self._put, self._failed, key="approve")

    def _release(self) -> None:
        phone, client = self.details.phone, self.session.client
        if phone is None:
            return
        uuid = phone.uuid
        text = self.tr(
            "The phone forgets this office at its next sync. Messages that it holds and has not sent are lost; "
            "{count} are waiting for it here. To use it again, you pair it anew."
        )
        dialog = Question(
            self,
            self.tr("Release {name}?").format(name=model.phone_name(phone)),
            text.format(count=number(phone.queued)),
            self.tr("Release the phone"),
        )
        dialog.accepted.connect(
            lambda: self.session.work.run(
                self, lambda: client.phones.release(uuid), lambda _: self._released(uuid), self._failed, key="release"
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _released(self, uuid: str) -> None:
        self._show([row for row in self.model.rows() if row.uuid != uuid])

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.banner.show_text(error_text(error), "bad")

    def _minute_passed(self) -> None:
        if self.isVisible():
            self.model.retranslate()
            self._chosen(self.table.currentIndex(), QModelIndex())


class PhoneDetails(QFrame):
    """Everything about one phone, and what can be done with it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.phone: Phone | None = None
        self.setProperty("kind", "plain")
        self.setFixedWidth(296)
        self.name = label("", "heading", wrap=True)
        self.number = label("", tone="muted")
        self.state = Chip()
        self.advice = label("", "small", wrap=True)
        self.facts = FactList()
        self.rename_button = Button(self.tr("Rename"), icon_name="edit")
        self.packs_button = Button(self.tr("Message packs"), icon_name="send")
        self.shares_button = Button(self.tr("Shares and daily limit"), icon_name="office")
        self.approve_button = Button(self.tr("Approve"), "primary", "check")
        self.release_button = Button(self.tr("Release"), "danger", "remove")
        self._lay_out()

    def show_phone(self, phone: Phone) -> None:
        self.phone = phone
        now, zone = self.session.now(), self.session.zone
        self.name.setText(model.phone_name(phone))
        self.number.setText(ltr(phone.number))
        self.state.set_sign(phone_sign(phone, now))
        advice = self._advice(phone)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        facts = {
            "battery": battery_text(phone),
            "network": phone.network or "–",
            "seen": ago(phone.last_seen_on, now, zone),
            "next": until(phone.next_sync_on, now, zone) if phone.state == "active" else "–",
            "queued": number(phone.queued),
            "pending": number(phone.pending),
            "retry": number(phone.retry),
            "packs": number(phone.packs),
            "device": phone.device or "–",
            "app": phone.app_version or "–",
            "workspaces": self._workspaces(phone),
        }
        for key, value in facts.items():
            self.facts.set(key, value)
        may, is_used = self.session.may, phone.state in ("active", "approval")
        self.approve_button.setVisible(may("phones.approve") and phone.state == "approval")
        self.packs_button.setVisible(may("phones.set_packs") and is_used)
        self.shares_button.setVisible(may("phones.set_share") and is_used and bool(phone.shares))
        self.rename_button.setVisible(may("phones.rename"))
        self.release_button.setVisible(may("phones.release"))

    def _lay_out(self) -> None:
        for key, name in (
            ("battery", self.tr("Battery")),
            ("network", self.tr("Network")),
            ("seen", self.tr("Last seen")),
            ("next", self.tr("Next sync")),
            ("queued", self.tr("Waiting here for it")),
            ("pending", self.tr("Waiting on the phone")),
            ("retry", self.tr("Trying again on the phone")),
            ("packs", self.tr("Message packs")),
            ("device", self.tr("Device")),
            ("app", self.tr("App version")),
            ("workspaces", self.tr("Workspaces")),
        ):
            self.facts.add(key, name)
        page = QWidget()
        top = QVBoxLayout(page)
        top.setContentsMargins(theme.L, theme.L, theme.L, theme.S)
        top.setSpacing(theme.S)
        top.addWidget(self.name)
        top.addWidget(self.number)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.advice, rule(), self.facts):
            top.addWidget(widget)
        top.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.L, theme.S, theme.L, theme.L)
        foot.setSpacing(theme.S)
        foot.addWidget(self.approve_button)
        foot.addWidget(self.packs_button)
        foot.addWidget(self.shares_button)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self.rename_button, 1)
        row.addWidget(self.release_button, 1)
        foot.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(page, self.tr("About this phone")), 1)
        column.addLayout(foot)

    def _workspaces(self, phone: Phone) -> str:
        names = {workspace.uuid: workspace.name for workspace in self.session.person.workspaces}
        return ", ".join(names.get(uuid, "…") for uuid in phone.workspaces) or "–"

    def _advice(self, phone: Phone) -> str:
        """What people can do about the state, in plain words."""
        if phone.state in ("approval", "unclaimed") and not self.session.may("phones.claim", "phones.approve"):
            return self.tr("It waits for an office administrator.")
        if phone.state == "approval":
            return self.tr(
                "It registered anew, with a new secret. If someone reinstalled the app here, approve it. If not, release it."
            )
        if phone.state == "unclaimed":
            return self.tr("Use “Add a phone” and type the code on its screen.")
        if is_late(phone, self.session.now()):
            return self.tr("Check that it is charged, switched on and in the office Wi-Fi, and that mobile data is off.")
        if phone.clock_skew is not None and abs(phone.clock_skew) > 600:
            return self.tr("Its clock is wrong. Set the time on the phone.")
        if phone.battery is not None and phone.battery < 20 and phone.power_source == "BAT":
            return self.tr("Its battery is low. Connect the charger.")
        return ""


def _second_line(phone: Phone) -> str:
    parts = [ltr(phone.number), phone.device if phone.name else ""]
    return "  ·  ".join(part for part in parts if part)
