"""The Debian package of a bundle: `python3 outpost.py bundle --deb`, or by hand `deb.py BUNDLE FOLDER`.

The whole bundle goes to /opt/outpost, as the menu entry and the service say. Only the standard library and dpkg-deb are needed.
Source: Debian policy 4.7, chapters 5 (control), 6 (maintainer scripts) and 8 (shared libraries).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SCRIPTS = ("postinst", "prerm", "postrm")
ELF = b"\x7fELF"
CONTROL = """\
Package: outpost
Version: {version}
Architecture: {architecture}
Maintainer: Outpost developers
Installed-Size: {size}
Depends: {depends}
Recommends: usb-modeswitch
Section: comm
Priority: optional
Description: message flows and SMS for an office without internet
 One PC holds everything: Android phones that sync over the local network and
 USB modems are its SIM cards, staff answer people and run message flows from
 one window. Flows are RapidPro's own files.
"""
# Of Qt's plugins, beside those that the launcher asks for.
MORE_LIBRARIES = {"libdrm.so.2": "libdrm2", "libwayland-egl.so.1": "libwayland-egl1", "libxcb.so.1": "libxcb1"}
# Of glibc itself and the compiler's run time; in every Debian.
OF_LIBC = re.compile(r"lib(c|m|dl|rt|pthread|util|resolv|nsl|anl)\.so\.|ld-linux|libBrokenLocale\.so|linux-vdso")


class UnknownLibraryError(Exception):
    """The bundle needs a shared library of which is not known which package brings it."""


def make(bundle: Path, version: str, folder: Path, packages: Mapping[str, str]) -> Path:
    """`packages`: which package brings which shared library of the system. Returns the file."""
    architecture = _run("dpkg", "--print-architecture").strip()
    with tempfile.TemporaryDirectory(prefix="outpost-deb-") as made:
        tree = Path(made)
        tree.chmod(0o755)
        _fill(tree, bundle)
        control = CONTROL.format(
            version=version, architecture=architecture, size=_size(tree) // 1024, depends=", ".join(depends(bundle, packages))
        )
        _add_control(tree, control)
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"outpost_{version}_{architecture}.deb"
        _run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target))
    return target


def depends(bundle: Path, packages: Mapping[str, str]) -> list[str]:
    """What must be installed beside the bundle: what its programs and libraries need and it does not hold. Raises
    UnknownLibraryError."""
    needed: set[str] = set()
    held: set[str] = set()
    glibc: tuple[int, ...] = ()
    for path in _programs(bundle):
        held.add(path.name)
        told = _run("objdump", "-p", str(path))
        needed.update(re.findall(r"^\s+NEEDED\s+(\S+)", told, re.MULTILINE))
        versions = re.findall(r"\bGLIBC_(\d+(?:\.\d+)+)$", told, re.MULTILINE)
        glibc = max([glibc, *(tuple(map(int, one.split("."))) for one in versions)])
    wanted = {name for name in needed - held if not OF_LIBC.match(name)}
    if unknown := sorted(wanted - packages.keys()):
        raise UnknownLibraryError(", ".join(unknown))
    libc = f"libc6 (>= {'.'.join(map(str, glibc))})" if glibc else "libc6"
    return [libc, *sorted({packages[name] for name in wanted})]


def _fill(tree: Path, bundle: Path) -> None:
    shutil.copytree(bundle, tree / "opt/outpost", symlinks=True, copy_function=_link)
    _put(tree / "usr/share/applications/outpost.desktop", HERE / "outpost.desktop")
    _put(tree / "usr/lib/systemd/user/outpost-engine.service", HERE / "outpost-engine.service")
    _put(tree / "usr/share/doc/outpost/copyright", ROOT / "LICENSE")
    _put(tree / "usr/sbin/outpost-modem-rules", HERE / "debian/outpost-modem-rules", 0o755)
    changes = tree / "usr/share/doc/outpost/changelog.gz"
    changes.write_bytes(gzip.compress((ROOT / "CHANGELOG.md").read_bytes(), mtime=0))
    changes.chmod(0o644)
    program = tree / "usr/bin/outpost"
    program.parent.mkdir(parents=True)
    program.symlink_to("/opt/outpost/outpost")
    for path in tree.rglob("*"):  # for everybody to read, whatever the umask of whoever built it
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _add_control(tree: Path, control: str) -> None:
    folder = tree / "DEBIAN"
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in _files(tree)]
    folder.mkdir(mode=0o755)
    (folder / "control").write_text(control, encoding="utf-8")
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    for name in ("control", "md5sums"):
        (folder / name).chmod(0o644)
    for name in SCRIPTS:
        _put(folder / name, HERE / "debian" / name, 0o755)


def _put(target: Path, source: Path, mode: int = 0o644) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def _link(source: str, target: str) -> None:
    """No second copy of 200 MB where that can be helped."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _files(tree: Path) -> Iterator[Path]:
    return (path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink())


def _size(tree: Path) -> int:
    return sum(path.stat().st_size for path in _files(tree))


def _programs(bundle: Path) -> Iterable[Path]:
    for path in _files(bundle):
        with path.open("rb") as file:
            if file.read(4) == ELF:
                yield path


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def main(argv: list[str]) -> int:
    sys.path.insert(0, str(ROOT))
    import app  # noqa: PLC0415
    import outpost  # noqa: PLC0415 - the launcher knows which package brings which library

    bundle, folder = map(Path, argv)
    packages = {**outpost.QT_LIBRARIES, **outpost.X11_LIBRARIES, **outpost.WAYLAND_LIBRARIES, **MORE_LIBRARIES}
    print(make(bundle, app.__version__, folder, packages))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
