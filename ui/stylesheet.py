"""The style sheet, filled with one theme's colours. Paddings are symmetric: style sheets are not mirrored right to left."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget#page, QStackedWidget#pages { background: $window; }
QToolTip { background: $text; color: $surface; border: none; padding: 4px 8px; }
QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[kind="plain"] { background: $surface; border: none; }
QFrame[kind="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[kind="foot"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="upright"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[kind="banner"][tone="bad"] { background: $bad_soft; border: none; }
QFrame[kind="banner"][tone="warn"] { background: $warn_soft; border: none; }
QFrame[kind="banner"][tone="info"] { background: $info_soft; border: none; }
QFrame[kind="toast"] { background: $text; border-radius: 8px; }
QFrame[kind="toast"] QLabel { color: $surface; }
QFrame[kind="drop"] { background: $surface; border: 2px dashed $accent; border-radius: 10px; }

QPushButton {
    background: $surface;
    color: $text;
    border: 1px solid $control;
    border-radius: 6px;
    padding: 6px 14px;
    min-height: 20px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $focus; padding: 5px 13px; }
QPushButton:disabled { color: $muted; border-color: $line; background: $sunken; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted; border-color: $line; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="danger"]:hover { background: $bad_soft; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 4px 8px; }
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border: 2px solid $focus; padding: 3px 7px; }
QPushButton[kind="choice"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QPushButton[kind="choice"]:hover { background: $hover; border-color: $accent; }
QPushButton[kind="choice"]:focus { border: 2px solid $focus; }
QPushButton[kind="filter"] { border-color: $line; padding: 4px 12px; }
QPushButton[kind="filter"]:checked { background: $selected; border-color: $accent; color: $accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border: 2px solid $focus; padding: 4px; }

QFrame#rail { background: $rail; border: none; }
QFrame#rail QLabel { color: $on_rail; }
QFrame#rail QLabel[tone="muted"] { color: $on_rail_muted; }
QFrame#rail QToolButton { color: $on_rail_muted; text-align: left; border-radius: 7px; padding: 9px 10px; }
QFrame#rail QToolButton:hover { background: $rail_hover; color: $on_rail; }
QFrame#rail QToolButton:checked { background: $rail_selected; color: $on_rail; }
QFrame#rail QToolButton:focus { border: 2px solid $on_rail_muted; padding: 8px 9px; }
QFrame#rail QToolButton::menu-indicator { image: none; }
QFrame#rail QComboBox { background: $rail_hover; color: $on_rail; border: 1px solid $on_rail_muted; }
QFrame#rail QComboBox:focus { border: 2px solid $on_rail; }

QLineEdit, QPlainTextEdit, QComboBox, QDateEdit {
    background: $surface;
    color: $text;
    border: 1px solid $control;
    border-radius: 6px;
    padding: 5px 8px;
    min-height: 22px;
    selection-background-color: $accent;
    selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus { border: 2px solid $focus; padding: 4px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $sunken;
    color: $muted;
    border-color: $line;
}
QLineEdit[wrong="true"] { border: 2px solid $bad; padding: 4px 7px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: none; }
QDateEdit::drop-down { border: none; width: 26px; }
QDateEdit::down-arrow { image: none; }
QCalendarWidget QWidget { background: $surface; alternate-background-color: $sunken; }
QCalendarWidget QTableView::item { padding: 0; border: none; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $on_accent; }
QComboBox QAbstractItemView {
    background: $surface;
    color: $text;
    border: 1px solid $control;
    selection-background-color: $selected;
    selection-color: $text;
    outline: none;
}
QLineEdit, QPlainTextEdit { placeholder-text-color: $muted; }
QCheckBox { background: transparent; spacing: 8px; padding: 3px; border: 2px solid transparent; border-radius: 5px; }
QCheckBox::indicator { width: 16px; height: 16px; border: none; background: transparent; }
QCheckBox:focus { border-color: $focus; }

QListView, QTableView {
    background: $surface;
    color: $text;
    border: none;
    outline: none;
    selection-background-color: $selected;
    selection-color: $text;
}
QTableView[kind="field"] { border: 1px solid $control; border-radius: 6px; padding: 1px; }
QTableView[kind="field"]:focus { border: 2px solid $focus; padding: 0; }
QListView#bubbles { background: $window; }
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 10px; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface;
    color: $muted;
    border: none;
    border-bottom: 1px solid $line;
    padding: 8px 10px;
}
QTableCornerButton::section { background: $surface; border: none; }

QMenu { background: $surface; border: 1px solid $control; padding: 5px; }
QMenu::item { padding: 7px 22px; border-radius: 5px; color: $text; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QStatusBar { background: $surface; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#page { background: $window; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $control; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $sunken; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: $line; }
""")


def stylesheet(colours: Mapping[str, str]) -> str:
    return _SHEET.substitute(colours)
