"""PO files as gettext defines them, as far as one translation per text needs (no plurals, no obsolete entries).

Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.engine.definition.errors import DefinitionError

MAX_CHARACTERS = 10_000_000
MAX_ENTRIES = 50_000
FUZZY = "fuzzy"

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(?=\")")
_ESCAPED = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_ENCODED = str.maketrans({"\\": "\\\\", '"': '\\"'} | {char: f"\\{letter}" for letter, char in _ESCAPES.items()})
_SINGLE = ("msgctxt", "msgid", "msgstr")


@dataclass(slots=True)
class PoEntry:
    """One text. `context` is empty for a translation that holds wherever the text stands.

    Comments keep their text without the sign: `#  note` (translator's), `#. note` (extracted), `#: place`, `#, fuzzy`,
    `#| msgid "before"`.
    """

    id: str = ""
    text: str = ""
    context: str = ""
    translator_comments: list[str] = field(default_factory=list)
    extracted_comments: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    previous: list[str] = field(default_factory=list)

    @property
    def is_fuzzy(self) -> bool:
        """Whether somebody has to look at the translation before it may be used."""
        return FUZZY in self.flags

    def lines(self) -> Iterator[str]:
        """The entry in the file, without the empty line after it."""
        signs = {" ": self.translator_comments, ".": self.extracted_comments, ":": self.references}
        for sign, comments in signs.items():
            yield from (f"#{sign} {comment}" for comment in comments)
        if self.flags:
            yield f"#, {', '.join(self.flags)}"
        yield from (f"#| {line}" for line in self.previous)
        if self.context:
            yield f"msgctxt {encode(self.context)}"
        yield f"msgid {encode(self.id)}"
        yield f"msgstr {encode(self.text)}"


@dataclass(slots=True)
class PoFile:
    """`header` are the fields of the first entry, in order. `comment` are the lines before it."""

    header: dict[str, str] = field(default_factory=dict)
    entries: list[PoEntry] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)

    def sort(self) -> None:
        """By text, then context, those without first."""
        self.entries.sort(key=lambda entry: (entry.id, entry.context))

    def write(self) -> str:
        """The whole file, lines ended by a line feed."""
        lines = [f"#  {line}" for line in self.comment]
        lines += ["#  ", "#, fuzzy", 'msgid ""', 'msgstr ""']
        lines += [encode(f"{name}: {value}\n") for name, value in self.header.items()]
        for entry in self.entries:
            lines += ["", *entry.lines()]
        return "\n".join([*lines, "", ""])


def encode(text: str) -> str:
    """A text as one or more quoted lines, one for each of its own."""
    lines = text.split("\n")
    parts = [line + "\n" for line in lines[:-1]] + [line for line in lines[-1:] if line or len(lines) == 1]
    quoted = [f'"{part.translate(_ENCODED)}"' for part in parts]
    return quoted[0] if len(quoted) == 1 else "\n".join(['""', *quoted])


def decode(text: str) -> str:
    """What quoted lines say. Raises DefinitionError `malformed`."""
    return "".join(_decode_line(line) for line in text.split("\n"))


def _decode_line(line: str) -> str:
    found = _STRING.fullmatch(line.strip())
    if not found:
        raise DefinitionError("malformed", f"not a quoted text: {line.strip()[:40]}")
    return _ESCAPED.sub(lambda escape: _unescaped(escape[1]), found[1])


def _unescaped(sign: str) -> str:
    if sign[0] == "x" and len(sign) > 1:
        return chr(int(sign[1:], 16))
    return chr(int(sign, 8) & 0xFF) if sign[0] in "01234567" else _ESCAPES.get(sign, sign)


def read_po(text: str) -> PoFile:
    """Raises DefinitionError: `malformed` with the line, `limit` for a file that is too large. Plural forms are refused."""
    if len(text) > MAX_CHARACTERS:
        raise DefinitionError("limit", f"PO file can't be longer than {MAX_CHARACTERS} characters")
    reader = _Reader()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        try:
            reader.take(line.strip())
        except DefinitionError as error:
            raise error.within(f"PO file, line {number}") from None
    return reader.finish()


class _Reader:
    """Entries grow line by line; one ends where its translation has been read and something else begins."""

    def __init__(self) -> None:
        self._file = PoFile()
        self._entry, self._values = PoEntry(), dict[str, list[str]]()
        self._keyword = ""

    def take(self, line: str) -> None:
        keyword = _KEYWORD.match(line)
        if not line:
            return
        if line.startswith("#"):
            self._begin_if("msgstr" in self._values)
            self._comment(line)
        elif keyword:
            self._take_keyword(keyword[1], line[keyword.end() :])
        elif self._keyword:
            self._values[self._keyword].append(_decode_line(line))
        else:
            raise DefinitionError("malformed", f"unexpected '{line[:40]}'")

    def _take_keyword(self, name: str, value: str) -> None:
        if name not in _SINGLE:
            raise DefinitionError("malformed", "plural forms are not supported")
        self._begin_if("msgstr" in self._values)
        if name in self._values or (name == "msgstr" and "msgid" not in self._values):
            raise DefinitionError("malformed", f"unexpected {name}")
        self._keyword = name
        self._values[name] = [_decode_line(value)]

    def _comment(self, line: str) -> None:
        sign, text = line[1:2], line[2:].removeprefix(" ")
        entry = self._entry
        if sign == ",":
            entry.flags += [flag.strip() for flag in text.split(",") if flag.strip()]
        elif sign == ".":
            entry.extracted_comments.append(text)
        elif sign == ":":
            entry.references += text.split()
        elif sign == "|":
            entry.previous.append(text)
        elif sign != "~":
            entry.translator_comments.append(line[1:].strip())

    def _begin_if(self, done: bool) -> None:
        if done:
            self._end()

    def _end(self) -> None:
        entry, values = self._entry, {name: "".join(parts) for name, parts in self._values.items()}
        entry.id, entry.text = values.get("msgid", ""), values.get("msgstr", "")
        entry.context = values.get("msgctxt", "")
        if "msgid" in values and "msgstr" not in values:
            raise DefinitionError("malformed", f"text without msgstr: '{entry.id[:40]}'")
        if "msgid" in values and not entry.id and not entry.context and not self._file.entries:
            self._file.header = dict(_header(entry.text))
            self._file.comment = _without_empty_end(entry.translator_comments)
        elif "msgid" in values:
            self._file.entries.append(entry)
        if len(self._file.entries) > MAX_ENTRIES:
            raise DefinitionError("limit", f"PO file can't have more than {MAX_ENTRIES} texts")
        self._entry, self._values, self._keyword = PoEntry(), {}, ""

    def finish(self) -> PoFile:
        self._end()
        return self._file


def _header(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(), value.strip()


def _without_empty_end(lines: Sequence[str]) -> list[str]:
    return list(lines[:-1] if lines and not lines[-1] else lines)
