"""PO files: the format, what a flow gives to translators, and what comes back."""

from __future__ import annotations

import copy
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.dates import Instant
from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import Flow
from app.engine.definition.po import PoEntry, PoFile, export_po, import_po, read_po
from app.engine.definition.po.file import MAX_CHARACTERS, MAX_ENTRIES, decode, encode
from app.engine.definition.po.languages import short_code
from app.engine.definition.reader import read_flow
from tests.app.engine.definition.flows import CASE, FLOW, OTHER, SEND, YES, Json, question, uuids

NOW = Instant.from_iso("2025-03-04T05:06:07Z")


def flow(data: Json | None = None) -> Flow:
    return read_flow(question() if data is None else data, new_uuid=uuids())


def by_id(po: PoFile) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in po.entries:
        found.setdefault(entry.id, []).append((entry.context, entry.text))
    return found


# export


def test_a_flow_goes_out_with_its_translations() -> None:
    po = export_po([flow()], "fra", NOW, comment="From the office\nof Nyamata")
    assert by_id(po) == {
        "Any left @contact?": [("", "Encore ?")],
        "No": [("", "")],
        "Other": [("", "")],
        "Thanks @fields.village, @results.any_left": [("", "")],
        "Yes": [("", "Oui")],
        "yes": [("", "oui")],
    }
    assert po.header == {
        "POT-Creation-Date": "2025-03-04 05:06+0000",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Language-3": "fra",
        "Source-Flows": FLOW,
    }
    assert po.entries[-2].references == [f"Stock/{SEND}/quick_replies:0", f"Stock/{YES}/name:0"]
    assert po.write().startswith('#  From the office\n#  of Nyamata\n#  \n#, fuzzy\nmsgid ""\nmsgstr ""\n"POT-Creation-Date: ')


@pytest.mark.parametrize("language", ["", "eng"])
def test_without_a_language_or_with_the_flows_own_it_is_a_form_to_fill_in(language: str) -> None:
    po = export_po([flow()], language, NOW)
    assert not any(entry.text for entry in po.entries)
    assert (po.header["Language"], po.header["Language-3"]) == ("", "")


def test_what_answers_are_compared_with_can_stay_at_home() -> None:
    assert "yes" not in by_id(export_po([flow()], "fra", NOW, exclude=["arguments"]))


def test_one_text_translated_in_several_ways_has_an_entry_for_each() -> None:
    data = question()
    data["localization"]["fra"] |= {OTHER: {"name": ["Oui!"]}, SEND: {"quick_replies": ["Oui", "Ouais"]}}
    data["nodes"][0]["router"]["categories"][1]["name"] = "Yes"
    data["nodes"][0]["actions"][0]["quick_replies"] = ["Yes", "Yes"]
    found = by_id(export_po([flow(data)], "fra", NOW))
    assert found["Yes"] == [("", "Oui"), (f"{SEND}/quick_replies:1", "Ouais"), (f"{OTHER}/name:0", "Oui!")]


def test_flows_of_different_languages_do_not_mix() -> None:
    other = question() | {"language": "kin", "localization": {}}
    with pytest.raises(DefinitionError, match="can't extract from flows with differing base languages"):
        export_po([flow(), flow(other)], "fra", NOW)
    with pytest.raises(DefinitionError, match="differing base languages"):
        import_po([flow(), flow(other)], PoFile(), "fra")


@pytest.mark.parametrize(("language", "short"), [("fra", "fr"), ("swh", "swh"), ("swa", "sw"), ("kin", "rw"), ("", "")])
def test_short_codes(language: str, short: str) -> None:
    assert short_code(language) == short


# import


def test_translations_come_in_and_are_told() -> None:
    po = PoFile({}, [PoEntry("Yes", "Yego"), PoEntry("No", "Oya"), PoEntry("Other", ""), PoEntry("Not there", "x")])
    original = flow()
    before = copy.deepcopy(original.raw)
    [definition], updates = import_po([original], po, "kin")
    assert original.raw == before
    assert definition["localization"]["kin"] == {SEND: {"quick_replies": ["Yego", "Oya"]}, YES: {"name": ["Yego"]}}
    assert definition["localization"]["fra"] == before["localization"]["fra"]
    assert [str(update) for update in updates] == [
        f'Stock/{SEND}/quick_replies:0 "" -> "Yego"',
        f'Stock/{YES}/name:0 "" -> "Yego"',
        f'Stock/{SEND}/quick_replies:1 "" -> "Oya"',
    ]
    read_flow(definition, new_uuid=uuids())


def test_a_place_of_its_own_goes_before_the_text() -> None:
    po = PoFile(
        {}, [PoEntry("Yes", "Oui oui", f"{SEND}/quick_replies:0"), PoEntry("Yes", "Oui"), PoEntry("Yes", "?", "elsewhere")]
    )
    [definition], updates = import_po([flow()], po, "fra")
    assert definition["localization"]["fra"][SEND]["quick_replies"] == ["Oui oui", "No"]
    assert [(update.uuid, update.old, update.new) for update in updates] == [(SEND, "", "Oui oui")]


def test_a_context_of_another_text_is_passed_over() -> None:
    po = PoFile({}, [PoEntry("Yes, please", "Oui", f"{SEND}/quick_replies:0")])
    assert import_po([flow()], po, "fra")[1] == []


