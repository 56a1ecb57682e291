"""Every word that a report of an import can have has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.contracts.imports import OUTCOMES, REASONS, UNDO_REASONS, ImportLine
from app.services.workspace_file.planning_triggers import CODES
from ui import texts
from ui.models.imports import REASON, ImportLines
from ui.models.rows import TOOLTIP

PLANNING = Path(__file__).parents[2] / "app" / "services" / "workspace_file"


@pytest.mark.parametrize("reason", sorted({*REASONS, *UNDO_REASONS}))
def test_reasons_have_sentences(outpost_app, reason: str) -> None:
    text = texts.import_reason(reason)
    assert text.endswith(".")
    assert text != reason.replace("_", " ")


@pytest.mark.parametrize("outcome", [*OUTCOMES, "taken_back", "kept"])
def test_outcomes_have_words(outpost_app, outcome: str) -> None:
    assert texts.import_outcome(ImportLine("flow", "A", outcome)).word != outcome


def test_no_reason_is_published_that_nobody_gives() -> None:
    source = "".join(path.read_text("utf-8") for path in PLANNING.glob("*.py"))
    assert [reason for reason in (*REASONS, *UNDO_REASONS) if f'"{reason}"' not in source] == []


def test_triggers_of_every_type_have_words(outpost_app) -> None:
    from app.contracts.flows import Trigger
    from tests.ui.stub_office import NOW

    for kind in set(CODES.values()) - {"keyword"}:
        assert texts.trigger_words(Trigger("t", kind, "f", "Flow", [], "first_word", NOW)), kind


def test_a_cut_note_is_told_by_a_tip(outpost_app) -> None:
    model = ImportLines()
    model.set_lines([ImportLine("trigger", "A", "skipped", "keyword_invalid")])
    assert model.data(model.index(0, REASON), TOOLTIP) == texts.import_reason("keyword_invalid")
    assert model.as_text().count("\n") == 2
