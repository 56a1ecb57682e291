#!/usr/bin/env python3
"""Start Outpost from its folder: makes .venv, installs what is needed, hands over to it.

Only the standard library is used here. The file parses on Python 3.8 so that an old Python gets a message and no
traceback; it works on 3.11 to 3.13, on Linux and Windows.

What is installed stands in packaging/requirements/<set>.txt, as exact pins. `.venv/outpost.json` says which sets are
complete, for which Python and platform. It is taken away before anything is changed and put back when all is done, so
that an install cut short by a kill or a power cut is seen at the next start, and made again.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
STATE_NAME = "outpost.json"
LOCK_OFFSET = 1 << 30  # a byte past the end of this file: on Windows a locked byte can't be read
APT_TRIES = 2
MOST_TEST_PROCESSES = 4
POLICY = Path("/usr/sbin/policy-rc.d")

HELP = """\
Outpost: RapidPro for an office without internet.

  python3 outpost.py                    start Outpost: the engine, and the window where there is a display
  python3 outpost.py demo [--headless]  show a throw-away office where a simulated phone talks with a flow;
                                        --headless prints the conversation instead of opening the window
  python3 outpost.py engine [...]       the engine alone, with its log on this terminal
  python3 outpost.py worker [...]       more hands for an engine on PostgreSQL, on this machine or another
  python3 outpost.py test [...]         run every check: lint, types, contracts, tests ([...] goes to pytest)
  python3 outpost.py bench NAME [...]   run a benchmark
  python3 outpost.py bundle [--deb]     build dist/outpost, a folder that runs without Python, and try it;
                                        --deb makes a Debian package of it, too

  --home DIR   where the office's data are (or set OUTPOST_HOME)
  --help       this text

On Windows type “py” for “python3”.
The first start installs what Outpost needs into .venv, beside this file, and takes some minutes. Later ones take seconds.
"""

# Shared libraries that Qt's wheels expect from the system, with the Debian package of each.
# Source: NEEDED of PySide6 6.11.3's libraries and platform plugins; Qt 6 documentation, "Qt for X11 requirements".
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
# gammu and what follows drive real modems: they judge the simulated one.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "strace": "strace",
    "postgres": "postgresql",
    "redis-server": "redis-server",
    "gammu": "gammu",
    "gammu-smsd": "gammu-smsd",
    "smsd": "smstools",
    "gnokii": "gnokii-cli",
}
BUNDLE_PROGRAMS = {"objdump": "binutils"}
DEB_PROGRAMS = {"dpkg-deb": "dpkg"}


class Trouble(Exception):
    """Something the person at the keyboard can put right; the text says how."""


class Request(NamedTuple):
    """What was asked for on the command line; `home` is absolute or None."""

    command: str
    args: list[str]
    home: str | None


@dataclass(frozen=True)
class Needs:
    """What a command wants before it can start: requirement sets, shared libraries, programs (name -> package)."""

    sets: tuple[str, ...] = ("runtime",)
    libraries: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


# --- what was asked -------------------------------------------------------------------------------------------------


def parse(argv: Sequence[str]) -> Request:
    """Read the command line. `--home` stands before the command, or anywhere for the commands that run Outpost."""
    command, args, home = "", [], None
    words = list(argv)
    while words:
        word = words.pop(0)
        takes_home = command in ("", "demo", "engine", "worker")
        if takes_home and (word == "--home" or word.startswith("--home=")):
            home = word[len("--home=") :] if "=" in word else (words.pop(0) if words else "")
            if not home:
                raise Trouble("--home needs a folder: python3 outpost.py --home DIR")
        elif command:
            args.append(word)
        elif word in ("-h", "--help", "help"):
            command = "help"
        elif word in COMMANDS:
            command = word
        else:
            raise Trouble(f"Outpost does not know “{word}”.\n\n{HELP}")
    return Request(command or "start", args, str(Path(home).expanduser().absolute()) if home else None)


def has_display(environ: Mapping[str, str] = os.environ, system: str = sys.platform) -> bool:
    """Whether a window could be seen: always on Windows and macOS, elsewhere where X11 or Wayland is announced."""
    return system in ("win32", "darwin") or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def python_trouble(version: tuple[int, int]) -> str | None:
    """What to tell someone whose Python can't run Outpost; None when it can."""
    if OLDEST <= version <= NEWEST:
        return None
    spans = f"{OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    text = f"Outpost needs Python {spans}; this is Python {version[0]}.{version[1]}."
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if shutil.which(f"python3.{minor}"):
            return f"{text}\nA newer one is here. Run:  python3.{minor} {Path(__file__).name}"
    return f"{text}\nInstall one of these from your system's packages or from python.org, then start again with it."


