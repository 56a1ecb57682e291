"""The small pieces every screen is made of: see ui/DESIGN.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPaintEvent, QPolygonF, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.icons import icon, pixmap
from ui.texts import Sign
from ui.theme import look

_EMPTY_WIDTH = 440

ButtonKind = Literal["primary", "secondary", "danger", "link", "choice", "filter"]
Tone = Literal["info", "warn", "bad"]


def label(text: str, role: theme.Role = "body", tone: str = "", *, wrap: bool = False) -> QLabel:
    """A text in one of the type scale's roles. Never rich text: names and messages come from outside."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setFont(theme.font(role))
    result.setWordWrap(wrap)
    result.setAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
    if tone:
        result.setProperty("tone", tone)
    if wrap:
        policy = result.sizePolicy()
        policy.setHeightForWidth(True)
        result.setSizePolicy(policy)
        if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            # Qt lets the space at the end of a wrapped right-to-left line push its last letter over the edge.
            result.setContentsMargins(6, 0, 0, 0)
    return result


def leading() -> Qt.AlignmentFlag:
    """The edge where reading starts in the window's language. A QLabel alone would go by each text's own direction."""
    rtl = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute


def trailing() -> Qt.AlignmentFlag:
    rtl = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return (Qt.AlignmentFlag.AlignLeft if rtl else Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignAbsolute


def paint_line(painter: QPainter, place: QRect, text: str, direction: Qt.LayoutDirection) -> None:
    """One line of text in its own direction, at the leading edge of `place`, cut with an ellipsis."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    align = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignAbsolute
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(place, int(align | Qt.AlignmentFlag.AlignVCenter), shown)


def rule(*, upright: bool = False) -> QFrame:
    result = QFrame()
    result.setProperty("kind", "upright" if upright else "rule")
    return result


class IconLabel(QLabel):
    """One icon in a colour of the theme. It stands beside a word that says the same, so it has no name of its own."""

    def __init__(self, name: str, colour: str = "muted", size: int = 18) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour, size
        self.setFixedSize(size, size)
        look().changed.connect(self._draw)
        self._draw()

    def set_icon(self, name: str, colour: str) -> None:
        self._name, self._colour = name, colour
        self._draw()

    def _draw(self) -> None:
        colour = getattr(look().colours, self._colour)
        self.setPixmap(pixmap(self._name, colour, self._size, self.devicePixelRatioF()))


class Button(QPushButton):
    """A push button of one kind. Its icon follows the theme."""

    def __init__(self, text: str, kind: ButtonKind = "secondary", icon_name: str = "") -> None:
        super().__init__(text)
        self._kind, self._icon_name = kind, icon_name
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if kind == "primary":
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        if icon_name:
            self.setIconSize(QSize(18, 18))
            look().changed.connect(self._draw)
            self._draw()

    def set_icon_name(self, name: str) -> None:
        self._icon_name = name
        self._draw()

    def _draw(self) -> None:
        colours = look().colours
        colour = {"primary": colours.on_accent, "danger": colours.bad, "link": colours.accent}.get(self._kind, colours.text)
        self.setIcon(icon(self._icon_name, colour, disabled=colours.muted))


class IconButton(QToolButton):
    """A button that shows an icon alone; `name` is its tooltip and its accessible name."""

    def __init__(self, icon_name: str, name: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(icon(self._icon_name, look().colours.muted, disabled=look().colours.line))


class Select(QComboBox):
    """A drop-down list with an arrow in the theme's colours."""

    def __init__(self, name: str, *, arrow: str = "muted") -> None:
        super().__init__()
        self._arrow = arrow
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_arrow(painter, self, self._arrow)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change what was chosen."""
        event.ignore()


def paint_arrow(painter: QPainter, field: QWidget, colour: str) -> None:
    """At the trailing edge: what can be chosen comes down."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre_x = 14.0 if field.layoutDirection() == Qt.LayoutDirection.RightToLeft else field.width() - 14.0
    centre_y = field.height() / 2
    pen = painter.pen()
    pen.setColor(look().colour(colour))
    pen.setWidthF(1.8)
    painter.setPen(pen)
    corners = [QPointF(centre_x + x, centre_y + y) for x, y in ((-4.5, -2.2), (0, 2.3), (4.5, -2.2))]
    painter.drawPolyline(QPolygonF(corners))


def choose(field: Select, value: float, text: Callable[[Any], str]) -> None:
    """Choose a number in a list of rising numbers; one that is not among them gets its place and `text`."""
    if (at := field.findData(value)) < 0:
        at = next((i for i in range(field.count()) if field.itemData(i) > value), field.count())
        field.insertItem(at, text(value), value)
    field.setCurrentIndex(at)


class Check(QCheckBox):
    """A check box whose box and tick are drawn in the theme's colours."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        square = QRectF(0, 0, 16, 16)
        square.moveCenter(QRectF(box).center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_check(painter, square, checked=self.isChecked())
        painter.end()


def paint_check(painter: QPainter, square: QRectF, *, checked: bool) -> None:
    """The box of a check box and its tick, 16 pixels wide."""
    painter.setPen(look().colour("accent" if checked else "control"))
    painter.setBrush(look().colour("accent" if checked else "surface"))
    painter.drawRoundedRect(square.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if checked:
        device = painter.device()
        tick = pixmap("check", look().colours.on_accent, 14, device.devicePixelRatioF() if device else 1.0)
        painter.drawPixmap(QPointF(square.x() + 1, square.y() + 1), tick)


class SearchBox(QLineEdit):
    """A search field; `searched` comes when typing rests for 250 ms, and at once on Return or clearing."""

    searched = Signal(str)

    def __init__(self, prompt: str) -> None:
        super().__init__()
        self.setPlaceholderText(prompt)
        self.setAccessibleName(prompt)
        self.setClearButtonEnabled(True)
        self._action = self.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(250)
        self._rest.timeout.connect(self._emit)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._emit)
        look().changed.connect(self._draw)
        self._draw()

    def _typed(self, text: str) -> None:
        if text:
            self._rest.start()
        else:
            self._emit()

    def _emit(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text().strip())

    def _draw(self) -> None:
        self._action.setIcon(icon("search", look().colours.muted))


class PageHeader(QFrame):
    """Title, a line that explains, and the page's buttons at the end."""

    def __init__(self, title: str, explanation: str = "") -> None:
        super().__init__()
        self.title = label(title, "title")
        self.explanation = label(explanation, "body", "muted", wrap=True)
        self.explanation.setVisible(bool(explanation))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.explanation)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.XL, theme.L, theme.XL, theme.M)
        self._row.setSpacing(theme.S)
        self._row.addLayout(words, 1)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class Card(QFrame):
    """A framed group with a heading; fill `body`."""

    def __init__(self, title: str = "", icon_name: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        outer.setSpacing(theme.M)
        self.heading = label(title, "heading")
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.S)
        if icon_name:
            self._head.addWidget(IconLabel(icon_name, "accent", 20))
        self._head.addWidget(self.heading, 1)
        if title:
            outer.addLayout(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.S)
        outer.addLayout(self.body, 1)

    def add_head(self, widget: QWidget) -> None:
        self._head.addWidget(widget)


