"""The languages of the window. English stands in the code, its plural forms in outpost_en.ts; the others
in outpost_<code>.ts. All are compiled to .qm.

`python -m ui.i18n.update` collects the texts and compiles them.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

FOLDER = Path(__file__).parent
# Code and the language's own name, as people look for it.
LANGUAGES = (("en", "English"), ("ar", "العربية"), ("fr", "Français"))
_RTL = frozenset({"ar"})
_installed: list[QTranslator] = []


def choose(wanted: str) -> str:
    """The language to show: the wanted one, else the system's, else English."""
    codes = [code for code, _ in LANGUAGES]
    if wanted in codes:
        return wanted
    system = QLocale.system().name().split("_")[0]
    return system if system in codes else "en"


def use(app: QApplication, wanted: str) -> str:
    """Switch texts, number formats and direction; returns the language chosen. Screens made earlier keep their texts."""
    code = choose(wanted)
    for old in _installed:
        QCoreApplication.removeTranslator(old)
    _installed.clear()
    for name, folder in (("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)), ("outpost", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(f"{name}_{code}", folder):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
    QLocale.setDefault(_locale(code))
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if code in _RTL else Qt.LayoutDirection.LeftToRight)
    return code


def _locale(code: str) -> QLocale:
    """The system's formats when it speaks this language; Arabic with the digits that phones and forms use here."""
    system = QLocale.system()
    if system.name().split("_")[0] == code:
        return system
    if code == "ar":
        return QLocale(QLocale.Language.Arabic, QLocale.Country.Tunisia)
    return QLocale(code)
