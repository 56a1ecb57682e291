"""Finding and renaming what templates touch; printing expressions."""

from __future__ import annotations

import pytest

from app.engine.excellent.parser import parse
from app.engine.excellent.refactor import find_context_refs, has_expressions, refactor_template, rename_context
from app.engine.excellent.scanner import Kind, scan

NAMES = ("contact", "results", "webhook")


@pytest.mark.parametrize(
    ("template", "paths"),
    [
        ("nothing @nobody", []),
        ("@contact @@results", [("contact",)]),
        ("@(upper(Results.Name))", [("results",), ("results", "name")]),
        ('@(results["name"].value)', [("results",), ("results", "name"), ("results", "name", "value")]),
        ("@(webhook[0])", [("webhook",), ("webhook", "0")]),
        ("@(webhook[results.n])", [("webhook",), ("results",), ("results", "n")]),
        ("@(foreach(results, (x) => x & contact))", [("results",), ("x",), ("contact",)]),
        ("@(1 +)", []),
    ],
)
def test_find_context_refs(template: str, paths: list[tuple[str, ...]]) -> None:
    assert find_context_refs(template, NAMES) == paths


@pytest.mark.parametrize(
    ("template", "renamed"),
    [
        ("@webhook.status and @contact", "@webhook.json.status and @contact"),
        ("@(WEBHOOK[0]  &  webhook)", "@(webhook.json[0] & webhook.json)"),
        ("@(contact  & 1) @@webhook", "@(contact  & 1) @@webhook"),
        ("@(webhook +) @other", "@(webhook +) @other"),
        ('@(-webhook ^ (1 + 2) = "a\\nb")', '@(-webhook.json ^ (1 + 2) = "a\\nb")'),
        ("@(foreach(webhook, (x, y) => x.name & null))", "@(foreach(webhook.json, (x, y) => x.name & null))"),
    ],
)
def test_rename(template: str, renamed: str) -> None:
    assert rename_context(template, NAMES, ["webhook"], ["webhook", "json"]) == renamed


def test_rename_of_a_longer_path() -> None:
    assert rename_context('@results.a.value @(results["A"])', NAMES, ["results", "a"], ["results", "b"]) == (
        "@results.b.value @(results.b)"
    )


def test_printing_is_stable() -> None:
    text = '@( IF( TRUE , contact.Name&"é\\t" , ( X )=>-x[ 1.50 ]^2 ) )'
    printed = refactor_template(text, NAMES)
    assert printed == '@(if(true, contact.Name & "é\\t", (x) => -x[1.5] ^ 2))'
    assert refactor_template(printed, NAMES) == printed


def test_long_chains_are_printed() -> None:
    text = "1" + " + 1" * 3000
    assert str(parse(text)) == text
    assert rename_context(f"@({text} + webhook)", NAMES, ["webhook"], ["x"]).endswith("1 + x)")


def test_has_expressions() -> None:
    assert has_expressions("x @contact", NAMES)
    assert has_expressions("@(1)", NAMES)
    assert not has_expressions("a@b.c @@contact @(", NAMES)


def test_scan() -> None:
    assert scan('a@@b @contact.name. @(f(")"))', NAMES) == [
        (Kind.BODY, "a@b "),
        (Kind.IDENTIFIER, "contact.name"),
        (Kind.BODY, ". "),
        (Kind.EXPRESSION, 'f(")")'),
    ]
