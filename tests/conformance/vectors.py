"""Where the cases are, what a checked case is, and the families that check them."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import pkgutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPO = HERE.parent.parent
ENGINE_FOLDERS = ("runner", "excellent", "actions", "routers", "contactql", "migrations", "legacy", "cases")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """`id` is the case's own; `detail` says what was expected and what came, for people."""

    id: str
    passed: bool
    detail: str = ""


Family = Callable[[Path], Iterator[CaseResult]]


def find_vectors() -> Path | None:
    """The folder that holds `goflow/`, `relayer/` and the rest, or None."""
    named = os.environ.get("OUTPOST_VECTORS")
    folder = Path(named) if named else REPO.parent / "shared" / "conformance"
    return folder if folder.is_dir() else None


@contextmanager
def laid_out(folder: Path) -> Iterator[Path]:
    """The folder as the families look for it. One that holds families themselves (`runner/`, `excellent/`) is taken for
    the `goflow/` of a whole one."""
    if (folder / "goflow").is_dir() or not any((folder / name).is_dir() for name in ENGINE_FOLDERS):
        yield folder
        return
    with tempfile.TemporaryDirectory() as whole:
        (Path(whole) / "goflow").symlink_to(folder.resolve(), target_is_directory=True)
        yield Path(whole)


def run_family(name: str, family: Family, folder: Path) -> list[CaseResult]:
    """All results; a family whose own files are not in the folder has no cases, and one that breaks has a failed one."""
    results: list[CaseResult] = []
    try:
        for result in family(folder):
            results.append(result)  # what came before it broke is kept
    except FileNotFoundError as missing:
        if results:
            results.append(CaseResult(f"{name}/broken", False, str(missing)))
    except Exception as trouble:
        results.append(CaseResult(f"{name}/broken", False, repr(trouble)))
    return results


def read_json(path: Path) -> Any:
    """A file of cases."""
    return json.loads(path.read_text(encoding="utf-8"))


def cases(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file of the usual shape; none where the file is missing."""
    if path.exists():
        yield from read_json(path)["cases"]


def read_local(text: str, zone: dt.tzinfo) -> dt.datetime:
    """A time of the zone, unless it names its own."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def check(case_id: str, run: Callable[[], object]) -> CaseResult:
    """Run one case. `run` returns None when all is well, else what differs; an exception is a failure like any other."""
    try:
        problem = run()
    except Exception as error:
        return CaseResult(case_id, False, f"{type(error).__name__}: {error}")
    return CaseResult(case_id, problem is None, "" if problem is None else str(problem))


def differs(expected: object, actual: object) -> str | None:
    """None when equal, else both, for `check`."""
    return None if expected == actual else f"expected {expected!r}, got {actual!r}"


def families() -> dict[str, Family]:
    """All families by name. Two modules that claim one name are a mistake."""
    found: dict[str, Family] = {}
    for module in pkgutil.iter_modules([str(HERE)]):
        if not module.name.startswith("families_"):
            continue
        for name, family in importlib.import_module(f"{__package__}.{module.name}").FAMILIES.items():
            if name in found:
                raise ValueError(f"family {name} is registered twice")
            found[name] = family
    return dict(sorted(found.items()))


def known_failures() -> dict[str, str]:
    """Cases that do not pass yet, with the reason."""
    failures: dict[str, str] = read_json(HERE / "known_failures.json")
    return failures
