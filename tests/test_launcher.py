"""outpost.py: what it understands, what it installs and repairs, what it says. Nothing is downloaded."""

from __future__ import annotations

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import outpost

ROOT = Path(__file__).resolve().parent.parent
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
posix = pytest.mark.skipif(os.name != "posix", reason="this way is for POSIX systems")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system packages are Linux's")

PROGRAM = """\
import os, sys, tiny
print("app", tiny.VERSION, sys.argv[1:], os.environ.get("OUTPOST_HOME"), os.getcwd(), flush=True)
sys.exit(7)
"""


# --- what was asked -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command", "args"),
    [
        ("", "start", []),
        ("demo", "demo", []),
        ("demo --headless", "demo", ["--headless"]),
        ("engine --log debug", "engine", ["--log", "debug"]),
        ("test -k home --home x", "test", ["-k", "home", "--home", "x"]),
        ("bench path --quick", "bench", ["path", "--quick"]),
        ("--help", "help", []),
        ("-h", "help", []),
    ],
)
def test_command_line(line: str, command: str, args: list[str]) -> None:
    assert outpost.parse(line.split()) == (command, args, None)


@pytest.mark.parametrize(
    "line", ["--home office", "--home=office", "--home office demo", "demo --home=office", "engine --home office"]
)
def test_home_is_taken_from_where_one_stands(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    request = outpost.parse(line.split())
    assert request.home == str(tmp_path / "office")
    assert request.args == []


def test_home_of_the_environment_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OUTPOST_HOME", "office")
    assert outpost.child_environment(None)["OUTPOST_HOME"] == str(tmp_path / "office")
    assert outpost.child_environment("/other")["OUTPOST_HOME"] == str(Path("/other").absolute())


@pytest.mark.parametrize("line", ["--home", "--home=", "fly", "--fast"])
def test_what_is_not_understood_is_said(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert outpost.main(line.split()) == 1
    assert "python3 outpost.py" in capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert outpost.main(["--help"]) == 0
    text = capsys.readouterr().out
    for command in set(outpost.COMMANDS) - {"start"}:
        assert f"python3 outpost.py {command}" in text


@pytest.mark.parametrize(
    ("environ", "system", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_display(environ: dict[str, str], system: str, expected: bool) -> None:
    assert outpost.has_display(environ, system) is expected


# --- which Python ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_python_that_fits(version: tuple[int, int]) -> None:
    assert outpost.python_trouble(version) is None


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_python_that_does_not_fit(version: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    text = outpost.python_trouble(version)
    assert f"needs Python 3.11 to 3.13; this is Python {version[0]}.{version[1]}" in text
    assert "python.org" in text


@posix
def test_python_that_fits_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_program(tmp_path / "python3.12", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "python3.12 outpost.py" in outpost.python_trouble((3, 10))


def test_old_python_can_read_the_file() -> None:
    ast.parse((ROOT / "outpost.py").read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("name", ["python3.8", "python3.9", "python3.10"])
def test_old_python_gets_a_message(name: str) -> None:
    if not shutil.which(name) or subprocess.run([name, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no {name} here")
    done = subprocess.run([name, "-B", ROOT / "outpost.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Outpost needs Python 3.11 to 3.13; this is Python {name.removeprefix('python')}.")


# --- the note of what is complete -----------------------------------------------------------------------------------


@pytest.fixture
def venv(tmp_path: Path) -> outpost.Venv:
    """A tree with two requirement sets and an interpreter that is only a file."""
    folder = tmp_path / "packaging" / "requirements"
    folder.mkdir(parents=True)
    (folder / "runtime.txt").write_text("one==1\n")
    (folder / "test.txt").write_text("-r runtime.txt\ntwo==2\n")
    made = outpost.Venv(tmp_path)
    made.python.parent.mkdir(parents=True)
    made.python.write_text("")
    made.python.chmod(0o755)
    return made


def complete(venv: outpost.Venv, *names: str) -> None:
    venv.write_state({name: venv.fingerprint(name) for name in names})


def test_what_is_complete_is_known_again(venv: outpost.Venv) -> None:
    assert venv.lacks(["runtime", "test"]) == ["runtime", "test"]
    complete(venv, "runtime")
    assert venv.lacks(["runtime", "test"]) == ["test"]
    assert venv.prepare(["runtime"]) is False
    assert sorted(path.name for path in venv.folder.iterdir()) == sorted([venv.python.parent.name, "outpost.json"])


def test_changed_pin_is_noticed_also_through_an_include(venv: outpost.Venv) -> None:
    complete(venv, "runtime", "test")
    venv.requirement_file("test").write_text("-r runtime.txt\ntwo==3\n")
    assert venv.lacks(["runtime", "test"]) == ["test"]
    complete(venv, "runtime", "test")
    venv.requirement_file("runtime").write_text("one==2\n")
    assert venv.lacks(["runtime", "test"]) == ["runtime", "test"]


def test_line_ends_are_no_change(venv: outpost.Venv) -> None:
    complete(venv, "test")
    for name in ("runtime", "test"):
        path = venv.requirement_file(name)
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert venv.lacks(["test"]) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"python": 3}', "\0\0\0\0"])
def test_spoilt_note_means_nothing_is_complete(text: str, venv: outpost.Venv) -> None:
    complete(venv, "runtime")
    venv.state_file.write_text(text)
    assert venv.lacks(["runtime"]) == ["runtime"]


def test_other_python_means_nothing_is_complete(venv: outpost.Venv, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(venv, "runtime")
    monkeypatch.setattr(outpost, "python_key", lambda: "3.12 elsewhere")
    assert venv.lacks(["runtime"]) == ["runtime"]


def test_interpreter_that_went_away_means_nothing_is_complete(venv: outpost.Venv) -> None:
    complete(venv, "runtime")
    venv.python.unlink()
    assert venv.lacks(["runtime"]) == ["runtime"]


def test_folder_that_is_no_environment_is_left_alone(venv: outpost.Venv) -> None:
    precious = venv.folder / "letters.txt"
    precious.write_text("dear")
    with pytest.raises(outpost.Trouble, match="Move it away"):
        venv.make()
    assert precious.read_text() == "dear"


def test_disk_that_refuses_is_told(venv: outpost.Venv, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_names: list[str]) -> None:
        raise OSError(28, "No space left on device")

    (venv.root / "outpost.py").write_text("")
    monkeypatch.setattr(venv, "install", refuse)
    with pytest.raises(outpost.Trouble, match="No space left"):
        venv.prepare(["runtime"])


# --- installing, for real, in a tree of its own ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the launcher beside an `app` that needs one package, which lies beside it as a wheel."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "outpost.py", root)
    (root / "app").mkdir()
    (root / "app" / "__init__.py").write_text("")
    (root / "app" / "__main__.py").write_text(PROGRAM)
    (root / "packaging" / "requirements").mkdir(parents=True)
    for version in ("1.0", "2.0"):
        make_wheel(root / "wheels", version)
    pin(root, "1.0")
    return root


def make_wheel(folder: Path, version: str) -> None:
    """A pure wheel of one module, `tiny`. Source: PyPA, "Binary distribution format"."""
    folder.mkdir(exist_ok=True)
    info = f"tiny-{version}.dist-info"
    with zipfile.ZipFile(folder / f"tiny-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny.py", f"VERSION = {version!r}\n")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


def pin(root: Path, version: str) -> None:
    (root / "packaging" / "requirements" / "runtime.txt").write_text(f"tiny=={version}\n")


def launch(root: Path, *args: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    """Start the launcher of `root` where there is no display and no package index."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "OUTPOST_HOME", "OUTPOST_DATABASE_URL", "OUTPOST_REDIS_URL")
    env = {name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("PIP_")}
    env.update(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS=str(root / "wheels"), PYTHONUTF8="1")
    return subprocess.Popen(
        [BASE_PYTHON, str(root / "outpost.py"), *args],
        cwd=cwd or root,
        env=env,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def run(root: Path, *args: str, cwd: Path | None = None) -> tuple[int, str]:
    """The exit code and all that was printed."""
    process = launch(root, *args, cwd=cwd)
    text, _ = process.communicate(timeout=120)
    return process.returncode, text


def kill_at(process: subprocess.Popen[str], words: str) -> None:
    """SIGKILL the launcher and what it started, as soon as it prints a line with these words."""
    assert process.stdout
    assert any(words in line for line in process.stdout), f"never printed: {words}"
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)


@posix
def test_from_nothing_to_the_second_start_and_through_kills(tree: Path) -> None:
    """One story, as each chapter needs the .venv of the one before, and making one takes seconds."""
    first, second = launch(tree, "engine"), launch(tree, "engine")  # at the same moment
    texts = [process.communicate(timeout=120)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [7, 7], texts  # what it handed over to says how it ended
    assert sum("Installing" in text for text in texts) == 1
    assert all("app 1.0 ['engine']" in text for text in texts)

    code, text = run(tree)  # later starts install nothing; without a display the engine runs
    assert (code, "Installing" in text) == (7, False)
    assert "There is no display here" in text
    assert f"app 1.0 ['engine'] None {tree}\n" in text

    code, text = run(tree, "demo", "--home", "office", cwd=tree.parent)
    assert f"app 1.0 ['demo', '--headless'] {tree.parent / 'office'} {tree}\n" in text

    pin(tree, "3.0")  # there is no such wheel: as without internet
    code, text = run(tree, "engine")
    assert code == 1
    assert "The installation did not work" in text
    pin(tree, "1.0")
    assert run(tree, "engine") == (7, f"app 1.0 ['engine'] None {tree}\n")  # what was complete still is

    pin(tree, "2.0")
    kill_at(launch(tree, "engine"), "Installing")
    assert not (tree / ".venv" / "outpost.json").exists()
    kill_at(launch(tree, "engine"), "Making .venv again")
    code, text = run(tree, "engine")
    assert (code, text.splitlines()[-1]) == (7, f"app 2.0 ['engine'] None {tree}")
    assert json.loads((tree / ".venv" / "outpost.json").read_text())["python"] == outpost.python_key()


def test_exit_code_of_a_child_is_passed_on() -> None:
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(9)"])
    assert outpost.wait_through_interrupts(process) == 9


# --- system packages ------------------------------------------------------------------------------------------------


def fake_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that only writes down what it was asked; it installs after an update only, as on a fresh machine."""
    log, folder = tmp_path / "apt.log", tmp_path / "bin"
    folder.mkdir()
    updated = tmp_path / "updated"
    script = f'echo "$*" >> {log}; [ "$1" = update ] && : > {updated}; [ -e {updated} ] || {{ echo "no lists" >&2; exit 100; }}'
    fake_program(folder / "apt-get", script)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(outpost, "is_debian", lambda: True)
    log.touch()
    return log


ABSENT = {"libnosuchthing.so.9": "libnosuchthing9"}


@linux
def test_nothing_happens_when_all_is_there(apt: Path) -> None:
    outpost.install_system(outpost.Needs(libraries={"libc.so.6": "libc6"}, programs={"sh": "dash"}))
    assert apt.read_text() == ""


@linux
def test_root_gets_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost, "is_root", lambda: True)
    outpost.install_system(outpost.Needs(libraries={"libc.so.6": "libc6", **ABSENT}, programs={"nosuchprogram": "nosuch"}))
    install = "install -y -q --no-install-recommends libnosuchthing9 nosuch"
    assert apt.read_text().splitlines() == [install, "update -q", install]


@linux
def test_root_hears_when_apt_can_not(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost, "is_root", lambda: True)
    fake_program(apt.parent / "bin" / "apt-get", "echo 'E: disk full' >&2; exit 100")
    with pytest.raises(outpost.Trouble, match="disk full"):
        outpost.install_system(outpost.Needs(libraries=ABSENT))


@linux
def test_tool_that_apt_can_not_give_does_not_stop_root(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outpost, "is_root", lambda: True)
    fake_program(apt.parent / "bin" / "apt-get", "echo 'E: no network' >&2; exit 100")
    outpost.install_system(outpost.Needs(programs={"nosuchprogram": "nosuch"}))
    assert "no network" in capsys.readouterr().out


@linux
def test_others_get_the_line_to_type(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost, "is_root", lambda: False)
    with pytest.raises(outpost.Trouble, match="\n  sudo apt-get install -y libnosuchthing9\n"):
        outpost.install_system(outpost.Needs(libraries=ABSENT))
    assert apt.read_text() == ""


@linux
def test_other_systems_get_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost, "is_debian", lambda: False)
    with pytest.raises(outpost.Trouble, match="Debian calls them: libnosuchthing9"):
        outpost.install_system(outpost.Needs(libraries=ABSENT))


@linux
def test_missing_tool_does_not_stop_the_start(
    apt: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outpost, "is_root", lambda: False)
    outpost.install_system(outpost.Needs(programs={"nosuchprogram": "nosuch"}))
    assert "sudo apt-get install -y nosuch" in capsys.readouterr().out


@linux
@pytest.mark.parametrize(
    ("prefix", "root", "message"),
    [("/usr", False, r"sudo apt-get install -y python3\.\d+-venv"), ("/opt/python", True, "complete Python")],
)
def test_python_without_venv(prefix: str, root: bool, message: str, apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "base_prefix", prefix)
    monkeypatch.setattr(outpost, "is_root", lambda: root)
    with pytest.raises(outpost.Trouble, match=message):
        outpost.ensure_venv_module()
    assert apt.read_text() == ""


@linux
def test_python_without_venv_as_root_on_debian(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outpost.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(outpost, "is_root", lambda: True)
    outpost.ensure_venv_module()
    assert apt.read_text().splitlines()[-1].endswith(f" python3.{sys.version_info.minor}-venv")


@linux
@pytest.mark.parametrize(("display", "wanted"), [(":0", outpost.X11_LIBRARIES), ("", outpost.WAYLAND_LIBRARIES)])
def test_window_wants_what_its_screen_takes(display: str, wanted: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert dict(outpost.window_needs().libraries) == {**outpost.QT_LIBRARIES, **wanted}


@pytest.mark.parametrize(
    ("name", "value", "sets"),
    [
        ("OUTPOST_DATABASE_URL", "postgresql+psycopg://office", ("runtime", "server")),
        ("OUTPOST_DATABASE_URL", "sqlite:///office.db", ("runtime",)),
        ("OUTPOST_REDIS_URL", "redis://localhost", ("runtime", "server")),
    ],
)
def test_big_office_gets_its_clients(name: str, value: str, sets: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("OUTPOST_DATABASE_URL", "OUTPOST_REDIS_URL"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, value)
    assert outpost.server_sets() == sets


# --- checks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codes", "expected"), [((0, 0), 0), ((3, 0), 1), ((0, 1), 1)])
def test_checks_all_run_and_are_summed_up(
    codes: tuple[int, int],
    expected: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    steps = {f"step {n}": ["-c", f"import os; print('ran {n}', os.environ['QT_QPA_PLATFORM']); raise SystemExit({code})"]
             for n, code in enumerate(codes)}  # fmt: skip
    monkeypatch.setattr(outpost, "test_steps", lambda _args: steps)
    monkeypatch.setattr(outpost, "get_ready", lambda _venv, _needs: None)
    monkeypatch.setattr(outpost.os, "nice", lambda _by: 0)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    venv = outpost.Venv(tmp_path)
    venv.python = Path(sys.executable)
    assert outpost.run_tests(venv, outpost.Request("test", [], None)) == expected
    text = capfd.readouterr().out
    summary = text.split("---\n")[-1].splitlines()
    assert "ran 0 offscreen" in text and "ran 1 offscreen" in text
    assert [("passed" in line, "FAILED" in line) for line in summary] == [(code == 0, code != 0) for code in codes]


def test_pytest_gets_the_arguments() -> None:
    steps = outpost.test_steps(["-k", "x"])
    assert list(steps) == ["ruff check", "ruff format", "mypy", "lint-imports", "pytest"]
    assert steps["pytest"][-2:] == ["-k", "x"] and "--dist" in steps["pytest"]
    assert all("-k" not in args for name, args in steps.items() if name != "pytest")


@pytest.mark.parametrize(("name", "sets"), [("queue", ("runtime", "test", "bench")), ("path", ("runtime", "test"))])
def test_only_the_bench_of_the_queue_gets_its_peer(name: str, sets: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(outpost, "get_ready", lambda venv, needs: asked.append(needs.sets))
    monkeypatch.setattr(outpost, "hand_over", lambda venv, args, home: None)
    outpost.bench(outpost.Venv(outpost.ROOT), outpost.parse(["bench", name]))
    assert asked == [sets]
