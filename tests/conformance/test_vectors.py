"""Every published case, one test a family: a case fails the test unless known_failures.json says why."""

from __future__ import annotations

import pytest

from tests.conformance.vectors import families, find_vectors, known_failures, laid_out, run_family


@pytest.mark.parametrize("name", list(families()))
def test_family(name: str) -> None:
    folder = find_vectors()
    if folder is None:
        pytest.skip("no conformance cases here: set OUTPOST_VECTORS to their folder")
    with laid_out(folder) as whole:
        results = run_family(name, families()[name], whole)
    if not results:
        pytest.skip(f"the folder has no cases of {name}")
    known = known_failures()
    bad = [result for result in results if not result.passed]
    surprises = [f"{result.id}: {result.detail}" for result in bad if result.id not in known]
    assert not surprises, f"{len(surprises)} of {len(results)} cases fail:\n" + "\n".join(surprises[:50])
    healed = [result.id for result in results if result.passed and result.id in known]
    assert not healed, f"known_failures.json lists cases that pass: {healed}"
    if bad:
        pytest.xfail(f"{len(bad)} of {len(results)} known: {', '.join(result.id for result in bad)}")
