"""Tests on texts and their words. Words are compared without case, by the environment's collation."""

from __future__ import annotations

from collections.abc import Sequence

import re2

from app.engine.cases.results import case, matched
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import TEXT
from app.engine.excellent.functions.texts import WORDS_WORK, BadPattern, search_pattern
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import Property, XError, XObject, XValue
from app.engine.text import well_formed, words

# RE2, so that no text takes long. Local part, an @, and a domain of at least two parts, letters of any script.
_EMAIL = re2.compile(
    r"[\pL\pN\pM_.!#$%&'*+/=?^`{|}~-]*[\pL\pN\pM_!#$%&'*+/=?^`{|}~-]@([\pL\pN\pM_-]+\.)+[\pL\pN\pM_][\pL\pN\pM_-]*"
)


@case("has_text", TEXT)
def has_text(scope: Scope, env: Environment, text: str) -> XValue:
    text = text.strip()
    return matched(text) if text else False


@case("has_value", TEXT)
def has_value(scope: Scope, env: Environment, text: str) -> XValue:
    """The old name of has_text."""
    return has_text(scope, env, text)


@case("has_only_text", TEXT, TEXT)
def has_only_text(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    """Exactly the same, case and spaces too."""
    return matched(text) if text == test else False


@case("has_beginning", TEXT, TEXT)
def has_beginning(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    text, test = text.strip(), test.strip()
    beginning = text[: len(test)]
    return matched(beginning) if test and text and env.same_text(beginning, test) else False


@case("has_any_word", TEXT, TEXT, work=WORDS_WORK)
def has_any_word(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    wanted = set(_folded(env, words(test)))
    found = [word for word in words(text) if _fold(env, word) in wanted]
    return matched(" ".join(found)) if found else False


@case("has_all_words", TEXT, TEXT, work=WORDS_WORK)
def has_all_words(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    wanted = set(_folded(env, words(test)))
    found = [word for word in words(text) if _fold(env, word) in wanted]
    return matched(" ".join(found)) if found and wanted == set(_folded(env, found)) else False


@case("has_phrase", TEXT, TEXT, work=WORDS_WORK)
def has_phrase(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    """The words of the test in a row; an empty test is in every text."""
    own, wanted = words(text), _folded(env, words(test))
    folded, size = _folded(env, own), len(wanted)
    for start in range(len(own) - size + 1):
        if folded[start : start + size] == wanted:
            return matched(" ".join(own[start : start + size]))
    return False


@case("has_only_phrase", TEXT, TEXT, work=WORDS_WORK)
def has_only_phrase(scope: Scope, env: Environment, text: str, test: str) -> XValue:
    own = words(text)
    return matched(" ".join(own)) if _folded(env, own) == _folded(env, words(test)) else False


@case("has_pattern", TEXT, TEXT)
def has_pattern(scope: Scope, env: Environment, text: str, pattern: str) -> XValue:
    """A regular expression found anywhere; `extra` has the groups by number, 0 the whole."""
    try:
        found = search_pattern(scope, pattern.strip(), text)
    except BadPattern as error:
        return XError(str(error))
    if not found:
        return False
    groups: dict[str, Property] = {str(i): group or "" for i, group in enumerate((found[0], *found.groups()))}
    return matched(found[0], XObject(groups))


@case("has_email", TEXT)
def has_email(scope: Scope, env: Environment, text: str) -> XValue:
    found = _EMAIL.search(well_formed(text))
    return matched(found[0].lstrip(".")) if found else False


def _fold(env: Environment, word: str) -> str:
    return env.collate(word.lower())


def _folded(env: Environment, found: Sequence[str]) -> list[str]:
    return [_fold(env, word) for word in found]