def test_fuzzy_translations_are_not_used() -> None:
    assert import_po([flow()], PoFile({}, [PoEntry("No", "Non", flags=["fuzzy"])]), "fra")[1] == []


def test_what_came_in_goes_out_again() -> None:
    texts = {"Any left @contact?": "Hari\nibisigaye?", "No": 'Oya "rwose"', "Yes": "Yego"}
    entries = [PoEntry(text, translation) for text, translation in texts.items()]
    file = read_po(PoFile({}, entries).write())
    [definition], _ = import_po([flow()], file, "kin")
    found = by_id(export_po([flow(definition)], "kin", NOW))
    assert {text: found[text] for text in texts} == {text: [("", translation)] for text, translation in texts.items()}
    assert import_po([flow(definition)], file, "kin")[1] == []


@pytest.mark.parametrize(
    ("language", "message"),
    [("eng", "to the base language"), ("zzz", "invalid language code 'zzz'"), ("", "invalid language code")],
)
def test_languages_that_can_not_be_imported(language: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        import_po([flow()], PoFile(), language)


def test_excluded_properties_keep_their_translations() -> None:
    [definition], updates = import_po([flow()], PoFile({}, [PoEntry("yes", "ouais")]), "fra", exclude=["arguments"])
    assert (updates, definition["localization"]["fra"][CASE]) == ([], {"arguments": ["oui"]})


# the format

SAMPLE = """\
#  Our words
#
#, fuzzy
msgid ""
msgstr ""
"Language: fr\\n"
"X-Made-By: hand: mine\\n"

# seen by Jean
#. a greeting
#: Stock/1/text:0 Stock/2/text:0
#, fuzzy, c-format
#| msgid "Hullo"
msgctxt "1/text:0"
msgid "Hello"
msgstr ""
"Bonjour\\t\\\\\\"\\n"
"ami"
#~ msgid "Gone"
#~ msgstr "Parti"
msgid "Bye"
msgstr "Salut\\x21\\041"
"""


def test_a_file_by_other_hands_is_read() -> None:
    po = read_po("\ufeff" + SAMPLE.replace("\n", "\r\n"))
    hello, bye = po.entries
    assert po.header == {"Language": "fr", "X-Made-By": "hand: mine"}
    assert po.comment == ["Our words"]
    assert (hello.context, hello.id, hello.text) == ("1/text:0", "Hello", 'Bonjour\t\\"\nami')
    assert (hello.translator_comments, hello.extracted_comments) == (["seen by Jean"], ["a greeting"])
    assert (hello.references, hello.flags, hello.previous) == (
        ["Stock/1/text:0", "Stock/2/text:0"],
        ["fuzzy", "c-format"],
        ['msgid "Hullo"'],
    )
    assert (bye.id, bye.text, bye.is_fuzzy) == ("Bye", "Salut!!", False)


def test_what_is_written_reads_the_same() -> None:
    po = read_po(SAMPLE)
    assert read_po(po.write()) == po


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("hello", "malformed", "line 1: unexpected 'hello'"),
        ('"lost"', "malformed", "line 1: unexpected"),
        ('msgid "a', "malformed", "line 1: not a quoted text"),
        ('msgid "a"\nmsgid "b"', "malformed", "line 2: unexpected msgid"),
        ('msgstr "b"', "malformed", "line 1: unexpected msgstr"),
        ('msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', "malformed", "without msgstr: 'c'"),
        ('msgid "a"\nmsgid_plural "b"', "malformed", "plural forms"),
        ('msgid "a"\nmsgstr[0] "b"', "malformed", "plural forms"),
        ("x" * (MAX_CHARACTERS + 1), "limit", "can't be longer than"),
        ('msgid "a"\nmsgstr ""\n' * (MAX_ENTRIES + 1), "limit", "can't have more than"),
    ],
    ids=range(10),
)
def test_broken_files_are_refused(text: str, code: str, message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_po(text)
    assert caught.value.code == code
    assert message in caught.value.message


TEXTS = st.text(max_size=40)
ENTRIES = st.builds(PoEntry, st.text(min_size=1, max_size=40), TEXTS, TEXTS)


@settings(deadline=None)
@given(TEXTS)
def test_any_text_can_be_quoted(text: str) -> None:
    assert decode(encode(text)) == text


@settings(deadline=None)
@given(st.lists(ENTRIES, max_size=5))
def test_any_entries_can_be_written(entries: list[PoEntry]) -> None:
    assert read_po(PoFile({"Language": "fr"}, entries).write()).entries == entries


@settings(deadline=None)
@given(st.text(max_size=300) | st.lists(st.sampled_from(SAMPLE.split("\n")), max_size=12).map("\n".join))
def test_any_file_is_read_or_refused(text: str) -> None:
    try:
        read_po(text)
    except DefinitionError as error:
        assert error.code in ("malformed", "limit")


def test_a_hostile_file_costs_little() -> None:
    started = time.process_time()
    with pytest.raises(DefinitionError):
        read_po('msgid "' + "\\" * 2_000_000)
    read_po('msgid ""\nmsgstr ""\n' + '"x"\n' * 100_000)
    assert time.process_time() - started < 2
