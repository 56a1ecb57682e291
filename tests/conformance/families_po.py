"""Texts of flows as PO files, and definitions for Surveyor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from app.engine.dates import Instant
from app.engine.definition.downgrade import for_surveyor
from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import Flow
from app.engine.definition.po import PoEntry, PoFile, export_po, import_po, read_po
from app.engine.definition.po.file import decode, encode
from app.engine.definition.reader import read_flow
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json

Json = Any


def _flows(assets: Json, uuids: list[str]) -> list[Flow]:
    raw = {flow["uuid"]: flow for flow in assets["flows"]}
    return [read_flow(raw[uuid], new_uuid=MockUniverse().uuid4) for uuid in uuids]


def exports(folder: Path) -> Iterator[CaseResult]:
    path = folder / "goflow/po/export.json"
    for case in cases(path):
        yield check(case["id"], partial(_export, case, read_json(path)))


def _export(case: Json, whole: Json) -> str | None:
    now = Instant.from_iso(whole["now"].split()[0])
    flows = _flows(case["assets"], case["flow_uuids"])
    exclude = case.get("exclude_properties") or ()
    try:
        po = export_po(flows, case["language"] or "", now, comment=whole["initial_comment"], exclude=exclude)
    except DefinitionError as error:
        return differs(case.get("error"), error.message)
    return differs(case.get("po"), po.write())


def imports(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/po/import.json"):
        yield check(case["id"], partial(_import, case))


def _import(case: Json) -> str | None:
    flows = _flows(case["assets"], [case["flow_uuid"]])
    definitions, updates = import_po(flows, _po(case), case["language"], exclude=case.get("exclude_properties") or ())
    return (differs(case["updates"], [str(update) for update in updates]) if "updates" in case else None) or (
        differs(case["localization"], definitions[0]["localization"]) if "localization" in case else None
    )


def _po(case: Json) -> PoFile:
    if "po" in case:
        return read_po(case["po"])
    return PoFile({}, [PoEntry(entry["msgid"], entry["msgstr"], entry["msgctxt"]) for entry in case["entries"]])


def strings(folder: Path) -> Iterator[CaseResult]:
    for case in cases(folder / "goflow/po/strings.json"):
        yield check(case["id"], partial(_string, case))


def _string(case: Json) -> str | None:
    return differs(case["encoded"], encode(case["decoded"])) or differs(case["decoded"], decode(case["encoded"]))


def files(folder: Path) -> Iterator[CaseResult]:
    """Each file is read and written again; the one that is sorted is so from any order."""
    for path in sorted([*folder.glob("goflow/po/files/*.po"), *folder.glob("other/translations/*.po")]):
        yield check(f"po/files/{path.name}", partial(_file, path))


def _file(path: Path) -> str | None:
    text = path.read_text(encoding="utf-8")
    po = read_po(text)
    if "sorted" in path.name:
        po.entries.reverse()
        po.sort()
    return differs(text.rstrip(), po.write().rstrip())


def translations(folder: Path) -> Iterator[CaseResult]:
    """What an office exports of the published flows, and a translator's file taken in whole."""
    path = folder / "goflow/po/export.json"
    if path.exists() and (folder / "other/translations").is_dir():
        known = {flow["name"]: flow for case in cases(path) for flow in case["assets"]["flows"]}
        for file in sorted((folder / "other/translations").glob("*.po")):
            yield check(f"other/translations/{file.name}", partial(_translation, file, known, read_json(path)))


def _translation(file: Path, known: dict[str, Json], whole: Json) -> str | None:
    text = file.read_text(encoding="utf-8")
    po = read_po(text)
    names = {place.split("/")[0].replace("+", " ") for entry in po.entries for place in entry.references}
    flows = [read_flow(known[name], new_uuid=MockUniverse().uuid4) for name in sorted(names)]
    if file.name.startswith("exports"):
        now = Instant.from_iso(whole["now"].split()[0])
        made = export_po(flows, po.header["Language-3"], now, comment=whole["initial_comment"])
        return differs(text.rstrip(), made.write().rstrip())
    definitions, _ = import_po(flows, po, "spa")
    again = export_po([read_flow(one, new_uuid=MockUniverse().uuid4) for one in definitions], "spa", Instant(0))
    found = {entry.id: entry.text for entry in again.entries}
    return differs({entry.id: entry.text for entry in po.entries}, {entry.id: found.get(entry.id) for entry in po.entries})


def surveyor(folder: Path) -> Iterator[CaseResult]:
    """A survey that Surveyor runs is written for it as it stands, after a way through the newest version."""
    path = folder / "surveyor/flow_spec_13_1.json"
    if path.exists():
        yield check("surveyor/flow_spec_13_1", partial(_surveyor, read_json(path)))


def _surveyor(definition: Json) -> str | None:
    flow = read_flow(definition, new_uuid=MockUniverse().uuid4)
    return differs(definition, for_surveyor(flow, [flow.uuid]))


FAMILIES: dict[str, Family] = {
    "other/translations": translations,
    "po/export": exports,
    "po/files": files,
    "po/import": imports,
    "po/strings": strings,
    "surveyor/downgrade": surveyor,
}
