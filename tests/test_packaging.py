"""What stands in packaging/ holds together: pins, entry point, service files."""

from __future__ import annotations

import ast
import configparser
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import types
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "packaging" / "requirements"
SETS = ("runtime", "server", "test", "bench", "bundle")
SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
PYTHONS = ("3.11.2", "3.12.1", "3.13.0")


def read_set(name: str) -> list[Requirement]:
    """The requirements of a set and of those it includes."""
    found = []
    for line in (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += read_set(line[3:].strip().removesuffix(".txt"))
        elif line and not line.startswith("#"):
            found.append(Requirement(line))
    return found


def environment(system: str, python: str) -> dict[str, str]:
    """The values of requirement markers on a machine."""
    common = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
    return {
        **SYSTEMS[system],
        **common,
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
    }


def pinned(name: str, env: dict[str, str]) -> dict[str, str]:
    """Package -> version that a set installs on a machine."""
    chosen = [item for item in read_set(name) if item.marker is None or item.marker.evaluate(env)]
    return {canonicalize_name(item.name): str(item.specifier).removeprefix("==") for item in chosen}


@pytest.mark.parametrize("name", SETS)
def test_every_line_is_one_exact_pin(name: str) -> None:
    for line in (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r'#.*|-r \w+\.txt|[a-z0-9.-]+==[0-9.]+(post[0-9]+)?(; \w+ (==|<) "[\w.]+")?', line), line


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", SETS)
def test_all_that_a_package_needs_is_pinned(name: str, system: str, python: str) -> None:
    """pip runs with --no-deps: a dependency that is missing here would be missing on someone's machine."""
    env = environment(system, python)
    pins = pinned(name, env)
    checked = 0
    for package in pins:
        try:
            needs = metadata.requires(package) or []
        except metadata.PackageNotFoundError:  # another system's, or another set's
            continue
        checked += 1
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate(env):
                version = pins.get(canonicalize_name(need.name))
                assert version, f"{package} needs {need}"
                assert need.specifier.contains(version, prereleases=True), f"{package} needs {need}, pinned is {version}"
    assert checked >= len(pinned("runtime", env))


@pytest.mark.parametrize(("name", "extra"), [("runtime", None), ("server", "server")])
def test_pins_are_within_what_pyproject_allows(name: str, extra: str | None) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    pins = pinned(name, environment("linux", "3.11.2"))
    for need in map(Requirement, wanted):
        version = pins.get(canonicalize_name(need.name))
        assert version and need.specifier.contains(version), f"pyproject asks for {need}, pinned is {version}"


def test_the_bundle_holds_what_an_office_needs_that_outgrew_one_pc() -> None:
    """Who has the bundle has no pip: PostgreSQL, Redis and workers are one setting away, not one installation."""
    for system in SYSTEMS:
        env = environment(system, "3.11.2")
        assert pinned("server", env).items() <= pinned("bundle", env).items()
    spec = (ROOT / "installer.spec").read_text(encoding="utf-8")
    tree = ast.parse(spec)
    analysis = next(call for call in ast.walk(tree) if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Analysis")
    excluded = next(ast.literal_eval(word.value) for word in analysis.keywords if word.arg == "excludes")
    lines = (REQUIREMENTS / "server.txt").read_text(encoding="utf-8").splitlines()
    own = {re.split(r"[=;\s]", line)[0] for line in lines if line[0] not in "#-"}
    assert own == {"async-timeout", "psycopg", "psycopg-binary", "redis"}
    assert not {name.replace("-", "_") for name in own} & set(excluded)
    assert 'pinned("server")' in spec  # so that their licence texts come along


def test_libraries_inside_psycopg_have_their_notices() -> None:
    """As many as its wheel brings; OpenSSL's licence is that of cryptography, LGPL's stands beside."""
    if not (libraries := list(Path(psycopg_folder()).glob("*.so*"))):
        pytest.skip("this system's wheel of psycopg-binary brings no libraries of its own")
    notices = (ROOT / "packaging" / "licences" / "libpq.txt").read_text(encoding="utf-8")
    names = {re.split(r"[-.]", file.name)[0] for file in libraries}
    assert "libpq" in names
    assert {name for name in names if name not in notices} == {"libssl", "libcrypto"}


def psycopg_folder() -> str:
    return str(metadata.distribution("psycopg-binary").locate_file("psycopg_binary.libs"))


def test_folder_does_not_hide_the_package_of_its_name() -> None:
    assert not list((ROOT / "packaging").rglob("__init__.py"))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """Records what entry.py would run, in place of the engine and the window."""
    seen: list[tuple[str, list[str]]] = []

    def recorder(name: str) -> types.ModuleType:
        module = types.ModuleType(name)
        module.main = lambda argv: seen.append((name, argv)) or 7
        return module

    for name in ("app.__main__", "ui.__main__"):
        monkeypatch.setitem(sys.modules, name, recorder(name))
    return seen


@pytest.mark.parametrize(
    ("display", "argv", "expected"),
    [
        (":0", [], ("ui.__main__", [])),
        (":0", ["--home", "x"], ("ui.__main__", ["--home", "x"])),
        (":0", ["demo"], ("app.__main__", ["demo"])),
        (":0", ["engine", "--home", "x"], ("app.__main__", ["engine", "--home", "x"])),
        ("", [], ("app.__main__", ["engine"])),
        ("", ["demo"], ("app.__main__", ["demo", "--headless"])),
        ("", ["demo", "--headless"], ("app.__main__", ["demo", "--headless"])),
        ("", ["demo", "--serve"], ("app.__main__", ["demo", "--serve"])),
        ("", ["engine"], ("app.__main__", ["engine"])),
    ],
)
def test_entry_runs_what_was_asked(display, argv, expected, calls, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    spec = importlib.util.spec_from_file_location("outpost_entry", ROOT / "packaging" / "entry.py")
    entry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(entry)
    assert entry.main(argv) == 7
    assert calls == [expected]


def test_spec_is_python_and_names_files_that_exist() -> None:
    text = (ROOT / "installer.spec").read_text(encoding="utf-8")
    ast.parse(text)
    for parts in re.findall(r'root((?: / "[^"{]+")+)', text):
        path = ROOT.joinpath(*re.findall(r'"([^"]+)"', parts))
        assert path.exists(), path


def read_unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


def test_menu_entry_and_service_start_the_bundled_program() -> None:
    entry = read_unit(ROOT / "packaging" / "linux" / "outpost.desktop")["Desktop Entry"]
    service = read_unit(ROOT / "packaging" / "linux" / "outpost-engine.service")["Service"]
    assert entry["Exec"] == "/opt/outpost/outpost"
    assert service["ExecStart"] == "/opt/outpost/outpost engine"


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-validate is not installed")
def test_menu_entry_is_valid() -> None:
    subprocess.run(["desktop-file-validate", ROOT / "packaging" / "linux" / "outpost.desktop"], check=True)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_service_is_valid(tmp_path: Path) -> None:
    program = tmp_path / "outpost"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "outpost-engine.service"
    text = (ROOT / "packaging" / "linux" / "outpost-engine.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/outpost/outpost", str(program)))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.name in line]) == (0, [])


