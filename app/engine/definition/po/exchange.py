"""Texts of flows into a PO file, and translations of a PO file into flows.

One entry stands for a text wherever it occurs. Where the same text is translated in several ways, the most frequent
translation is the entry's, and each other place has an entry of its own with the place as context, `uuid/property:index`.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from app.engine.dates import Instant, format_instant
from app.engine.definition import tree
from app.engine.definition.errors import DefinitionError
from app.engine.definition.languages import is_language
from app.engine.definition.model import Flow
from app.engine.definition.po.file import PoEntry, PoFile
from app.engine.definition.po.languages import short_code
from app.engine.definition.templates import LOCALIZABLE, resolve
from app.engine.definition.tree import Obj

_CREATED = "YYYY-MM-DD tt:mm"


@dataclass(frozen=True, slots=True)
class _Place:
    """One text of a flow: property `prop` of item `uuid`; `bases` are all texts of the property."""

    flow: int
    uuid: str
    prop: str
    index: int
    bases: tuple[str, ...]

    @property
    def base(self) -> str:
        return self.bases[self.index]

    @property
    def context(self) -> str:
        return f"{self.uuid}/{self.prop}:{self.index}"


@dataclass(frozen=True, slots=True)
class Update:
    """A translation that an import changes; `old` is empty where there was none."""

    flow_name: str
    uuid: str
    prop: str
    index: int
    old: str
    new: str

    def __str__(self) -> str:
        return f'{self.flow_name}/{self.uuid}/{self.prop}:{self.index} "{self.old}" -> "{self.new}"'


def export_po(flows: Sequence[Flow], language: str, now: Instant, *, comment: str = "", exclude: Collection[str] = ()) -> PoFile:
    """All translatable texts with their translations to `language`; none where it is empty or the flows' own.

    `exclude` are properties to leave out: `arguments` are what answers are compared with, not what people read.
    Raises DefinitionError when the flows have different languages.
    """
    places = _places(flows, exclude)
    wanted = "" if any(flow.language == language for flow in flows) else language
    by_text: dict[str, list[_Place]] = {}
    for place in places:
        by_text.setdefault(place.base, []).append(place)
    names = [quote_plus(flow.name) for flow in flows]
    entries = [entry for text, same in by_text.items() for entry in _entries(text, same, flows, names, wanted)]
    entries.sort(key=lambda entry: (entry.id, entry.references))
    header = {
        "POT-Creation-Date": format_instant(now, _CREATED) + "+0000",
        "Language": short_code(wanted),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Language-3": wanted,
        "Source-Flows": "; ".join(flow.uuid for flow in flows),
    }
    return PoFile(header, entries, comment.split("\n") if comment else [])


def _entries(text: str, places: list[_Place], flows: Sequence[Flow], names: Sequence[str], language: str) -> Iterator[PoEntry]:
    translations = {place: _translation(flows[place.flow], language, place) for place in places}
    known = Counter(translation for translation in translations.values() if translation)
    usual = known.most_common(1)[0][0] if known else ""
    general = [place for place, translation in translations.items() if translation in ("", usual)]
    yield PoEntry(text, usual, references=sorted(f"{names[place.flow]}/{place.context}" for place in general))
    for place, translation in translations.items():
        if translation not in ("", usual):
            yield PoEntry(text, translation, place.context, references=[f"{names[place.flow]}/{place.context}"])


def _translation(flow: Flow, language: str, place: _Place) -> str:
    texts = flow.localization.get(language, place.uuid, place.prop) if language else []
    return texts[place.index] if place.index < len(texts) else ""


def _places(flows: Sequence[Flow], exclude: Collection[str]) -> list[_Place]:
    if len({flow.language for flow in flows}) > 1:
        raise DefinitionError("invalid", "can't extract from flows with differing base languages")
    found = [place for number, flow in enumerate(flows) for place in _places_in(number, flow)]
    return [place for place in found if place.base and place.prop not in exclude]


def _places_in(number: int, flow: Flow) -> Iterator[_Place]:
    for holder, prop in _holders(flow):
        uuid, value = tree.text(holder, "uuid"), holder.get(prop)
        texts = tuple(tree.strings(value) if isinstance(value, list) else [tree.text(holder, prop)])
        yield from (_Place(number, uuid, prop, index, texts) for index in range(len(texts)))


def _holders(flow: Flow) -> Iterator[tuple[Obj, str]]:
    """Objects with a translatable property, in the order of the flow."""
    for node in tree.nodes(dict(flow.raw)):
        for action in tree.actions(node):
            for path in LOCALIZABLE.get(tree.text(action, "type"), ()):
                yield from ((holder, key) for holder, key, _many in resolve(action, path))
        router = tree.router(node) or {}
        yield from ((case, "arguments") for case in tree.cases(router))
        yield from ((category, "name") for category in tree.categories(router))


def import_po(
    flows: Sequence[Flow], po: PoFile, language: str, *, exclude: Collection[str] = ()
) -> tuple[list[dict[str, Any]], list[Update]]:
    """The definitions with the translations of the file, and what that changes. The flows themselves stay as they are.

    Entries without translation and fuzzy ones change nothing. Where a property has several texts and only some are
    translated, the others keep their base text. Raises DefinitionError for flows of different languages, for an
    unknown language, and for the flows' own.
    """
    if not is_language(language):
        raise DefinitionError("invalid", f"invalid language code '{language}'")
    if any(flow.language == language for flow in flows):
        raise DefinitionError("invalid", "can't import translations to the base language")
    places = _places(flows, exclude)
    definitions = [copy.deepcopy(dict(flow.raw)) for flow in flows]
    updates = []
    for place, new in _wanted(places, po).items():
        flow = flows[place.flow]
        old = _translation(flow, language, place)
        if new != old:
            updates.append(Update(flow.name, place.uuid, place.prop, place.index, old, new))
            _set(definitions[place.flow], language, place, new)
    return definitions, updates


def _wanted(places: list[_Place], po: PoFile) -> dict[_Place, str]:
    """The translation of each place that has one: those for all places in the order of the file, then single ones."""
    usable = [entry for entry in po.entries if entry.text and not entry.is_fuzzy]
    by_text: dict[str, list[_Place]] = {}
    by_context: dict[tuple[str, str], list[_Place]] = {}
    for place in places:
        by_text.setdefault(place.base, []).append(place)
        by_context.setdefault((place.context, place.base), []).append(place)
    found: dict[_Place, str] = {}
    for entry in usable:
        if not entry.context:
            found |= dict.fromkeys(by_text.get(entry.id, ()), entry.text)
    for entry in usable:
        if entry.context:
            found |= dict.fromkeys(by_context.get((entry.context, entry.id), ()), entry.text)
    return found


def _set(definition: Obj, language: str, place: _Place, text: str) -> None:
    holder = definition
    for key in ("localization", language, place.uuid):
        inner = tree.obj(holder, key)
        if inner is None:
            inner = holder[key] = {}
        holder = inner
    texts = tree.strings(holder.get(place.prop))
    texts += place.bases[len(texts) :]
    texts[place.index] = text
    holder[place.prop] = texts
