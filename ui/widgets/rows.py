"""Rows of lists and cells of tables that are more than text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.contracts.messages import Conversation
from ui import theme
from ui.icons import pixmap
from ui.models.rows import ROW_ROLE
from ui.session import Session
from ui.texts import Sign, phone_number, status_sign, when
from ui.theme import look
from ui.widgets.basic import background, chip_size, paint_chip, paint_line

Index = QModelIndex | QPersistentModelIndex
_AVATAR = 38


def initials(name: str) -> str:
    """One or two letters for a face that is not there; empty when the name has no letters."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


class ConversationDelegate(QStyledItemDelegate):
    """Initials, name, time, the latest text, and how far it got. Unanswered ones are bold with a dot."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = QFontMetrics(theme.font("body")).height() + QFontMetrics(theme.font("small")).height() + 28
        return QSize(200, max(high, _AVATAR + 24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Conversation = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        box = option.rect.adjusted(theme.L, 10, -theme.L, -10)
        self._face(painter, option, box, row)
        words = box.adjusted(_AVATAR + theme.M, 0, 0, 0)
        self._first_line(painter, option, box, words, row)
        self._second_line(painter, option, box, words, row)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(look().colour("focus"))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _face(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, row: Conversation) -> None:
        spot = QRect(box.left(), box.top() + (box.height() - _AVATAR) // 2, _AVATAR, _AVATAR)
        spot = QStyle.visualRect(option.direction, box, spot)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look().colour("idle_soft"))
        painter.drawEllipse(spot)
        if letters := initials(row.name):
            painter.setPen(look().colour("idle"))
            painter.setFont(theme.font("strong"))
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), letters)
        else:
            place = QRect(0, 0, 20, 20)
            place.moveCenter(spot.center())
            painter.drawPixmap(place.topLeft(), self._icon(painter, "person", "idle", 20))

    def _first_line(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, words: QRect, row: Conversation) -> None:
        moment = when(row.created_on, self._session.now(), self._session.zone)
        painter.setFont(theme.font("small"))
        wide = painter.fontMetrics().horizontalAdvance(moment) + 2
        half = box.height() // 2
        place = QRect(words.right() - wide, words.top(), wide + 1, half)
        painter.setPen(look().colour("accent" if row.unhandled else "muted"))
        _text(painter, option, box, place, moment)
        painter.setFont(theme.font("strong" if row.unhandled else "body"))
        painter.setPen(look().colour("text"))
        _text(
            painter,
            option,
            box,
            QRect(words.left(), words.top(), words.width() - wide - theme.S, half),
            row.name or phone_number(row.urn),
        )

    def _second_line(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, words: QRect, row: Conversation) -> None:
        sign = status_sign(row.status, outgoing=row.direction == "out", by_modem=row.by_modem)
        half = box.height() // 2
        line = QRect(words.left(), words.top() + half, words.width(), box.height() - half)
        spot = QStyle.visualRect(option.direction, box, QRect(line.left(), line.center().y() - 7, 14, 14))
        tone = {"bad": "bad", "warn": "warn"}.get(sign.tone, "muted")
        painter.drawPixmap(spot.topLeft(), self._icon(painter, sign.icon, tone, 14))
        dot = 16 if row.unhandled else 0
        painter.setFont(theme.font("small"))
        painter.setPen(look().colour("text" if row.unhandled else "muted"))
        shown = sign.word + ": " + row.text if sign.tone == "bad" else row.text
        _text(painter, option, box, line.adjusted(20, 0, -dot, 0), " ".join(shown.split()))
        if row.unhandled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("accent"))
            painter.drawEllipse(QStyle.visualRect(option.direction, box, QRect(line.right() - 8, line.center().y() - 4, 8, 8)))

    def _icon(self, painter: QPainter, name: str, colour: str, size: int) -> Any:
        device = painter.device()
        return pixmap(name, getattr(look().colours, colour), size, device.devicePixelRatioF() if device else 1.0)


def _text(painter: QPainter, option: QStyleOptionViewItem, box: QRect, place: QRect, text: str) -> None:
    """One line at the leading edge of `place`, cut with an ellipsis; `box` is what is mirrored."""
    paint_line(painter, QStyle.visualRect(option.direction, box, place), text, option.direction)


class CellDelegate(QStyledItemDelegate):
    """A table cell without the dotted focus frame; the whole row shows the focus."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


class TwoLineDelegate(QStyledItemDelegate):
    """A cell with an icon, a strong first line and a muted second one."""

    def __init__(self, icon_name: str, second: Callable[[Any], str], parent: QObject) -> None:
        super().__init__(parent)
        self._icon, self._second = icon_name, second

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(220, 58)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        box = option.rect.adjusted(theme.L, 8, -theme.S, -8)
        device = painter.device()
        image = pixmap(self._icon, look().colours.accent, 22, device.devicePixelRatioF() if device else 1.0)
        spot = QStyle.visualRect(option.direction, box, QRect(box.left(), box.center().y() - 10, 22, 22))
        painter.drawPixmap(spot.topLeft(), image)
        words = box.adjusted(22 + theme.M, 0, 0, 0)
        second = self._second(index.data(ROW_ROLE))
        half = box.height() // 2 if second else box.height()
        painter.setFont(theme.font("strong"))
        painter.setPen(look().colour("text"))
        _text(painter, option, box, QRect(words.left(), words.top(), words.width(), half), index.data())
        if second:
            painter.setFont(theme.font("small"))
            painter.setPen(look().colour("muted"))
            _text(painter, option, box, QRect(words.left(), words.top() + half, words.width(), box.height() - half), second)
        painter.restore()


class LinesDelegate(QStyledItemDelegate):
    """A cell with a first line and a small, muted second one."""

    def __init__(self, second: Callable[[Any], str], parent: QObject) -> None:
        super().__init__(parent)
        self._second = second

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        first, second = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("small"))
        wide = max(first.horizontalAdvance(str(index.data() or "")), second.horizontalAdvance(self._second(index.data(ROW_ROLE))))
        return QSize(wide + 2 * theme.M, first.height() + second.height() + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        box = option.rect.adjusted(theme.S, 6, -theme.S, -6)
        second = self._second(index.data(ROW_ROLE))
        half = box.height() // 2 if second else box.height()
        painter.setFont(theme.font("body"))
        painter.setPen(look().colour("text"))
        _text(painter, option, box, QRect(box.left(), box.top(), box.width(), half), str(index.data() or ""))
        if second:
            painter.setFont(theme.font("small"))
            painter.setPen(look().colour("muted"))
            _text(painter, option, box, QRect(box.left(), box.top() + half, box.width(), box.height() - half), second)
        painter.restore()


class ChipDelegate(QStyledItemDelegate):
    """A cell that shows a state as a chip."""

    def __init__(self, sign: Callable[[Any], Sign], parent: QObject) -> None:
        super().__init__(parent)
        self._sign = sign

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = chip_size(self._sign(index.data(ROW_ROLE)))
        return QSize(size.width() + 20, size.height() + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.fillRect(option.rect, background(option))
        painter.setPen(look().colour("line"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        sign = self._sign(index.data(ROW_ROLE))
        size = chip_size(sign)
        wide = min(size.width(), option.rect.width() - 12)
        spot = QRect(option.rect.left() + 8, option.rect.center().y() - size.height() // 2, wide, size.height())
        paint_chip(painter, QStyle.visualRect(option.direction, option.rect, spot), sign, option.direction)
        painter.restore()
