"""The udev rules, read as udev reads them and tried on devices."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.__main__ import main
from app.errors import OutpostError
from bridge.modem.udev import modems_among, read_pair, udev_rules

SCRIPT = Path(__file__).resolve().parents[3] / "packaging" / "linux" / "install-modem-rules.sh"
PAIRS = [(0x12D1, 0x1506), (0x2C7C, 0x0125)]
MATCHES = {"ACTION", "SUBSYSTEM", "SUBSYSTEMS", "ATTR", "ATTRS", "ENV"}
_ITEM = re.compile(r'([A-Z]+)(?:\{(\w+)\})?(==|!=|\+=|=)"([^"]*)"')
Item = tuple[str, str, str, str]
Device = dict[str, str]


def read_rules(text: str) -> list[list[Item]]:
    """Strictly as udev(7) has it: items with commas between them; only keys and operators that go together."""
    rules = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        items = [_ITEM.fullmatch(item) for item in line.split(", ")]
        assert items, line
        rule = []
        for item in items:
            assert item is not None, line
            key, name, operator, value = item[1], item[2] or "", item[3], item[4]
            is_match = operator in ("==", "!=")
            assert is_match == (key in MATCHES) or (key, operator) == ("ENV", "="), line
            assert bool(name) == (key in ("ATTR", "ATTRS", "ENV")), line
            assert is_match or (key, operator) in {("ENV", "="), ("TAG", "+="), ("GOTO", "="), ("LABEL", "=")}, line
            rule.append((key, name, operator, value))
        rules.append(rule)
    return rules


def apply_rules(text: str, action: str, device: Device, parents: list[Device]) -> set[str]:
    """What the rules set on a device: `ID_MM_DEVICE_IGNORE=1`, `uaccess`."""
    done: set[str] = set()
    label = ""
    for rule in read_rules(text):
        sets = {key: value for key, _, operator, value in rule if operator in ("=", "+=")}
        if label:
            label = "" if sets.get("LABEL") == label else label
            continue
        if _applies([item for item in rule if item[2] in ("==", "!=")], action, device, parents):
            label = sets.get("GOTO", "")
            done |= {f"{name}={value}" for key, name, operator, value in rule if (key, operator) == ("ENV", "=")}
            done |= {sets["TAG"]} if "TAG" in sets else set()
    assert not label, "a label that is missing"
    return done


def _applies(items: list[Item], action: str, device: Device, parents: list[Device]) -> bool:
    def holds(item: Item, said: str) -> bool:
        return any(fnmatch.fnmatchcase(said, one) for one in item[3].split("|")) == (item[2] == "==")

    own = [item for item in items if item[0] not in ("SUBSYSTEMS", "ATTRS")]
    up = [item for item in items if item[0] in ("SUBSYSTEMS", "ATTRS")]
    for item in own:
        said = action if item[0] == "ACTION" else device.get(item[1] or item[0], "")
        if not holds(item, said):
            return False
    return not up or any(all(holds(item, one.get(item[1] or "SUBSYSTEM", "")) for item in up) for one in (device, *parents))


def usb(vid: int, pid: int) -> Device:
    return {"SUBSYSTEM": "usb", "DEVTYPE": "usb_device", "idVendor": f"{vid:04x}", "idProduct": f"{pid:04x}"}


INTERFACE = {"SUBSYSTEM": "usb", "DEVTYPE": "usb_interface"}
TTY = {"SUBSYSTEM": "tty"}
HUB = usb(0x1D6B, 2)


@pytest.mark.parametrize("action", ["add", "change", "bind", "move"])
def test_chosen_models_are_left_to_outpost(action: str) -> None:
    text = udev_rules(PAIRS)
    for pair in PAIRS:
        assert apply_rules(text, action, usb(*pair), [HUB]) == {"ID_MM_DEVICE_IGNORE=1"}
        assert apply_rules(text, action, TTY, [INTERFACE, usb(*pair), HUB]) == {"uaccess"}
        assert apply_rules(text, action, INTERFACE, [usb(*pair), HUB]) == set()


def test_another_product_of_the_same_maker_is_not_touched() -> None:
    text = udev_rules(PAIRS)
    for other in (usb(0x12D1, 0x14DC), usb(0x2C7C, 0x1506), usb(0x12D1, 0x0125)):
        assert apply_rules(text, "add", other, [HUB]) == set()
        assert apply_rules(text, "add", TTY, [INTERFACE, other, HUB]) == set()
    assert apply_rules(text, "add", TTY, []) == set()
    assert apply_rules(text, "remove", usb(*PAIRS[0]), [HUB]) == set()


@given(st.lists(st.tuples(st.integers(1, 0xFFFF), st.integers(0, 0xFFFF)), max_size=8))
def test_any_models_each_once(pairs: list[tuple[int, int]]) -> None:
    text = udev_rules(pairs + pairs)
    assert len(read_rules(text)) == 2 + 2 * len(set(pairs))
    assert text == udev_rules(reversed(pairs))
    assert all(apply_rules(text, "add", usb(*pair), []) for pair in pairs)


@pytest.mark.parametrize("pair", [(0, 1), (0x10000, 1), (1, -1), (1, 0x10000)])
def test_numbers_that_are_no_model(pair: tuple[int, int]) -> None:
    with pytest.raises(OutpostError, match="not_a_model"):
        udev_rules([pair])


def test_models_as_people_type_them() -> None:
    assert [read_pair(text) for text in ("12d1:1506", " 12D1:1506 ", "0x12d1:0x1506", "2c7c:125")] == [PAIRS[0]] * 3 + [PAIRS[1]]
    for text in ("", "12d1", "12d1:15066", "12d1:1506\n2c7c:0125", '12d1:"', "12d1 1506", "1" * 10_000):
        with pytest.raises(OutpostError, match="not_a_model"):
            read_pair(text)


def test_what_is_plugged_in() -> None:
    plugged = [(0x1D6B, 2), (0x12D1, 0x14DC), (0x12D1, 0x1446), *PAIRS, PAIRS[0], (0x046D, 0xC077)]
    assert modems_among(plugged) == PAIRS


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["modem-rules", "12d1:1506", "2c7c:0125"]) == 0
    assert capsys.readouterr().out == udev_rules(PAIRS)
    assert main(["modem-rules"]) == 0
    assert "Plugged in:" in capsys.readouterr().out
    assert main(["modem-rules", "nonsense"]) == 2
    assert "12d1:1506" in capsys.readouterr().err


@pytest.mark.skipif(not shutil.which("udevadm"), reason="udev is not installed")
def test_udev_itself_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "70-outpost-modems.rules"
    path.write_text(udev_rules(PAIRS))
    done = subprocess.run(["udevadm", "verify", path], capture_output=True, text=True, check=False)
    if "Unknown command" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this udev can't verify (older than 254)")
    assert done.returncode == 0, done.stdout + done.stderr


def installation(folder: Path, program: str = '#!/bin/sh\necho "rules for $*"\n') -> Path:
    """A bundle's folder with the script where it is shipped and a program that says what it was asked."""
    script = folder / "_internal" / "linux" / SCRIPT.name
    script.parent.mkdir(parents=True)
    shutil.copy(SCRIPT, script)
    (folder / "outpost").write_text(program)
    (folder / "outpost").chmod(0o755)
    return script