class EmptyState(QWidget):
    """What a list shows when there is nothing: an icon, a sentence, what to do, and the button that does it."""

    def __init__(self, icon_name: str, title: str, text: str, button: Button | None = None) -> None:
        super().__init__()
        self.title = label(title, "heading")
        self.text = label(text, "body", "muted", wrap=True)
        self.text.setFixedWidth(_EMPTY_WIDTH)
        self.text.setMinimumHeight(self.text.heightForWidth(_EMPTY_WIDTH))
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        box.setSpacing(theme.S)
        box.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for widget in (IconLabel(icon_name, "accent", 44), self.title, self.text):
            box.addWidget(widget, 0, centre)
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if button is not None:
            box.addSpacing(theme.S)
            box.addWidget(button, 0, centre)
        box.addStretch(3)


class Banner(QFrame):
    """A line across the top of a page: trouble or news, with at most one thing to do about it. Hidden while empty."""

    acted = Signal()

    def __init__(self, tone: Tone = "info") -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", tone)
        self._icon = IconLabel("info", tone, 20)
        self.text = label("", "body", wrap=True)
        self.action = Button("", "link")
        self.action.hide()
        self.action.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.S, theme.XL, theme.S)
        row.setSpacing(theme.M)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.action)
        self.hide()

    def show_text(self, text: str, tone: Tone = "info", action: str = "") -> None:
        self.setProperty("tone", tone)
        self.style().polish(self)
        self._icon.set_icon("info" if tone == "info" else "alert", tone)
        self.text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(text)
        self.show()


