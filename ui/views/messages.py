"""Messages: the list of conversations beside the one that is open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import ids
from app.contracts.base import Change
from app.contracts.messages import ContactCard, Msg
from app.errors import OutpostError
from ui import theme
from ui.models.conversations import Conversations
from ui.models.history import History
from ui.models.rows import ROW_ROLE
from ui.session import Session
from ui.texts import Sign, error_text, phone_number, why_not_text
from ui.theme import look
from ui.views.base import View
from ui.views.text_cost import TextCostLine
from ui.views.why import WhyMessage
from ui.widgets.basic import Banner, Button, Chip, EmptyState, SearchBox, label, on_click
from ui.widgets.bubbles import BubbleDelegate, can_mark_sent, can_resend
from ui.widgets.dialog import Question
from ui.widgets.rows import ConversationDelegate


class MessagesView(View):
    """Screen 2."""

    topics = frozenset({"messages", "contacts"})

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._conversation_stale = True
        self.model = Conversations(session)
        self.search = SearchBox(self.tr("Search name, number or text"))
        self.list = QListView()
        self.conversation = ConversationPane(session)
        self._make_list()
        self._lay_out()
        self.search.searched.connect(self.model.look_for)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self.show_error)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.conversation.history.failed.connect(self.show_error)

    def refresh(self) -> None:
        self.model.refresh()
        if self._conversation_stale:
            self._conversation_stale = False
            self.conversation.history.refresh()

    def reload(self) -> None:
        self._conversation_stale = True
        self.refresh()

    def on_change(self, change: Change) -> None:
        """The ids are contacts': an open conversation that is not among them need not be read again."""
        if not change.ids or self.conversation.history.contact in change.ids:
            self._conversation_stale = True
        super().on_change(change)

    def focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def on_workspace(self) -> None:
        self.model.clear()
        self.conversation.open("")
        self.right.setCurrentIndex(0)
        super().on_workspace()

    def open_contact(self, contact: str) -> None:
        """Open a conversation, in the list or not."""
        self.conversation.open(contact)
        self.right.setCurrentIndex(1)
        index = self.model.index_of(contact)
        if index.isValid():
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _make_list(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(ConversationDelegate(self.session, self.list))
        self.list.setAccessibleName(self.tr("Conversations"))
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        look().changed.connect(self.list.viewport().update)

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(theme.L, theme.L, theme.L, theme.M)
        head.setSpacing(theme.M)
        head.addWidget(label(self.tr("Messages"), "title"))
        head.addWidget(self.search)
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(
            EmptyState(
                "messages",
                self.tr("No messages yet"),
                self.tr("As soon as someone writes to one of your phones, the conversation appears here."),
            )
        )
        self.left.addWidget(EmptyState("search", self.tr("Nothing found"), self.tr("Try a shorter word, or part of the number.")))
        side = QFrame()
        side.setProperty("kind", "plain")
        side.setFixedWidth(340)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.left, 1)
        self.right = QStackedWidget()
        self.right.addWidget(
            EmptyState("messages", self.tr("Choose a conversation"), self.tr("Messages come in live; you can answer right here."))
        )
        self.right.addWidget(self.conversation)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(side)
        edge = QFrame()
        edge.setProperty("kind", "upright")
        row.addWidget(edge)
        row.addWidget(self.right, 1)
        self.box.addWidget(self.banner)
        self.box.addLayout(row, 1)

    def _loaded(self) -> None:
        self.banner.hide()
        if self.model.rowCount():
            self.left.setCurrentIndex(0)
        else:
            self.left.setCurrentIndex(2 if self.model.search else 1)

    def _selected(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        rows = selected.indexes()
        if rows and (row := self.model.row_at(rows[0])) is not None and row.contact != self.conversation.history.contact:
            self.conversation.open(row.contact)
            self.right.setCurrentIndex(1)


class ConversationPane(QWidget):
    """One contact: head, bubbles, reply box. What is typed is kept for each contact until it is sent."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.history = History(session)
        self.name = label("", "heading")
        self.number = label("", "small", "muted")
        self.flow = Chip()
        self.flow.hide()
        self.trouble = Banner("warn")
        self.bubbles = BubbleList(session, self.history)
        self.newer = Button(self.tr("New messages"), "primary", "down")
        self.reply = ReplyBox(session)
        self._lay_out()
        self.history.card_read.connect(self._show_card)
        self.reply.sent.connect(self._sent)
        self.bubbles.at_end_changed.connect(lambda at_end: self.newer.setVisible(not at_end and self.bubbles.has_news))
        self.bubbles.again.connect(self._again)
        self.bubbles.was_sent.connect(self._ask_sent)
        self.bubbles.why.connect(lambda uuid: WhyMessage(session, uuid, self.window()).open())
        on_click(self.newer, self.bubbles.go_to_end)

    def open(self, contact: str) -> None:
        """Show a contact; empty: none."""
        self.name.setText("")
        self.number.setText("")
        self.flow.hide()
        self.trouble.hide()
        self.newer.hide()
        self.bubbles.reset_place()
        self.history.open(contact)
        self.reply.open(contact)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        for text in (self.name, self.number):
            text.setMinimumWidth(1)
            words.addWidget(text, 0, Qt.AlignmentFlag.AlignLeft)
        head = QFrame()
        head.setProperty("kind", "bar")
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        row.addLayout(words, 1)
        row.addWidget(self.flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.trouble)
        column.addWidget(self.bubbles, 1)
        column.addWidget(self.newer, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.reply)
        self.newer.hide()

    def _show_card(self, card: ContactCard) -> None:
        self.name.setText(card.name or phone_number(card.urn))
        shown = [phone_number(card.urn)] if card.name else []
        shown += [f"{name}: {value}" for name, value in card.fields.items() if value][:3]
        self.number.setText("   ·   ".join(shown))
        self.number.setVisible(bool(shown))
        self.flow.setVisible(bool(card.in_flow))
        if card.in_flow:
            self.flow.set_sign(Sign("flow", self.tr("In flow: {name}").format(name=card.in_flow), "info"))
        may = self.session.may("messages.reply")
        why = "" if card.can_reply else why_not_text(card.why)
        if not may:
            why = self.tr("You can read here. To answer, ask an administrator for another role.")
        self.reply.set_allowed(may and card.can_reply)
        if why:
            self.trouble.show_text(why, "warn")
        else:
            self.trouble.hide()

    def _sent(self, contact: str, msg: Msg) -> None:
        if contact == self.history.contact:
            self.history.put(msg)
            self.bubbles.go_to_end()

    def _again(self, uuid: str) -> None:
        workspace, client = self.session.workspace.uuid, self.session.client
        self.session.work.run(
            self, lambda: client.messages.resend(workspace, uuid), self.history.put, self._failed, key=f"again {uuid}"
        )

    def _ask_sent(self, uuid: str) -> None:
        text = self.tr("It counts as sent from now on, and nobody is asked again. This cannot be taken back.")
        question = Question(self, self.tr("Was this message sent?"), text, self.tr("It was sent"), "primary")
        question.accepted.connect(lambda: self._mark_sent(uuid))
        question.finished.connect(question.deleteLater)
        question.open()

    def _mark_sent(self, uuid: str) -> None:
        workspace, client = self.session.workspace.uuid, self.session.client
        self.session.work.run(
            self,
            lambda: client.messages.mark_sent(workspace, [uuid]),
            lambda _: self.history.refresh(),
            self._failed,
            key=f"sent {uuid}",
        )

    def _failed(self, error: OutpostError) -> None:
        if not self.session.is_sign_in_lost(error):
            self.trouble.show_text(error_text(error), "bad")


class BubbleList(QListView):
    """The messages; stays at the end while new ones come, and keeps its place otherwise."""

    at_end_changed = Signal(bool)
    again = Signal(str)
    was_sent = Signal(str)
    why = Signal(str)

    def __init__(self, session: Session, history: History) -> None:
        super().__init__()
        self._session = session
        self.has_news = False
        self._history = history
        self._delegate = BubbleDelegate(session, self)
        self._at_end = True
        self._below = 0
        self._changing = False
        self.setObjectName("bubbles")
        self.setViewportMargins(0, 0, 0, theme.S)
        self.setAccessibleName(self.tr("Messages of this conversation"))
        self.setModel(history)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(self._activated)
        self._delegate.again.connect(self.again)
        self._delegate.sent.connect(self.was_sent)
        history.before_change.connect(self._before)
        history.after_change.connect(self._after)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        look().changed.connect(self._look_changed)

    def reset_place(self) -> None:
        self._at_end, self.has_news = True, False

    def go_to_end(self) -> None:
        self._at_end, self.has_news = True, False
        self.scrollToBottom()
        self.at_end_changed.emit(True)

    def mouseMoveEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        index = self.indexAt(event.position().toPoint())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        links = (self._delegate.again_rect(option, index), self._delegate.sent_rect(option, index)) if index.isValid() else ()
        over = any(link.contains(event.position().toPoint()) for link in links)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def _before(self) -> None:
        bar = self.verticalScrollBar()
        self._below = bar.maximum() - bar.value()
        self._changing = True
        self._count = self._history.rowCount()

    def _after(self, at_top: bool) -> None:
        """Rows put at the top leave what is below in its place; rows put at the end leave what is above."""
        bar = self.verticalScrollBar()
        place = bar.value()
        self.doItemsLayout()
        self._changing = False
        if self._at_end:
            self.scrollToBottom()
        elif at_top:
            bar.setValue(bar.maximum() - self._below)
        else:
            bar.setValue(place)
            if self._history.rowCount() > self._count:
                self.has_news = True
                self.at_end_changed.emit(False)
        if bar.maximum() == 0:
            self._history.read_older()

    def _range_changed(self, low: int, high: int) -> None:
        if self._at_end and not self._changing:
            self.verticalScrollBar().setValue(high)

    def _scrolled(self, value: int) -> None:
        if self._changing:
            return
        bar = self.verticalScrollBar()
        at_end = value >= bar.maximum() - 4
        if at_end != self._at_end:
            self._at_end = at_end
            if at_end:
                self.has_news = False
            self.at_end_changed.emit(at_end)
        if value < 200 and not at_end:
            self._history.read_older()

    def _menu(self, at: QPoint) -> None:
        msg: Msg | None = self.indexAt(at).data(ROW_ROLE)
        if msg is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(self.tr("Copy text"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(msg.text))
        if can_resend(msg, self._session):
            menu.addAction(self.tr("Send again")).triggered.connect(lambda: self.again.emit(msg.uuid))
        if can_mark_sent(msg, self._session):
            menu.addAction(self.tr("It was sent…")).triggered.connect(lambda: self.was_sent.emit(msg.uuid))
        if self._session.may("explain.message"):
            menu.addAction(self.tr("What became of it…")).triggered.connect(lambda: self.why.emit(msg.uuid))
        menu.popup(self.viewport().mapToGlobal(at))

    def _activated(self, index: QModelIndex) -> None:
        msg: Msg | None = index.data(ROW_ROLE)
        if msg is not None and can_resend(msg, self._session):
            self.again.emit(msg.uuid)
        elif msg is not None and self._session.may("explain.message"):
            self.why.emit(msg.uuid)

    def _look_changed(self) -> None:
        self._delegate.forget()
        self.viewport().update()


class ReplyBox(QFrame):
    """Where an answer is typed. Ctrl+Enter sends; the text stays until the engine has it."""

    sent = Signal(str, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.setProperty("kind", "foot")
        self.editor = QPlainTextEdit()
        self.cost = label("", "small", "muted")
        self.trouble = label("", "small", "bad", wrap=True)
        self.button = Button(self.tr("Send"), "primary", "send")
        self._contact = ""
        self._allowed = False
        self._sending = False
        self._request = ("", "")
        self._told = TextCostLine(session, self.cost)
        self._lay_out()
        self.editor.textChanged.connect(self._typed)
        self.editor.installEventFilter(self)
        on_click(self.button, self.send)

    def text(self) -> str:
        return self.editor.toPlainText()

    def open(self, contact: str) -> None:
        """Turn to a contact; what was typed to it before is there again."""
        self._contact = contact
        draft = self.session.drafts.get(contact, "")
        self._sending = False
        self.trouble.hide()
        self.editor.setPlainText(draft)
        self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)
        self.set_allowed(False)

    def set_allowed(self, allowed: bool) -> None:
        self._allowed = allowed
        self.editor.setReadOnly(not allowed)
        self._enable()

    def send(self) -> None:
        """Queue the text. After a failure the same text goes under the same request, so that it cannot go twice."""
        text = self.text().strip()
        if not text or not self._allowed or self._sending:
            return
        if self._request[0] != self._contact + "\n" + text:
            self._request = (self._contact + "\n" + text, ids.uuid4())
        workspace, contact, request, client = self.session.workspace.uuid, self._contact, self._request[1], self.session.client
        self._sending = True
        self.trouble.hide()
        self._enable()
        self.session.work.run(
            self,
            lambda: (contact, client.messages.reply(workspace, contact, text, request)),
            self._done,
            self._failed,
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.send()
                return True
            if event.key() == Qt.Key.Key_Tab and not event.modifiers():
                self.focusNextChild()
                return True
        return False

    def _lay_out(self) -> None:
        self.editor.setPlaceholderText(self.tr("Write an answer"))
        self.editor.setAccessibleName(self.tr("Answer"))
        self.editor.setTabChangesFocus(True)
        self.button.setToolTip(
            self.tr("Send ({keys})").format(keys=QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText))
        )
        self.trouble.hide()
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(self.editor, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        foot = QHBoxLayout()
        foot.addWidget(self.cost)
        foot.addStretch(1)
        foot.addWidget(label(self.tr("Ctrl+Enter sends"), "small", "muted"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        column.setSpacing(theme.XS + 2)
        column.addWidget(self.trouble)
        column.addLayout(row)
        column.addLayout(foot)
        self._fit()

    def _typed(self) -> None:
        if self._contact:
            self.session.drafts[self._contact] = self.text()
        self._told.of(self.text())
        self._fit()
        self._enable()

    def _fit(self) -> None:
        """Two to five lines high."""
        line = self.editor.fontMetrics().lineSpacing()
        lines = max(2, min(5, int(self.editor.document().size().height())))
        self.editor.setFixedHeight(lines * line + 22)

    def _enable(self) -> None:
        self.button.setEnabled(self._allowed and not self._sending and bool(self.text().strip()))

    def _done(self, result: tuple[str, Msg]) -> None:
        contact, msg = result
        self.session.drafts.pop(contact, None)
        if contact == self._contact:
            self._sending = False
            self._request = ("", "")
            self.editor.clear()
        self.sent.emit(contact, msg)
        self._enable()

    def _failed(self, error: OutpostError) -> None:
        self._sending = False
        self._enable()
        if not self.session.is_sign_in_lost(error):
            self.trouble.setText(error_text(error))
            self.trouble.show()
