"""A field for a day, in the format of the language."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton

from ui.icons import icon
from ui.theme import look
from ui.widgets.basic import paint_arrow


class DateField(QDateEdit):
    """A day, typed or chosen in a calendar."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setCalendarWidget(_calendar(is_rtl=self.layoutDirection() == Qt.LayoutDirection.RightToLeft))
        self.setDisplayFormat(_long_year(QLocale().dateFormat(QLocale.FormatType.ShortFormat)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling a page must not change what was chosen."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_arrow(painter, self, "muted")
        painter.end()


def _calendar(*, is_rtl: bool) -> QCalendarWidget:
    """In the theme's colours: Qt's own has red days, and arrows that are black on any ground."""
    calendar = QCalendarWidget()
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday, Qt.DayOfWeek.Friday, Qt.DayOfWeek.Thursday):
        plain = QTextCharFormat()
        plain.setForeground(look().colour("text"))
        calendar.setWeekdayTextFormat(day, plain)
    colour = look().colours.text
    for name, points_right in (("qt_calendar_prevmonth", is_rtl), ("qt_calendar_nextmonth", not is_rtl)):
        button = calendar.findChild(QToolButton, name)
        if button is not None:
            button.setIcon(icon("forward" if points_right else "back", colour))
    return calendar


def _long_year(shape: str) -> str:
    """A year of two digits is ambiguous to type."""
    return shape if "yyyy" in shape else shape.replace("yy", "yyyy")