class Chip(QWidget):
    """A state as icon and word on a soft ground."""

    def __init__(self, sign: Sign | None = None) -> None:
        super().__init__()
        self._sign = sign or Sign("info", "", "idle")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look().changed.connect(self.update)
        self.set_sign(self._sign)

    def set_sign(self, sign: Sign) -> None:
        self._sign = sign
        self.setAccessibleName(sign.word)
        self.updateGeometry()
        self.update()

    def sign(self) -> Sign:
        return self._sign

    def sizeHint(self) -> QSize:
        return chip_size(self._sign)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRect(0, 0, self.width(), self.height()), self._sign, self.layoutDirection())
        painter.end()


def chip_size(sign: Sign) -> QSize:
    metrics = QFontMetrics(theme.font("small"))
    return QSize(metrics.horizontalAdvance(sign.word) + 16 + 5 + 2 * theme.S + 2, max(metrics.height(), 16) + 6)


def paint_chip(painter: QPainter, rect: QRect, sign: Sign, direction: Qt.LayoutDirection) -> None:
    """Paint the state filling `rect`, as `chip_size` measured it."""
    colours = look().colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(getattr(colours, f"{sign.tone}_soft")))
    radius = rect.height() / 2
    painter.drawRoundedRect(QRectF(rect), radius, radius)
    ink = getattr(colours, sign.tone)
    spot = QRect(rect.left() + theme.S, rect.top() + (rect.height() - 16) // 2, 16, 16)
    spot = QStyle.visualRect(direction, rect, spot)
    device = painter.device()
    painter.drawPixmap(spot.topLeft(), pixmap(sign.icon, ink, 16, device.devicePixelRatioF() if device else 1.0))
    words = QStyle.visualRect(direction, rect, rect.adjusted(theme.S + 21, 0, -theme.S, 0))
    painter.setPen(QColor(ink))
    painter.setFont(theme.font("small"))
    paint_line(painter, words, sign.word, direction)
    painter.restore()


class Toast(QFrame):
    """A sentence at the lower edge of the window that goes by itself after 5 s."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "toast")
        self._text = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.L, theme.S)
        row.addWidget(self._text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self.adjustSize()
        parent = self.parentWidget()
        if parent is not None:
            self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 48)
        self.show()
        self.raise_()
        self._timer.start(5000)


class FactList(QWidget):
    """Pairs of a muted word and a value, one pair a line."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.S)
        self._values: dict[str, QLabel] = {}
        self._names: dict[str, QLabel] = {}

    def add(self, key: str, name: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        value = label("")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAlignment(trailing() | Qt.AlignmentFlag.AlignVCenter)
        self._names[key] = label(name, tone="muted")
        row.addWidget(self._names[key])
        row.addWidget(value, 1)
        self._box.addLayout(row)
        self._values[key] = value

    def set(self, key: str, value: str) -> None:
        self._values[key].setText(value)

    def set_visible(self, key: str, visible: bool) -> None:
        """A pair that says nothing now may be left out."""
        self._names[key].setVisible(visible)
        self._values[key].setVisible(visible)

    def value(self, key: str) -> str:
        return self._values[key].text()


def scrolling(page: QWidget, name: str) -> QScrollArea:
    """`page` on the ground it is put on, with a bar when it is higher than its place; `name` is what a screen reader says."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    page.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


def clear(layout: QLayout) -> None:
    """Remove and delete everything in `layout`."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def on_click(button: QPushButton | QToolButton, action: Callable[[], object]) -> None:
    """Connect without the `checked` argument."""
    button.clicked.connect(lambda _checked=False: action())


def background(option: QStyleOption) -> QColor:
    """The ground of a list row for its state."""
    if option.state & QStyle.StateFlag.State_Selected:
        return look().colour("selected")
    if option.state & QStyle.StateFlag.State_MouseOver:
        return look().colour("hover")
    return look().colour("surface")
