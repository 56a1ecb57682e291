"""Four programs that drive real modems drive ours: only then is it a judge of our driver.

Skipped, program by program, where it is not installed (Debian: gammu, gammu-smsd, smstools, gnokii-cli).
"""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import SystemClock
from tests.simulators.modem import ALL_PROFILES, PROFILES, PtyModem

NUMBER, OTHER = "+250788123456", "+250788999999"
PLAIN, WIDE = "Hello €{} [ok]", "Привет 😀"
LONG = "one two three four five six seven eight nine ten " * 6
SECONDS = 90


EVERY_MAKER = pytest.mark.parametrize("modem", sorted(ALL_PROFILES), indirect=True)  # of the programs that are quick


@pytest.fixture(params=sorted(PROFILES))
def modem(request: pytest.FixtureRequest) -> Iterator[PtyModem]:
    made = PtyModem(ALL_PROFILES[request.param])
    yield made
    made.close()


def needs(program: str) -> str:
    """Its path; skips the test where it is not installed."""
    found = shutil.which(program, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin")
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def run(*command: str, text: str | None = None) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False, input=text)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def until(probe: Callable[[], bool], what: str) -> None:
    clock, pause = SystemClock(), threading.Event()
    end = clock.monotonic() + SECONDS
    while not probe():
        assert clock.monotonic() < end, what
        pause.wait(0.05)


def texts(modem: PtyModem) -> list[str]:
    """What reached the network, parts put together."""
    whole: list[str] = []
    with modem.lock:
        for part in modem.core.sent:
            assert part.to == NUMBER
            if part.seq > 1:
                whole[-1] += part.text
            else:
                whole.append(part.text)
    return whole


@contextmanager
def daemon(*command: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None, "it ended by itself"
    finally:
        process.terminate()
        process.wait(SECONDS)


def gammu_rc(modem: PtyModem, folder: Path, *more: str) -> str:
    path = folder / "gammurc"
    path.write_text(f"[gammu]\ndevice = {modem.path}\nconnection = at115200\n" + "\n".join(more) + "\n")
    return str(path)


def test_gammu(modem: PtyModem, tmp_path: Path) -> None:
    gammu = [needs("gammu"), "-c", gammu_rc(modem, tmp_path)]
    assert "356938035643809" in run(*gammu, "identify")
    run(*gammu, "sendsms", "TEXT", NUMBER, "-text", PLAIN)
    run(*gammu, "sendsms", "TEXT", NUMBER, "-unicode", "-text", WIDE)
    run(*gammu, "sendsms", "TEXT", NUMBER, "-len", "400", "-text", LONG)
    assert texts(modem) == [PLAIN, WIDE, LONG]
    modem.do(lambda core: core.deliver(OTHER, "Incoming é"))
    modem.do(lambda core: core.deliver(OTHER, WIDE))
    inbox = run(*gammu, "getallsms")
    assert "Incoming é" in inbox
    assert WIDE in inbox


def test_gammu_smsd(modem: PtyModem, tmp_path: Path) -> None:
    smsd, inject = needs("gammu-smsd"), needs("gammu-smsd-inject")
    boxes = {name: tmp_path / name for name in ("inbox", "outbox", "sent", "error")}
    for box in boxes.values():
        box.mkdir()
    service = ["[smsd]", "service = files", "commtimeout = 1", "sendtimeout = 10", "receivefrequency = 1", "checksecurity = 0"]
    service += [f"inboxpath = {boxes['inbox']}/", f"outboxpath = {boxes['outbox']}/", f"sentsmspath = {boxes['sent']}/"]
    service += [f"errorsmspath = {boxes['error']}/"]
    rc = gammu_rc(modem, tmp_path, *service)
    run(inject, "-c", rc, "TEXT", NUMBER, "-text", PLAIN)
    run(inject, "-c", rc, "TEXT", NUMBER, "-unicode", "-text", WIDE)
    run(inject, "-c", rc, "TEXT", NUMBER, "-len", "400", "-text", LONG)
    with daemon(smsd, "-c", rc):
        until(lambda: sorted(texts(modem)) == sorted([PLAIN, WIDE, LONG]), "not sent")
        modem.do(lambda core: core.deliver(OTHER, "Incoming é"))
        modem.do(lambda core: core.deliver(OTHER, WIDE))
        until(lambda: len(list(boxes["inbox"].iterdir())) == 2, "not received")
    received = sorted(path.read_text(encoding="utf-8") for path in boxes["inbox"].iterdir())
    assert received == sorted(["Incoming é", WIDE])


@EVERY_MAKER
def test_smstools(modem: PtyModem, tmp_path: Path) -> None:
    smsd = needs("smsd")
    long = LONG.strip()  # it cuts spaces off the end
    names = ("outgoing", "checked", "incoming", "sent", "failed", "report")
    boxes = {name: tmp_path / name for name in names}
    for box in boxes.values():
        box.mkdir()
    settings = ["devices = GSM1", f"logfile = {tmp_path}/log", "loglevel = 5", "delaytime = 1", "decode_unicode_text = no"]
    settings += ["incoming_utf8 = no", f"infofile = {tmp_path}/info", f"pidfile = {tmp_path}/pid", "receive_before_send = no"]
    settings += [f"{name} = {box}" for name, box in boxes.items()]
    settings += ["[GSM1]", f"device = {modem.path}", "baudrate = 115200", "incoming = yes", "report = no", "rtscts = no"]
    settings += ["memory_start = 1", 'init = AT+CPMS="SM","SM","SM"']
    (tmp_path / "smsd.conf").write_text("\n".join(settings) + "\n")
    for name, alphabet, coding, text in (
        ("a", "UTF-8", "utf-8", PLAIN),
        ("b", "UCS2", "utf-16-be", WIDE),
        ("c", "UTF-8", "utf-8", long),
    ):
        head = f"To: {NUMBER.removeprefix('+')}\nAlphabet: {alphabet}\n\n"
        (boxes["outgoing"] / name).write_bytes(head.encode() + text.encode(coding))
    with daemon(smsd, "-c", str(tmp_path / "smsd.conf"), "-t"):
        until(lambda: sorted(texts(modem)) == sorted([PLAIN, WIDE, long]), "not sent")
        modem.do(lambda core: core.deliver(OTHER, "Incoming é"))
        modem.do(lambda core: core.deliver(OTHER, WIDE))
        until(lambda: len(list(boxes["incoming"].iterdir())) == 2, "not received")
    received = b" ".join(path.read_bytes() for path in boxes["incoming"].iterdir())
    assert "Incoming é".encode("latin-1") in received
    assert WIDE.encode("utf-16-be") in received  # as UTF-8 it would drop what is beyond the first plane


@EVERY_MAKER
def test_gnokii(modem: PtyModem, tmp_path: Path) -> None:
    gnokii = needs("gnokii")
    (tmp_path / "config").write_text(
        f"[global]\nport = {modem.path}\nmodel = AT\nconnection = serial\nserial_baudrate = 115200\n"
    )
    command = [gnokii, "--config", str(tmp_path / "config")]
    assert "356938035643809" in run(*command, "--identify")
    run(*command, "--sendsms", NUMBER, text="Hello gnokii")
    assert texts(modem) == ["Hello gnokii"]
    modem.do(lambda core: core.deliver(OTHER, "Incoming"))
    assert "Incoming" in run(*command, "--getsms", "SM", "1")
