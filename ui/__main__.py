"""Start the window: `python -m ui [--home DIR] [--demo]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ui.application import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; returns the exit code. `argv` without the program's name."""
    return run(list(sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
