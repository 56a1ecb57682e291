"""python -m tests.conformance DIR [--family F] [--failures]: the score of every family, exit 1 if any case fails."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.conformance.vectors import families, find_vectors, known_failures, laid_out, run_family


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=find_vectors())
    parser.add_argument("--family", action="append", help="only this family, or those that begin with it; may be repeated")
    parser.add_argument("--failures", action="store_true", help="print each case that fails")
    options = parser.parse_args(arguments)
    if options.folder is None or not options.folder.is_dir():
        parser.error("no folder of cases: name it, or set OUTPOST_VECTORS")
    with laid_out(options.folder) as folder:
        return report(folder, options.family, options.failures)


def report(folder: Path, wanted: list[str] | None, show: bool) -> int:
    reasons = known_failures()
    failed = 0
    for name, family in families().items():
        if wanted and not any(name == family_name or name.startswith(family_name + "/") for family_name in wanted):
            continue
        results = run_family(name, family, folder)
        bad = [result for result in results if not result.passed]
        failed += len(bad)
        print(f"{name}: {len(results) - len(bad)}/{len(results)}")
        for result in bad:
            if show or result.id in reasons:
                known = f" (known: {reasons[result.id]})" if result.id in reasons else ""
                print(f"  {result.id}: {result.detail}{known}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