DEBIAN = ROOT / "packaging" / "linux" / "debian"
needs_dpkg = pytest.mark.skipif(
    not (shutil.which("dpkg-deb") and shutil.which("objdump")), reason="dpkg-deb or objdump is not installed"
)


def load(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder with a program as the real one has: it needs libraries of the system."""
    folder = tmp_path / "dist" / "outpost"
    (folder / "_internal").mkdir(parents=True)
    shutil.copy(shutil.which("objdump"), folder / "outpost")
    (folder / "_internal" / "data.json").write_text("{}")
    (folder / "_internal" / "data.json").chmod(0o600)
    (folder / "_internal" / "again.json").symlink_to("data.json")
    return folder


@needs_dpkg
def test_the_debian_package_holds_the_bundle_and_what_belongs_to_it(bundle: Path, tmp_path: Path) -> None:
    deb = load(ROOT / "packaging" / "linux" / "deb.py")
    needed = re.findall(r"NEEDED\s+(\S+)", deb._run("objdump", "-p", str(bundle / "outpost")))
    made = deb.make(bundle, "1.2.3", tmp_path, {name: f"package-of-{name}" for name in needed})
    fields = deb._run("dpkg-deb", "--field", str(made))
    assert "Package: outpost\nVersion: 1.2.3\n" in fields
    assert re.search(r"^Depends: libc6 \(>= 2\.\d+\), package-of-", fields, re.MULTILINE)
    tree = tmp_path / "tree"
    deb._run("dpkg-deb", "--raw-extract", str(made), str(tree))
    files = {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}
    control = {f"DEBIAN/{name}" for name in ("control", "md5sums", *deb.SCRIPTS)}
    assert files - control == {
        "opt/outpost/outpost",
        "opt/outpost/_internal/data.json",
        "opt/outpost/_internal/again.json",
        "usr/sbin/outpost-modem-rules",
        "usr/share/applications/outpost.desktop",
        "usr/lib/systemd/user/outpost-engine.service",
        "usr/share/doc/outpost/copyright",
        "usr/share/doc/outpost/changelog.gz",
    }
    assert control <= files
    assert (tree / "usr/bin/outpost").readlink() == Path("/opt/outpost/outpost")
    assert (tree / "opt/outpost/_internal/again.json").readlink() == Path("data.json")
    assert (tree / "opt/outpost/_internal/data.json").stat().st_mode & 0o777 == 0o644
    subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=tree, check=True)
    owners = {line.split()[1] for line in deb._run("dpkg-deb", "--contents", str(made)).splitlines()}
    assert owners == {"root/root"}
    assert (bundle / "outpost").exists()


@needs_dpkg
def test_a_library_of_which_nobody_knows_the_package_is_told(bundle: Path, tmp_path: Path) -> None:
    deb = load(ROOT / "packaging" / "linux" / "deb.py")
    with pytest.raises(deb.UnknownLibraryError):
        deb.make(bundle, "1.2.3", tmp_path, {})
    assert not list(tmp_path.glob("*.deb"))


@pytest.mark.skipif(os.name == "nt", reason="scripts of Debian")
@pytest.mark.parametrize("script", sorted(DEBIAN.iterdir()), ids=lambda path: path.name)
def test_scripts_of_the_debian_package_can_be_read(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", script], check=True)


@pytest.mark.skipif(os.name == "nt", reason="run by a Linux machine")
def test_ci_runs_the_same_command_as_people() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "exec python3 outpost.py test"
