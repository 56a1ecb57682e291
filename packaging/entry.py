"""What the bundled program runs: `outpost` is the window, `outpost demo|engine|worker ...` is `python -m app ...`."""

from __future__ import annotations

import multiprocessing
import os
import sys


def has_display() -> bool:
    """Whether a window could be seen: always on Windows and macOS, elsewhere where X11 or Wayland is announced."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(argv: list[str]) -> int:
    """Run the part that `argv`, without the program's name, asks for; returns its exit code."""
    if not argv and not has_display():
        print("There is no display here: the engine runs without the window. Ctrl-C stops it.", flush=True)
        argv = ["engine"]
    if argv[:1] == ["demo"] and not {"--headless", "--serve", "--help"} & set(argv) and not has_display():
        print("There is no display here: the conversation is printed instead (as with --headless).", flush=True)
        argv = [*argv, "--headless"]
    if argv and not argv[0].startswith("-"):
        from app.__main__ import main as run_app  # noqa: PLC0415 - the engine never loads Qt

        return run_app(argv)
    from ui.__main__ import main as run_window  # noqa: PLC0415

    return run_window(argv)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
