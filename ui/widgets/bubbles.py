"""Message bubbles, painted: text, time, author, state, and "Send again" under what did not get through."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.contracts.messages import Msg
from ui import theme
from ui.icons import pixmap
from ui.models.history import DAY_ROLE, WAIT_ROLE, author_text
from ui.models.rows import ROW_ROLE
from ui.session import Session
from ui.texts import clock_time, failed_text, msg_sign
from ui.theme import look
from ui.widgets.basic import paint_line
from ui.widgets.textblock import TextBlock

_PAD, _GAP, _ICON, _DAY = 12, 6, 15, 34
_CACHE = 600

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message measured for a view's width; the rectangles are relative to the row's top left, before mirroring."""

    text: TextBlock
    trouble: TextBlock | None
    meta: str
    body: QRect
    again: QRect
    sent: QRect
    height: int


class BubbleDelegate(QStyledItemDelegate):
    """`again` carries the uuid of a message that a person wants sent once more, `sent` of one that they know went out."""

    again = Signal(str)
    sent = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._cache: OrderedDict[tuple[object, ...], Bubble] = OrderedDict()

    def forget(self) -> None:
        """Fonts or words have changed."""
        self._cache.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._width(option)
        return QSize(width, self._bubble(index, width).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        msg: Msg = index.data(ROW_ROLE)
        bubble = self._bubble(index, option.rect.width())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if day := index.data(DAY_ROLE):
            self._paint_day(painter, option.rect, day)
        body = QStyle.visualRect(option.direction, option.rect, bubble.body.translated(option.rect.topLeft()))
        self._paint_ground(painter, option, body, msg)
        inner = body.adjusted(_PAD, _PAD - 3, -_PAD, -_PAD + 3)
        ink = look().colour("on_bubble")
        bubble.text.draw(painter, _leading_x(option, inner, bubble.text), inner.top(), ink)
        top = inner.top() + bubble.text.size.height() + _GAP
        if bubble.trouble is not None:
            colour = look().colour("bad" if msg.status == "failed" else "on_bubble_muted")
            bubble.trouble.draw(painter, _leading_x(option, inner, bubble.trouble), top, colour)
        self._paint_meta(painter, option, inner, msg, bubble)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonRelease:
            return super().editorEvent(event, model, option, index)
        if self.again_rect(option, index).contains(event.position().toPoint()):
            self.again.emit(index.data(ROW_ROLE).uuid)
            return True
        if self.sent_rect(option, index).contains(event.position().toPoint()):
            self.sent.emit(index.data(ROW_ROLE).uuid)
            return True
        return super().editorEvent(event, model, option, index)

    def again_rect(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        """Where "Send again" stands in the view; empty when the message got through."""
        return _in_view(option, self._bubble(index, option.rect.width()).again)

    def sent_rect(self, option: QStyleOptionViewItem, index: Index) -> QRect:
        """Where "It was sent" stands in the view; empty unless nobody knows."""
        return _in_view(option, self._bubble(index, option.rect.width()).sent)

    def _width(self, option: QStyleOptionViewItem) -> int:
        view = self.parent()
        viewport = getattr(view, "viewport", None)
        return viewport().width() if viewport is not None else option.rect.width()

    def _bubble(self, index: Index, width: int) -> Bubble:
        msg: Msg = index.data(ROW_ROLE)
        day: str = index.data(DAY_ROLE) or ""
        wait: str = index.data(WAIT_ROLE) or ""
        key = (*_cache_key(msg, day, width), wait)
        if (known := self._cache.get(key)) is None:
            known = self._cache[key] = self._measure(msg, bool(day), width, wait)
            if len(self._cache) > _CACHE:
                self._cache.popitem(last=False)
        return known

    def _measure(self, msg: Msg, has_day: bool, width: int, wait: str) -> Bubble:
        limit = max(180, min(int(width * 0.7), 640)) - 2 * _PAD
        shown = "\n".join([part for part in (msg.text, *msg.attachments) if part])
        text = TextBlock(shown, theme.font("body"), limit)
        reason = failed_text(msg.failed_reason, by_modem=msg.by_modem) if msg.status == "failed" else wait
        trouble = TextBlock(reason, theme.font("small"), limit) if reason else None
        small = QFontMetrics(theme.font("small"))
        meta = self._meta(msg)
        state = msg_sign(msg).word if msg.direction == "out" or msg.status == "pending" else ""
        meta_width = small.horizontalAdvance(meta) + (small.horizontalAdvance(state) + _ICON + 20 if state else 0) + 6
        again_text = self.tr("Send again") if can_resend(msg, self._session) else ""
        again_width = small.horizontalAdvance(again_text) + _ICON + 8 if again_text else 0
        may_mark = can_mark_sent(msg, self._session)
        sent_width = small.horizontalAdvance(self.tr("It was sent")) + _ICON + 8 if may_mark else 0
        links = again_width + (sent_width + theme.L if may_mark else 0)
        inner = max(text.size.width(), trouble.size.width() if trouble else 0, min(meta_width, limit), links)
        height = text.size.height() + _GAP + small.height() + (trouble.size.height() + _GAP if trouble else 0)
        again_height = small.height() + 10 if again_text else 0
        top = (_DAY if has_day else 0) + 4
        left = theme.XL if msg.direction == "in" else width - theme.XL - inner - 2 * _PAD
        body = QRect(left, top, inner + 2 * _PAD, height + again_height + 2 * _PAD - 6)
        again = (
            QRect(body.left() + _PAD, body.bottom() - _PAD - again_height + 6, again_width, again_height)
            if again_text
            else QRect()
        )
        sent = QRect(again.right() + theme.L, again.top(), sent_width, again.height()) if may_mark else QRect()
        return Bubble(text, trouble, meta, body, again, sent, body.bottom() + 5)

    def _meta(self, msg: Msg) -> str:
        moment = clock_time(msg.created_on, self._session.zone)
        author = author_text(msg) if msg.direction == "out" else ""
        return f"{moment}  ·  {author}" if author else moment

    def _paint_day(self, painter: QPainter, rect: QRect, day: str) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(look().colour("muted"))
        painter.drawText(QRect(rect.left(), rect.top(), rect.width(), _DAY), int(Qt.AlignmentFlag.AlignCenter), day)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, body: QRect, msg: Msg) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(body).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.fillPath(path, look().colour("bubble_in" if msg.direction == "in" else "bubble_out"))
        selected = option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_HasFocus
        edge = "focus" if selected else ("line" if msg.direction == "in" else "bubble_out")
        if msg.status == "failed":
            edge = "bad"
        pen = painter.pen()
        pen.setColor(look().colour(edge))
        pen.setWidthF(2.0 if selected else 1.0)
        painter.setPen(pen)
        painter.drawPath(path)

    def _paint_meta(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, msg: Msg, bubble: Bubble) -> None:
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        line = QRect(inner.left(), inner.bottom() - metrics.height() + 1, inner.width(), metrics.height())
        if bubble.again.isValid():
            line.translate(0, -bubble.again.height())
            self._paint_again(painter, option, inner, bubble)
        painter.setPen(look().colour("on_bubble_muted"))
        sign = msg_sign(msg)
        state = sign.word if msg.direction == "out" or msg.status == "pending" else ""
        room = line.width() - (metrics.horizontalAdvance(state) + _ICON + 18 if state else 0)
        words = QStyle.visualRect(option.direction, line, QRect(line.left(), line.top(), room, line.height()))
        paint_line(painter, words, bubble.meta, option.direction)
        if not state:
            return
        name = {"bad": "bad", "warn": "warn"}.get(sign.tone, "on_bubble_muted")
        rest = line.adjusted(room + 10, 0, 0, 0)
        spot = QStyle.visualRect(option.direction, line, QRect(rest.left(), line.center().y() - _ICON // 2, _ICON, _ICON))
        painter.drawPixmap(spot.topLeft(), self._pixmap(painter, sign.icon, name))
        painter.setPen(look().colour(name))
        paint_line(painter, QStyle.visualRect(option.direction, line, rest.adjusted(_ICON + 4, 0, 0, 0)), state, option.direction)

    def _paint_again(self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, bubble: Bubble) -> None:
        line = QRect(inner.left(), inner.bottom() - bubble.again.height() + 5, inner.width(), bubble.again.height())
        self._paint_link(painter, option, line, line, ("refresh", self.tr("Send again")))
        if bubble.sent.isValid():
            place = line.adjusted(bubble.sent.left() - bubble.again.left(), 0, 0, 0)
            self._paint_link(painter, option, line, place, ("check", self.tr("It was sent")))

    def _paint_link(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRect, place: QRect, link: tuple[str, str]
    ) -> None:
        icon_name, text = link
        spot = QRect(place.left(), place.center().y() - _ICON // 2, _ICON, _ICON)
        painter.drawPixmap(QStyle.visualRect(option.direction, line, spot).topLeft(), self._pixmap(painter, icon_name, "accent"))
        painter.setPen(look().colour("accent"))
        words = place.adjusted(_ICON + 6, 0, 0, 0)
        paint_line(painter, QStyle.visualRect(option.direction, line, words), text, option.direction)

    def _pixmap(self, painter: QPainter, name: str, colour: str) -> QPixmap:
        device = painter.device()
        return pixmap(name, getattr(look().colours, colour), _ICON, device.devicePixelRatioF() if device else 1.0)


def _leading_x(option: QStyleOptionViewItem, inner: QRect, text: TextBlock) -> int:
    rtl = option.direction == Qt.LayoutDirection.RightToLeft
    return inner.right() - text.size.width() + 1 if rtl else inner.left()


def _in_view(option: QStyleOptionViewItem, place: QRect) -> QRect:
    if not place.isValid():
        return place
    return QStyle.visualRect(option.direction, option.rect, place.translated(option.rect.topLeft()))


def can_resend(msg: Msg, session: Session) -> bool:
    """Failed and uncertain messages may be sent once more, by whoever may send."""
    return msg.direction == "out" and (msg.status == "failed" or msg.uncertain) and session.may("messages.resend")


def can_mark_sent(msg: Msg, session: Session) -> bool:
    return msg.uncertain and session.may("messages.mark_sent")


def _cache_key(msg: Msg, day: str, width: int) -> tuple[object, ...]:
    return (msg.uuid, msg.status, msg.by_modem, msg.uncertain, msg.failed_reason, msg.text, bool(day), width)
