"""Published behaviour of RapidPro's parts, checked case by case.

The cases are not part of this repository: they are read from the folder named by OUTPOST_VECTORS, or from
`../shared/conformance` beside the repository. `python -m tests.conformance DIR` prints a score per family.

A family is a module `families_*.py` here with `FAMILIES: dict[str, Callable[[Path], Iterator[CaseResult]]]`. It is found
by its name, so that a new one touches no other file.
"""