# --- system packages ------------------------------------------------------------------------------------------------


def is_missing_library(soname: str) -> bool:
    """Whether the system's loader can't load the shared library of that name."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return True
    return False


def is_debian() -> bool:
    """Debian, Ubuntu and their kin: packages come by apt."""
    return Path("/etc/debian_version").exists() and shutil.which("apt-get") is not None


def is_root() -> bool:
    """Whether packages can be installed without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_line(packages: Sequence[str]) -> str:
    """The line a person types to install packages on a Debian-like system."""
    return "sudo apt-get install -y " + " ".join(packages)


def apt_install(packages: Sequence[str]) -> None:
    """Install packages as root, refreshing apt's lists when a first try fails. Raises Trouble."""
    say("Installing system packages: " + " ".join(packages))
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    with no_services():
        for attempt in range(APT_TRIES):
            if attempt:
                subprocess.run(["apt-get", "update", "-q"], env=env, stdout=subprocess.DEVNULL, check=False)
            done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
            if done.returncode == 0:
                return
    raise Trouble(f"apt could not install them:\n{done.stderr.strip()}\nTry by hand:  {apt_line(packages)}")


@contextlib.contextmanager
def no_services(policy: Path = POLICY) -> Iterator[None]:
    """Packages that are installed meanwhile start no service: tests start servers of their own.

    Source: Debian's invoke-rc.d(8); the file is the administrator's, and stays where there is one.
    """
    if policy.exists():
        yield
        return
    try:
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
        policy.chmod(0o755)
        yield
    finally:
        policy.unlink()


def missing_packages(needs: Needs) -> tuple[list[str], list[str]]:
    """Debian packages of what is absent: those without which the command can't run, and the tools."""
    if not sys.platform.startswith("linux"):
        return [], []
    libraries = [package for soname, package in needs.libraries.items() if is_missing_library(soname)]
    return libraries, [package for name, package in needs.programs.items() if not has_program(name)]


def has_program(name: str) -> bool:
    """Whether a program is installed; Debian keeps PostgreSQL's off the PATH."""
    return shutil.which(name) is not None or any(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))


def install_system(needs: Needs) -> None:
    """Make sure the shared libraries and programs of `needs` are there; else say the line to type.

    As root on a Debian-like system they are installed. What can't be: a missing library raises Trouble, and a missing
    program is only told, for what wants it says so itself.
    """
    libraries, programs = missing_packages(needs)
    if not libraries and not programs:
        return
    if is_debian() and is_root():
        install_by_apt(libraries, programs)
        return
    if is_debian():
        advice = f"Run this, then start again:\n\n  {apt_line(libraries + programs)}\n"
    else:
        advice = "Install them with your system's packages. Debian calls them: " + " ".join(libraries + programs)
    if libraries:
        raise Trouble(f"Some system libraries that the window needs are missing. {advice}")
    say(f"Some programs that this uses are missing. {advice}")


def install_by_apt(libraries: Sequence[str], programs: Sequence[str]) -> None:
    """All at once; where that fails the programs one by one, as a distribution may have dropped one. Libraries must come."""
    try:
        apt_install([*libraries, *programs])
    except Trouble:
        if libraries:
            apt_install(libraries)
        for program in programs:
            try:
                apt_install([program])
            except Trouble as error:
                say(str(error))


