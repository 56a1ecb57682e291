"""The table of who may call what: `roles.json`, method by method, and the calls that prove it.

`python -m tests.app.services.roles` says whether the table is that of the contracts; `--update` writes it anew, and the
difference is to be read: it is what a change of a contract gives to whom.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.contracts.base import Access, Actor
from app.contracts.registry import CONTRACTS
from app.services.base import contract_methods
from tests.app.support import ROLES, START

FILE = Path(__file__).with_name("roles.json")
OFFICE_ADMINISTRATOR, NOBODY, OUTSIDER = "office administrator", "nobody", "another workspace's administrator"
CALLERS: tuple[str, ...] = (*ROLES, OFFICE_ADMINISTRATOR, NOBODY, OUTSIDER)
METHODS = [(name, method) for name, contract in CONTRACTS.items() for method in contract_methods(contract)]


def needed(name: str, method: str) -> Access:
    found: Access = getattr(CONTRACTS[name], method).__access__
    return found


def may(who: str, rule: Access) -> bool:
    """What the marks of the contracts mean, said once more in other words."""
    if rule.scope == "public":
        return True
    if who == NOBODY:
        return False
    if rule.scope == "person":
        return True
    if rule.scope == "workspace":
        return who in rule.roles
    role = "administrator" if who == OUTSIDER else who
    return who == OFFICE_ADMINISTRATOR or (rule.kind == "query" and role in rule.roles)


def table() -> dict[str, list[str]]:
    """Who may call each method."""
    return {f"{name}.{method}": [who for who in CALLERS if may(who, needed(name, method))] for name, method in METHODS}


def arguments(name: str, method: str, workspace: str) -> dict[str, Any]:
    """Something of the right type for every argument; the first of a workspace method is the workspace."""
    hints = typing.get_type_hints(getattr(CONTRACTS[name], method))
    hints.pop("return", None)
    given = {key: sample(hint) for key, hint in hints.items()}
    if needed(name, method).scope == "workspace":
        given["workspace"] = workspace
    return given


def sample(hint: Any) -> Any:
    """A small value of this type."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return parts[0]
    if origin in (typing.Union, types.UnionType):
        return None if type(None) in parts else sample(parts[0])
    if origin is not None:
        return origin()
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return _sample_dataclass(hint)
    return _PLAIN[hint]() if hint in _PLAIN else hint()


def _sample_dataclass(kind: type) -> Any:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    bare = [one.name for one in fields if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING]
    return kind(**{name: sample(hints[name]) for name in bare})


_PLAIN: dict[Any, Callable[[], Any]] = {
    str: lambda: "x",
    bytes: lambda: b"{}",
    int: lambda: 1,
    Any: lambda: None,
    dt.datetime: lambda: START,
    dt.date: START.date,
}


def actor_of(user_id: int, who: str, workspace: str, other_workspace: str) -> Actor:
    """`who` is one of `CALLERS` but nobody."""
    if who == OFFICE_ADMINISTRATOR:
        return Actor(user_id, who, {}, is_office_admin=True)
    if who == OUTSIDER:
        return Actor(user_id, who, {other_workspace: "administrator"})
    return Actor(user_id, who, {workspace: typing.cast(Any, who)})


def text() -> str:
    lines = [f"  {json.dumps(method)}: {json.dumps(callers)}" for method, callers in table().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Who may call what.")
    parser.add_argument("--update", action="store_true", help="write roles.json anew")
    if parser.parse_args().update:
        FILE.write_text(text(), "utf-8", newline="\n")
        return 0
    return 0 if FILE.read_text("utf-8") == text() else 1


if __name__ == "__main__":
    sys.exit(main())
