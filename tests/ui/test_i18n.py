"""Languages: complete, with the same places for values, and switched as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout
from PySide6.QtWidgets import QApplication

from ui import fonts, i18n, texts
from ui.i18n.update import OPTIONS

OTHERS = [code for code, _ in i18n.LANGUAGES if code != "en"]
# One sentence of each script that the office's people write.
SCRIPTS = {
    "Latin": "Umuganda wa buri kwezi",
    "Arabic": "مرحبا بكم",
    "Ethiopic": "ሰላም ለሁላችሁ",
    "Khmer": "សួស្តី",
    "Burmese": "မင်္ဂလာပါ",
    "Devanagari": "नमस्ते",
    "Bengali": "নমস্কার",
    "Lao": "ສະບາຍດີ",
    "Thai": "สวัสดี",
    "Tamil": "வணக்கம்",
}


def messages(file: Path) -> dict[tuple[str, str], ET.Element]:
    root = ET.parse(file).getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in root.findall("context")
        for message in context.findall("message")
    }


def translations(message: ET.Element) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    forms = [form.text or "" for form in translation.findall("numerusform")]
    return forms or [translation.text or ""]


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_in_the_code_is_translated(code: str, tmp_path: Path) -> None:
    sources = [str(file) for file in i18n.FOLDER.parent.rglob("*.py") if file.parent != i18n.FOLDER]
    fresh = tmp_path / "fresh.ts"
    tool = Path(sys.executable).parent / "pyside6-lupdate"
    subprocess.run([tool, *sources, *OPTIONS, "-target-language", code, "-ts", fresh], check=True, capture_output=True)
    kept = messages(i18n.FOLDER / f"outpost_{code}.ts")
    assert set(messages(fresh)) == set(kept)
    unfinished = [
        key for key, message in kept.items() if not all(translations(message)) or message.find("translation[@type]") is not None
    ]
    assert unfinished == []


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_places_for_values(code: str) -> None:
    for (_, source), message in messages(i18n.FOLDER / f"outpost_{code}.ts").items():
        places = set(re.findall(r"\{\w+\}", source))
        for text in translations(message):
            assert set(re.findall(r"\{\w+\}", text)) == places, source
            assert "%n" in text or "%n" not in source or message.get("numerus") == "yes", source


@pytest.mark.parametrize("code", [code for code, _ in i18n.LANGUAGES])
def test_the_compiled_texts_are_those_of_the_catalogue(code: str, outpost_app: QApplication) -> None:
    i18n.use(outpost_app, code)
    for (context, source), message in messages(i18n.FOLDER / f"outpost_{code}.ts").items():
        if message.get("numerus") != "yes":
            assert QCoreApplication.translate(context, source) == translations(message)[0]
    i18n.use(outpost_app, "en")


def test_english_knows_one_and_many(outpost_app: QApplication) -> None:
    i18n.use(outpost_app, "en")
    assert texts.limit_text(60) == "Too many wrong attempts. Wait 1 minute, then try again."
    assert texts.limit_text(61) == "Too many wrong attempts. Wait 2 minutes, then try again."


def test_arabic_turns_the_window_round_and_back(outpost_app: QApplication) -> None:
    assert i18n.use(outpost_app, "ar") == "ar"
    assert outpost_app.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert QLocale().language() == QLocale.Language.Arabic
    assert i18n.use(outpost_app, "en") == "en"
    assert outpost_app.layoutDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_has_its_letters(script: str, outpost_app: QApplication) -> None:
    """Shaped with the shipped fonts: no letter falls back to an empty box."""
    layout = QTextLayout(SCRIPTS[script], outpost_app.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert runs
    for run in runs:
        assert run.rawFont().familyName() in fonts.FAMILIES
        assert 0 not in run.glyphIndexes()


def test_bold_is_wider_and_not_another_family(outpost_app: QApplication) -> None:
    bold = QFont(outpost_app.font())
    bold.setBold(True)
    assert QFontMetrics(bold).horizontalAdvance("Messages") > QFontMetrics(outpost_app.font()).horizontalAdvance("Messages")


def test_every_error_the_contracts_name_has_its_sentence(outpost_app: QApplication) -> None:
    from app.errors import OutpostError

    contracts = Path(texts.__file__).parent.parent / "app" / "contracts"
    named: set[str] = set()
    for file in contracts.glob("*.py"):
        for line in re.findall(r"Errors:(.*?)(?:\"\"\"|\n\n)", file.read_text("utf-8"), re.DOTALL):
            codes = re.sub(r"\([^()]*\)|\bas `\w+`", "", line)  # reasons and parameters stand in brackets
            named |= set(re.findall(r"`(\w+)`", codes))
    named -= {"invalid", "seconds", "path", "preview_import", "sign_in_limited"}
    named -= {"cannot_change", "empty", "taken", "too_large", "too_long", "too_short", "type"}  # reasons of `invalid`
    assert len(named) > 8
    for code in named:
        assert code not in texts.error_text(OutpostError(code)), code