def ensure_venv_module() -> None:
    """Debian ships Python without ensurepip: install it as root, else raise Trouble with the line to type."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if is_debian() and sys.base_prefix == "/usr":
        if not is_root():
            raise Trouble(f"Python's venv module is missing. Run this, then start again:\n\n  {apt_line([package])}\n")
        apt_install([package])
        importlib.invalidate_caches()
        return
    raise Trouble("This Python has no venv or ensurepip module. Install a complete Python, then start again.")


# --- .venv ----------------------------------------------------------------------------------------------------------


class Venv:
    """The environment in `root`/.venv and the note in it of what is complete."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.state_file = self.folder / STATE_NAME
        windows = os.name == "nt"
        self.python = self.folder / ("Scripts" if windows else "bin") / ("python.exe" if windows else "python")

    def requirement_file(self, name: str) -> Path:
        """Where the pins of a set stand."""
        return self.root / "packaging" / "requirements" / f"{name}.txt"

    def fingerprint(self, name: str) -> str:
        """A digest of a set's pins, of the sets it includes, and of nothing else."""
        digest = hashlib.sha256()
        waiting, seen = [self.requirement_file(name)], set()
        while waiting:
            path = waiting.pop()
            seen.add(path)
            for line in path.read_text(encoding="utf-8").splitlines():
                digest.update(line.encode() + b"\n")
                if line.startswith("-r "):
                    included = path.parent / line[3:].strip()
                    waiting += [] if included in seen else [included]
        return digest.hexdigest()

    def read_state(self) -> dict[str, str]:
        """Set name -> fingerprint of what is complete; empty when .venv is missing, half made or another Python's."""
        try:
            state = json.loads(self.state_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        usable = isinstance(state, dict) and state.get("python") == python_key() and os.access(self.python, os.X_OK)
        return dict(state["sets"]) if usable and isinstance(state.get("sets"), dict) else {}

    def write_state(self, sets: Mapping[str, str]) -> None:
        """Note what is complete; on the disk before this returns, and never half written."""
        if hasattr(os, "sync"):
            os.sync()
        partial = self.state_file.with_suffix(".new")
        with partial.open("w", encoding="utf-8") as file:
            json.dump({"python": python_key(), "sets": dict(sets)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.state_file)

    def lacks(self, names: Sequence[str]) -> list[str]:
        """The sets among `names` that are not installed as pinned."""
        state = self.read_state()
        return [name for name in names if state.get(name) != self.fingerprint(name)]

    def prepare(self, names: Sequence[str]) -> bool:
        """Bring .venv to hold the sets; True when something was installed. Raises Trouble."""
        if not self.lacks(names):
            return False
        ensure_venv_module()
        with locked(self.root / Path(__file__).name):
            wanted = self.lacks(names)
            try:
                if wanted:
                    self.install(wanted)
            except OSError as error:
                raise Trouble(f"Outpost can't write its .venv: {error}") from error
        return bool(wanted)

    def install(self, names: Sequence[str]) -> None:
        """Make .venv again unless it is sound, then install the sets with pip. Raises Trouble.

        Sets installed earlier whose pins have changed come along, so that all that is there fits together.
        """
        state = self.read_state()
        earlier = [name for name in state if name not in names and self.requirement_file(name).exists()]
        names = [*names, *self.lacks(earlier)]
        self.state_file.unlink(missing_ok=True)
        if not state:
            self.make()
        say(f"Installing what Outpost needs ({', '.join(names)}); this is done once and may take some minutes …")
        if not self.run_pip(names):
            if state:  # pip takes back what it began, so what was complete still is
                self.write_state(state)
            raise Trouble(
                "The installation did not work; the lines above say why. It needs the internet, this once.\n"
                "Start again to try again. For a PC without internet use the bundle (python3 outpost.py bundle)."
            )
        self.write_state({**state, **{name: self.fingerprint(name) for name in names}})

    def make(self) -> None:
        """Make a new, empty .venv in place of any half-made one. Raises Trouble."""
        if self.folder.exists():
            say("Making .venv again: it was incomplete, or made by another Python.")
            if any(self.folder.iterdir()) and not looks_like_venv(self.folder):
                raise Trouble(f"{self.folder} is not a Python environment. Move it away, then start again.")
            try:
                shutil.rmtree(self.folder)
            except OSError as error:
                raise Trouble(f"{self.folder} can't be replaced ({error}). Close Outpost, then start again.") from error
        base = getattr(sys, "_base_executable", None) or sys.executable
        if subprocess.run([base, "-m", "venv", str(self.folder)], check=False).returncode:
            raise Trouble(f"Python could not make {self.folder}; the lines above say why.")

    def run_pip(self, names: Sequence[str]) -> bool:
        """Install exactly the pins of the sets, from wheels only; False when pip failed."""
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        options = ["--no-deps", "--only-binary=:all:"] + ([] if sys.stdout.isatty() else ["-qq"])
        for name in names:
            options += ["-r", str(self.requirement_file(name))]
        if subprocess.run([*pip, "install", *options], check=False).returncode:
            return False
        return subprocess.run([*pip, "check"], stdout=subprocess.DEVNULL, check=False).returncode == 0


def python_key() -> str:
    """What .venv depends on besides the pins: Python's version, system and processor."""
    return f"{sys.version_info.major}.{sys.version_info.minor} {sysconfig.get_platform()}"


def looks_like_venv(folder: Path) -> bool:
    """Whether a folder holds what `python -m venv` makes first, or what an interrupted removal leaves of it."""
    known = {"pyvenv.cfg", "bin", "lib", "lib64", "include", "share", "Scripts", "Lib", "Include", ".gitignore"}
    return all(entry.name in known or entry.name.startswith("outpost.") for entry in folder.iterdir())


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the one lock on `path`, waiting for another start that is installing."""
    with path.open("rb") as file:
        if os.name == "nt":
            msvcrt = importlib.import_module("msvcrt")
            file.seek(LOCK_OFFSET)
            while True:
                try:
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten tries, a second apart
                    break
                except OSError:
                    continue
        else:
            importlib.import_module("fcntl").flock(file, 2)  # LOCK_EX; let go when the file is closed
        yield


# --- handing over ---------------------------------------------------------------------------------------------------


def child_environment(home: str | None) -> dict[str, str]:
    """The environment for what is started: text in UTF-8, the home chosen, no other Python's settings."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    env.setdefault("PYTHONUTF8", "1")
    # Smaller code in memory; and CPython 3.11 may lose a log record when two threads mark columns in a traceback at once.
    env.setdefault("PYTHONNODEBUGRANGES", "1")
    home = home or os.environ.get("OUTPOST_HOME")
    if home:
        env["OUTPOST_HOME"] = str(Path(home).expanduser().absolute())
    return env


def hand_over(venv: Venv, args: Sequence[str], home: str | None) -> NoReturn:
    """Become `python ARGS` of .venv, in the folder of this file; never returns."""
    command = [str(venv.python), *args]
    env = child_environment(home)
    os.chdir(venv.root)
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, env)  # noqa: S606 - no shell is wanted
    sys.exit(wait_through_interrupts(subprocess.Popen(command, env=env)))


def wait_through_interrupts(process: subprocess.Popen[bytes]) -> int:
    """Wait for a child that gets Ctrl-C itself, and return its exit code."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def window_needs() -> Needs:
    """What the window wants on this machine."""
    if not sys.platform.startswith("linux"):
        return Needs(server_sets())
    screen = X11_LIBRARIES if os.environ.get("DISPLAY") else WAYLAND_LIBRARIES
    return Needs(server_sets(), {**QT_LIBRARIES, **screen})


def server_sets() -> tuple[str, ...]:
    """The sets to run Outpost with: also PostgreSQL's and Redis's clients where a setting names one."""
    big = os.environ.get("OUTPOST_DATABASE_URL", "").startswith("postgres") or os.environ.get("OUTPOST_REDIS_URL")
    return ("runtime", "server") if big else ("runtime",)


def get_ready(venv: Venv, needs: Needs) -> None:
    """Install what `needs` names and is not there. Raises Trouble."""
    install_system(needs)
    venv.prepare(needs.sets)


def start(venv: Venv, request: Request) -> int:
    """The window where there is a display, else the engine on this terminal."""
    if has_display():
        get_ready(venv, window_needs())
        hand_over(venv, ["-m", "ui", *request.args], request.home)
    say("There is no display here: the engine runs without the window, its log on this terminal. Ctrl-C stops it.")
    get_ready(venv, Needs(server_sets()))
    hand_over(venv, ["-m", "app", "engine"], request.home)


def demo(venv: Venv, request: Request) -> int:
    """The demo office, in the window or printed."""
    args = list(request.args)
    if not {"--headless", "--serve", "--help"} & set(args) and not has_display():
        say("There is no display here: the conversation is printed instead (as with --headless).")
        args.append("--headless")
    get_ready(venv, window_needs() if has_display() and "--headless" not in args else Needs())
    hand_over(venv, ["-m", "app", "demo", *args], request.home)


def engine(venv: Venv, request: Request) -> int:
    """The engine alone."""
    get_ready(venv, Needs(server_sets()))
    hand_over(venv, ["-m", "app", "engine", *request.args], request.home)


def worker(venv: Venv, request: Request) -> int:
    """A worker process, which always talks to servers."""
    get_ready(venv, Needs(("runtime", "server")))
    hand_over(venv, ["-m", "app", "worker", *request.args], request.home)


def bench(venv: Venv, request: Request) -> int:
    """A benchmark of tests/bench. That of the queue is compared with Celery."""
    peers = ("bench",) if request.args[:1] == ["queue"] else ()
    get_ready(venv, Needs(("runtime", "test", *peers), QT_LIBRARIES, TEST_PROGRAMS))
    hand_over(venv, ["-m", "tests.bench", *request.args], request.home)


# --- checks ---------------------------------------------------------------------------------------------------------


def test_steps(pytest_args: Sequence[str]) -> dict[str, list[str]]:
    """The checks in their order: name -> arguments for .venv's Python."""
    servers = ["-m", "tests.support.postgresql"] if os.name == "posix" else []  # says itself when there is none
    processes = str(min((os.cpu_count() or 1) + 1, MOST_TEST_PROCESSES))  # many tests wait; each file by one
    contracts = "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"
    return {
        "ruff check": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "mypy": ["-m", "mypy", "app", "bridge", "ui", "outpost.py"],
        "lint-imports": ["-c", contracts],
        "pytest": [
            *servers,
            "-m",
            "pytest",
            "--numprocesses",
            processes,
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *pytest_args,
        ],
    }


def run_tests(venv: Venv, request: Request) -> int:
    """Every check, one after another, even when an earlier one failed; 0 when all passed."""
    get_ready(venv, Needs(("runtime", "test"), {**QT_LIBRARIES, **X11_LIBRARIES}, TEST_PROGRAMS))
    if hasattr(os, "nice"):
        os.nice(5)  # the machine stays usable
    env = child_environment(request.home)
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    results = []
    for name, args in test_steps(request.args).items():
        say(f"--- {name}")
        began = time.monotonic()
        code = subprocess.run([str(venv.python), *args], cwd=venv.root, env=env, check=False).returncode
        results.append((name, code, time.monotonic() - began))
    say("---")
    for name, code, seconds in results:
        say(f"{name:<14}{'passed' if code == 0 else f'FAILED ({code})':<12}{seconds:7.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


# --- bundle ---------------------------------------------------------------------------------------------------------


def bundle(venv: Venv, request: Request) -> int:
    """Build dist/outpost with PyInstaller, then try it where there is no Python: the headless demo, the clients of servers."""
    if request.args not in ([], ["--deb"]):
        raise Trouble("bundle takes no argument but --deb.")
    programs = {**BUNDLE_PROGRAMS, **(DEB_PROGRAMS if request.args else {})}
    get_ready(venv, Needs(("runtime", "server", "bundle"), {**QT_LIBRARIES, **X11_LIBRARIES}, programs))
    build = ["-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN", "installer.spec"]
    if subprocess.run([str(venv.python), *build], cwd=venv.root, env=child_environment(None), check=False).returncode:
        raise Trouble("PyInstaller could not build the bundle; the lines above say why.")
    folder = venv.root / "dist" / "outpost"
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    say(f"{folder}: {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB")
    began = time.monotonic()
    code = try_bundle(folder)
    say(f"The bundled demo, without Python on the path, ended with {code} after {time.monotonic() - began:.1f} s.")
    has_clients = has_server_clients(folder)
    say(f"PostgreSQL's client in the bundle {'asks its server' if has_clients else 'does not work'}.")
    if code or not has_clients:
        return 1
    if not request.args:
        return 0
    command = [str(venv.python), str(venv.root / "packaging" / "linux" / "deb.py"), str(folder), str(folder.parent)]
    return subprocess.run(command, cwd=venv.root, check=False).returncode


def try_bundle(folder: Path) -> int:
    """Run the bundled headless demo in an empty environment and an empty home; its exit code."""
    return run_bundled(folder, ["demo", "--headless"]).returncode


def has_server_clients(folder: Path) -> bool:
    """Whether a bundled worker comes as far as asking a PostgreSQL that is not there."""
    nowhere = {"OUTPOST_DATABASE_URL": "postgresql://127.0.0.1:9/outpost", "OUTPOST_REDIS_URL": "redis://127.0.0.1:9/0"}
    done = run_bundled(folder, ["worker"], nowhere, stderr=subprocess.PIPE)
    return done.returncode == 2 and b"The database does not answer" in done.stderr


def run_bundled(
    folder: Path, args: Sequence[str], settings: Mapping[str, str] | None = None, stderr: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the bundled program in an empty home, in an environment that holds only `settings`."""
    program = folder / ("outpost.exe" if os.name == "nt" else "outpost")
    with tempfile.TemporaryDirectory(prefix="outpost-bundle-", ignore_cleanup_errors=True) as home:
        env = {"HOME": home, "USERPROFILE": home, "LOCALAPPDATA": home, "TMPDIR": home, "TEMP": home, "TMP": home}
        env["PATH"] = home
        if "SYSTEMROOT" in os.environ:  # Windows opens no socket without it
            env["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
        env.update(settings or {})
        return subprocess.run([str(program), *args], cwd=home, env=env, stderr=stderr, check=False)


COMMANDS = {
    "start": start,
    "demo": demo,
    "engine": engine,
    "worker": worker,
    "test": run_tests,
    "bench": bench,
    "bundle": bundle,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line asks; the exit code is 1 for trouble that was explained, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a letter is no reason to stop
    trouble = python_trouble((sys.version_info[0], sys.version_info[1]))
    try:
        if trouble:
            raise Trouble(trouble)
        request = parse(sys.argv[1:] if argv is None else argv)
        if request.command == "help":
            say(HELP)
            return 0
        return COMMANDS[request.command](Venv(ROOT), request)
    except Trouble as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