def install(script: Path, folder: Path, *models: str) -> subprocess.CompletedProcess[str]:
    """Without udevadm, and for nobody in particular: only the file is written."""
    bare = folder / "bin"
    bare.mkdir(exist_ok=True)
    for name in ("dirname", "id", "mkdir", "chmod", "mv", "echo"):
        if not (bare / name).exists() and (found := shutil.which(name)):
            (bare / name).symlink_to(found)
    env = {"PATH": str(bare), "OUTPOST_RULES": str(folder / "rules.d" / "70-outpost-modems.rules")}
    return subprocess.run([shutil.which("sh") or "sh", script, *models], env=env, capture_output=True, text=True, check=False)


@pytest.mark.skipif(os.name != "posix", reason="a Linux script")
def test_the_script_writes_the_rules_whole_or_not_at_all(tmp_path: Path) -> None:
    script = installation(tmp_path)
    rules = tmp_path / "rules.d" / "70-outpost-modems.rules"
    assert install(script, tmp_path).stdout == "rules for modem-rules\n"
    assert not rules.exists()
    done = install(script, tmp_path, "12d1:1506", "2c7c:0125")
    assert (done.returncode, rules.read_text()) == (0, "rules for modem-rules 12d1:1506 2c7c:0125\n")
    assert rules.stat().st_mode & 0o777 == 0o644
    (tmp_path / "outpost").write_text("#!/bin/sh\necho half\nexit 2\n")
    assert install(script, tmp_path, "nonsense").returncode == 2
    assert rules.read_text() == "rules for modem-rules 12d1:1506 2c7c:0125\n"
    (tmp_path / "outpost").unlink()
    assert "Start Outpost once" in install(script, tmp_path, "12d1:1506").stderr
    assert sorted(path.name for path in rules.parent.iterdir()) == [rules.name]


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_the_script_is_sound() -> None:
    subprocess.run(["shellcheck", SCRIPT], check=True)
