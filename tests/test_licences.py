"""Every shipped package is listed with its own version and licence, and the licence is one that fits AGPL-3.0-or-later."""

from __future__ import annotations

import hashlib
import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "packaging" / "licences" / "THIRD_PARTY.md"
REQUIREMENTS = ROOT / "packaging" / "requirements"

# Source: gnu.org/licenses/license-list.html, "GPL-compatible".
FITTING = {
    "MIT",
    "MIT-0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "PSF-2.0",
    "Apache-2.0",
    "LGPL-3.0-only",
}
# What stands in packages that give no SPDX expression: their classifier, or the opening words of the licence itself.
CLASSIFIERS = {"MIT License": "MIT", "BSD License": "BSD", "Apache Software License": "Apache-2.0"}
OPENINGS = {"Permission is hereby granted, free of charge": "MIT"}


def pins(name: str) -> dict[str, str]:
    """Package -> version of one requirement set, without those it includes."""
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", "\n".join(lines), re.MULTILINE))


def listed() -> dict[str, tuple[str, str]]:
    """Package -> (version, licence), from the package tables: those with four columns."""
    rows = re.findall(r"^\| ([\w.-]+) \| ([\d.]+) \| ([^|]+) \| [^|]+ \|$", LISTED.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (version, licence.strip()) for name, version, licence in rows}


def stated_licence(package: str) -> str:
    """What a package says of itself: SPDX where it can be told, only the family ("BSD") for a vague classifier."""
    about = metadata.metadata(package)
    expression = about.get("License-Expression") or about.get("License") or ""
    if expression and "\n" not in expression:
        return expression
    for classifier in about.get_all("Classifier") or []:
        if classifier.startswith("License :: "):
            return CLASSIFIERS[classifier.split(" :: ")[-1]]
    for file in metadata.files(package) or []:
        if file.name.upper().startswith("LICENSE"):
            text = " ".join(file.read_text().split())
            return next(licence for words, licence in OPENINGS.items() if words in text)
    return "none"


@pytest.mark.parametrize("package", sorted(pins("runtime") | pins("server")))
def test_package_is_listed_with_its_own_licence(package: str) -> None:
    version, licence = listed()[package]
    assert version == (pins("runtime") | pins("server"))[package]
    try:
        stated = stated_licence(package)
    except metadata.PackageNotFoundError:
        if package in pins("runtime"):
            raise
        pytest.skip(f"{package} is not installed on this Python")
    assert licence == stated or (stated == "BSD" and licence.startswith("BSD-"))


def test_nothing_is_listed_that_is_not_shipped() -> None:
    assert set(listed()) == set(pins("runtime") | pins("server"))


@pytest.mark.parametrize(("package", "licence"), [(name, licence) for name, (_, licence) in sorted(listed().items())])
def test_licence_fits(package: str, licence: str) -> None:
    assert FITTING & set(licence.split(" OR ")), f"{package} is under {licence}"


@pytest.mark.parametrize("licence", sorted({licence for _, licence in listed().values()}))
def test_the_reason_is_given(licence: str) -> None:
    reasons = LISTED.read_text(encoding="utf-8").split("## Why they fit")[1]
    named = {name.strip() for row in re.findall(r"^\| ([^|]+) \|", reasons, re.MULTILINE) for name in row.split(",")}
    assert licence in named


def test_our_own_licence_is_the_whole_agpl() -> None:
    """The text as the Free Software Foundation publishes it: 34,523 bytes."""
    text = (ROOT / "LICENSE").read_bytes().replace(b"\r\n", b"\n")
    assert hashlib.sha256(text).hexdigest() == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
