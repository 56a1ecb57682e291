"""Collect the texts of the window into the .ts files and compile them: `python -m ui.i18n.update`.

Uses lupdate and lrelease of PySide6. Fails when a text has no translation, so that no language falls behind unseen.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from ui.i18n import FOLDER, LANGUAGES

OPTIONS = ("-no-obsolete", "-locations", "none", "-source-language", "en")


def main() -> int:
    sources = sorted(str(file) for file in FOLDER.parent.rglob("*.py") if file.parent != FOLDER)
    for code, _ in LANGUAGES:
        catalogue = FOLDER / f"outpost_{code}.ts"
        only = ["-pluralonly"] if code == "en" else []
        _run("pyside6-lupdate", *sources, *only, *OPTIONS, "-target-language", code, "-ts", str(catalogue))
        _run("pyside6-lrelease", str(catalogue), "-fail-on-unfinished", "-qm", str(catalogue.with_suffix(".qm")))
    return 0


def _run(tool: str, *args: str) -> None:
    beside = Path(sys.executable).parent / tool
    program = str(beside) if beside.exists() else shutil.which(tool) or tool
    subprocess.run([program, *args], check=True)  # noqa: S603 - Qt's own tools


if __name__ == "__main__":
    sys.exit(main())
