"""Writing one message in several languages, with what it takes as SMS."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.contracts.broadcasts import BroadcastText
from app.contracts.messages import TextCost
from ui import theme
from ui.sending_texts import language_name, too_long_text, wide_letters_text
from ui.session import Session
from ui.views.text_cost import TextCostLine
from ui.widgets.basic import Button, label, on_click

MOST_CHARACTERS = 640  # with expressions, as the engine takes them
UNDETERMINED = "und"
FIRST_NAME = "@contact.first_name"


class MessageTexts(QWidget):
    """The base language first, then the workspace's others, then those that a message has already. Languages without a text
    are left out of `translations`."""

    changed = Signal()

    def __init__(self, session: Session, given: Mapping[str, BroadcastText] | None = None, base_language: str = "") -> None:
        super().__init__()
        self.session = session
        self._given = dict(given or {})
        self.languages = languages_of(session.workspace.languages, self._given, base_language)
        self.editors: dict[str, LanguageText] = {}
        self.buttons: dict[str, Button] = {}
        self.stack = QStackedWidget()
        self.hint = label("", "small", "muted", wrap=True)
        self.trouble = label("", "small", "bad", wrap=True)
        self.trouble.hide()
        self.insert_button = Button(self.tr("Insert the first name"), "link", "person")
        self.insert_button.setToolTip(FIRST_NAME)
        self._lay_out()
        on_click(self.insert_button, self._insert_name)
        self.turn_to(self.base_language)

    @property
    def base_language(self) -> str:
        return self.languages[0]

    @property
    def is_empty(self) -> bool:
        return not any(editor.text() for editor in self.editors.values())

    @property
    def is_ready(self) -> bool:
        """There is a text in the base language, and none is too long."""
        texts = [editor.text() for editor in self.editors.values()]
        return bool(texts[0]) and all(len(text) <= MOST_CHARACTERS for text in texts)

    def translations(self) -> dict[str, BroadcastText]:
        """What else a message has in a language stays as it was."""
        found = {}
        for code, editor in self.editors.items():
            kept = self._given.get(code, BroadcastText(""))
            if editor.text() or kept.attachments:
                found[code] = dataclasses.replace(kept, text=editor.text())
        return found

    def turn_to(self, code: str) -> None:
        """Show one of the languages, to go on writing in it."""
        self.buttons[code].setChecked(True)
        self.stack.setCurrentWidget(self.editors[code])
        self.stack.setFocusProxy(self.editors[code].editor)
        is_base = code == self.base_language
        text = (
            self.tr("Who has no text in a language of theirs gets this one.")
            if is_base
            else self.tr("For contacts whose language is this. Leave it empty, and they get the first one.")
        )
        self.hint.setText(text)
        self.hint.setVisible(len(self.languages) > 1)

    def show_error(self, text: str) -> None:
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        row = QHBoxLayout()
        row.setSpacing(theme.XS)
        group = QButtonGroup(self)
        for code in self.languages:
            self._add_language(code, row, group)
        row.addStretch(1)
        if len(self.languages) == 1:
            self.buttons[self.base_language].hide()
        column.addWidget(label(self.tr("Message"), "strong"))
        column.addLayout(row)
        column.addWidget(self.hint)
        column.addWidget(self.stack, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.insert_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_language(self, code: str, row: QHBoxLayout, group: QButtonGroup) -> None:
        button = Button(language_name(code), "filter")
        button.setCheckable(True)
        group.addButton(button)
        row.addWidget(button)
        on_click(button, lambda: self.turn_to(code))
        editor = LanguageText(self.session, language_name(code), self._given.get(code, BroadcastText("")).text)
        editor.editor.textChanged.connect(lambda: self._typed(code))
        self.stack.addWidget(editor)
        self.buttons[code], self.editors[code] = button, editor
        self._mark(code)

    def _typed(self, code: str) -> None:
        self._mark(code)
        self.show_error("")
        self.changed.emit()

    def _mark(self, code: str) -> None:
        """Whether a language has its text is seen without turning to it."""
        has_text = bool(self.editors[code].text())
        self.buttons[code].set_icon_name("check" if has_text else "edit")
        name = language_name(code)
        state = self.tr("{language}, written") if has_text else self.tr("{language}, empty")
        self.buttons[code].setAccessibleName(state.format(language=name))

    def _insert_name(self) -> None:
        current = self.stack.currentWidget()
        if isinstance(current, LanguageText):
            current.editor.insertPlainText(FIRST_NAME)
            current.editor.setFocus()


class LanguageText(QWidget):
    """The field of one language, and below it what its text takes."""

    def __init__(self, session: Session, name: str, text: str) -> None:
        super().__init__()
        self.editor = QPlainTextEdit(text)
        self.editor.setTabChangesFocus(True)
        self.editor.setAccessibleName(self.tr("Message: {language}").format(language=name))
        self.editor.setPlaceholderText(self.tr("Write the message"))
        self.cost = label("", "small", "muted", wrap=True)
        self.limit = label("", "small", "bad", wrap=True)
        self.limit.hide()
        self.letters = label("", "small", "muted", wrap=True)
        self.filled_in = label("", "small", "muted", wrap=True)
        self._told = TextCostLine(session, self.cost)
        self._told.told.connect(self._tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(self.editor, 1)
        for shown in (self.cost, self.letters, self.filled_in, self.limit):
            column.addWidget(shown)
        self.editor.textChanged.connect(self._typed)
        self._typed()

    def text(self) -> str:
        return self.editor.toPlainText().strip()

    def _typed(self) -> None:
        text = self.text()
        filled_in = self.tr("Names and values make it longer or shorter; the next step counts them.")
        self._told.of(text)
        for shown, words in (
            (self.limit, too_long_text(len(text), MOST_CHARACTERS)),
            (self.filled_in, filled_in if "@" in text else ""),
            (self.letters, self.letters.text() if text else ""),
        ):
            shown.setText(words)
            shown.setVisible(bool(words))

    def _tell(self, text: str, cost: TextCost) -> None:
        """What makes it longer than it looks."""
        self.letters.setText(wide_letters_text(text) if cost.encoding == "ucs2" else "")
        self.letters.setVisible(bool(self.letters.text()))


def languages_of(workspace: Sequence[str], given: Mapping[str, BroadcastText], base_language: str) -> list[str]:
    """The base language first."""
    first = base_language or (workspace[0] if workspace else UNDETERMINED)
    return list(dict.fromkeys([first, *workspace, *given]))
