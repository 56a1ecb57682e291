"""Looks after all modems of this PC: finds them, gives each its thread, and follows them from port to port by IMEI.

One thread looks at the serial ports every few seconds; each new device is asked in a thread of its own, each modem works in
its own. What stands in a modem's way (a driver CD, another program) is told to the board.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path

from app.clock import Clock
from app.contracts.modems import Obstacle
from app.errors import OutpostError
from app.ports import ChangeFeed, KnownModem, ModemBoard, ModemDesk
from bridge.modem.detection import FoundModem, NotFound, PortWatch, SerialPort, candidates, dead_ends, probe, usb_ids
from bridge.modem.holders import holder_of
from bridge.modem.keeper import DeskKeeper
from bridge.modem.makers import MAKER_NAMES
from bridge.modem.port import BAUD_RATES, ModemPort, Open, Port, open_serial

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.5
KNOWN_SECONDS = 60.0  # between looks at what staff set, where nobody says that it changed
BUSY_AGAIN_SECONDS = 10.0
CHOSEN_AGAIN_SECONDS = 30.0
# A stick that was just plugged in may take half a minute to answer; one that stays mute is left alone until it is replugged.
MUTE_AGAIN_SECONDS: tuple[float, ...] = (10.0, 30.0)
NEWS_SECONDS = 1.0
NEWS_PAUSE_SECONDS = 0.2
STOP_SECONDS = 12.0
SENDING_TOPICS = frozenset(("messages", "broadcasts", "queue"))
_PIN_WANTED = frozenset(("sim_pin", "sim_pin_wrong"))
_NOT_THERE = frozenset(("modem_mute", "port_gone", "port_busy"))
_PIN_REFUSED = frozenset(("sim_pin_few_tries", "sim_puk"))

Place = tuple[str, ...]


@dataclass(slots=True)
class _Device:
    """Something plugged in that may be a modem: its ports, the likeliest first. `next_at` is when it is asked, `rate` how fast;
    `found` what answered, `trouble` why a port could not be opened, with its `holder`."""

    ports: Sequence[SerialPort]
    is_chosen: bool = False
    next_at: float = 0.0
    is_asked: bool = False
    tries: int = 0
    rate: int = BAUD_RATES[0]
    found: FoundModem | None = None
    trouble: dict[str, NotFound] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Attended:
    """A modem at work."""

    place: Place
    keeper: DeskKeeper
    port: ModemPort


class ModemSupervisor:
    """The bridge's side of modems (`ModemControl`). Serial ports and how they are opened can be handed in."""

    def __init__(
        self,
        desk: ModemDesk,
        board: ModemBoard,
        changes: ChangeFeed,
        clock: Clock,
        *,
        list_ports: Callable[[], list[SerialPort]] | None = None,
        open_port: Callable[[str, int], Port] = open_serial,
        plugged_in: Callable[[], list[tuple[int, int]]] = usb_ids,
    ) -> None:
        self._desk = desk
        self._board = board
        self._changes = changes
        self._clock = clock
        self._list_ports = list_ports or PortWatch(clock)
        self._open = open_port
        self._plugged_in = plugged_in
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._look = threading.Event()
        self._wants_known = True
        self._known: Mapping[str, KnownModem] | None = None
        self._known_at = 0.0
        self._chosen: Sequence[str] = ()
        self._ports: Sequence[SerialPort] = ()
        self._devices: dict[Place, _Device] = {}
        self._attended: dict[str, _Attended] = {}
        self._ending: dict[str, ModemPort] = {}
        self._keepers: dict[str, DeskKeeper] = {}
        self._answers: queue.SimpleQueue[tuple[Place, FoundModem | None, dict[str, NotFound], dict[str, str]]]
        self._answers = queue.SimpleQueue()
        self._probes: list[threading.Thread] = []
        self._shown: tuple[list[Obstacle], list[str]] | None = None
        self._threads = [
            threading.Thread(target=self._run, name="modem look", daemon=True),
            threading.Thread(target=self._hear, name="modem news", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End every thread; parts that are on their way are waited for some seconds."""
        self._stopping.set()
        self._look.set()
        end = self._clock.monotonic() + STOP_SECONDS
        with self._lock:
            ports = [*(one.port for one in self._attended.values()), *self._ending.values()]
        for port in ports:
            port.ask_to_stop()
        for thread in (*self._threads, *self._probes):
            thread.join(max(0.0, end - self._clock.monotonic()))
        with self._lock:
            ports = [*(one.port for one in self._attended.values()), *self._ending.values()]
        for port in ports:
            port.stop(max(0.0, end - self._clock.monotonic()))
            if port.is_alive:
                log.error("modem_thread_left port=%s", port.path)

    # What the services ask

    def look_again(self) -> None:
        self._wants_known = True
        self._ask_for_uses()
        self._look.set()

    def enter_pin(self, imei: str, pin: str) -> None:
        modem = self._modem(imei)
        trouble = modem.keeper.now.trouble
        if trouble in _PIN_REFUSED:
            raise OutpostError(trouble)
        if trouble not in _PIN_WANTED:
            raise OutpostError("modem_busy", retryable=True)
        modem.port.enter_pin(pin)

    def send_test(self, imei: str, number: str) -> None:
        modem = self._ready(imei)
        if modem.keeper.is_testing:
            raise OutpostError("modem_busy", retryable=True)
        modem.port.send(modem.keeper.test_part(number))

    def dial(self, imei: str, code: str) -> None:
        self._ready(imei).port.dial_code(code)

    def answer(self, imei: str, text: str) -> None:
        self._modem(imei).port.reply_code(text)

    def end(self, imei: str) -> None:
        self._modem(imei).port.end_code()

    def _modem(self, imei: str) -> _Attended:
        with self._lock:
            modem = self._attended.get(imei)
        if modem is None:
            raise OutpostError("modem_away", retryable=True)
        return modem

    def _ready(self, imei: str) -> _Attended:
        modem = self._modem(imei)
        if not modem.port.is_ready or modem.port.in_dialogue:
            raise OutpostError("modem_busy", retryable=True)
        return modem

    def _ask_for_uses(self) -> None:
        with self._lock:
            modems = list(self._attended.values())
        for modem in modems:
            modem.keeper.ask_for_use()

    # What changes in the office

    def _hear(self) -> None:
        """Wake what may have something to send."""
        seq = self._changes.latest()
        while not self._stopping.is_set():
            try:
                changes = self._changes.since(seq, NEWS_SECONDS)
                seq = self._changes.latest() if changes is None else changes[-1].seq if changes else seq
                self._take_news(SENDING_TOPICS if changes is None else {change.topic for change in changes})
            except Exception:
                log.exception("modem_news_failed")
            self._clock.wait(self._stopping, NEWS_PAUSE_SECONDS)

    def _take_news(self, topics: Iterable[str]) -> None:
        if SENDING_TOPICS & set(topics):
            with self._lock:
                modems = list(self._attended.values())
            for modem in modems:
                modem.keeper.sending.wake()

    # Looking

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look_around()
            except Exception:
                log.exception("modem_look_failed")
            self._clock.wait(self._look, LOOK_SECONDS)
            if not self._stopping.is_set():
                self._look.clear()

    def _look_around(self) -> None:
        self._learn()
        self._see(self._list_ports())
        self._take_answers()
        self._let_go()
        self._begin()
        self._ask()
        self._show()

    def _learn(self) -> None:
        """What staff set: who is ignored, PINs, ports by hand."""
        now = self._clock.monotonic()
        if not self._wants_known and now < self._known_at:
            return
        self._wants_known = False
        try:
            self._known = {one.imei: one for one in self._desk.known()}
            self._chosen = self._desk.chosen_ports()
            self._known_at = now + KNOWN_SECONDS
        except Exception:
            self._wants_known = True
            log.exception("modem_settings_unknown")

    def _see(self, ports: Sequence[SerialPort]) -> None:
        """What is plugged in now."""
        self._ports = ports
        devices = {_place(group): group for group in candidates(ports)}
        of_path = {os.path.realpath(port.path): place for place, group in devices.items() for port in group}
        chosen = set()
        for path in self._chosen:
            real = os.path.realpath(path)
            listed = next((port for port in ports if os.path.realpath(port.path) == real), None)
            if real not in of_path and (listed is not None or _exists(path)):
                port = replace(listed, path=path) if listed is not None else SerialPort(path, None, None, "", path, None)
                of_path[real] = _place([port])
                devices[of_path[real]] = [port]
            chosen.add(of_path.get(real))
        for place in [place for place in self._devices if place not in devices]:
            del self._devices[place]
        for place, group in devices.items():
            device = self._devices.setdefault(place, _Device(group))
            if place in chosen and not device.is_chosen:
                device.tries, device.next_at = 0, 0.0
            device.is_chosen = place in chosen

    def _ask(self) -> None:
        """Ask devices that are due, each in a thread of its own."""
        now = self._clock.monotonic()
        self._probes = [thread for thread in self._probes if thread.is_alive()]
        for place, device in self._devices.items():
            if device.found is None and not device.is_asked and now >= device.next_at and self._known is not None:
                device.is_asked = True
                ports = device.ports if device.tries == 0 or device.is_chosen else device.ports[:1]
                device.rate = BAUD_RATES[device.tries % len(BAUD_RATES) if device.is_chosen else 0]
                args = (place, list(ports), self._opener(device.rate))
                thread = threading.Thread(target=self._probe, args=args, name="modem probe", daemon=True)
                self._probes.append(thread)
                thread.start()

    def _opener(self, rate: int) -> Open:
        return lambda path: self._open(path, rate)

    def _probe(self, place: Place, ports: Sequence[SerialPort], open_port: Open) -> None:
        found: FoundModem | None = None
        trouble: dict[str, NotFound] = {}
        holders: dict[str, str] = {}
        try:
            for port in ports:
                answer = probe(port.path, self._clock, open_port, self._stopping)
                if isinstance(answer, FoundModem):
                    found = replace(answer, device=port.device)
                    break
                trouble[port.path] = answer
                if answer == "port_busy":
                    holders[port.path] = holder_of(port.path)
        except Exception:
            log.exception("modem_probe_failed port=%s", ports[0].path)
        self._answers.put((place, found, trouble, holders))
        self._look.set()

    def _take_answers(self) -> None:
        while True:
            try:
                place, found, trouble, holders = self._answers.get_nowait()
            except queue.Empty:
                return
            device = self._devices.get(place)
            if device is None:
                continue  # it was pulled out meanwhile
            device.is_asked, device.found, device.trouble, device.holders = False, found, trouble, holders
            if found is None:
                device.next_at = self._clock.monotonic() + _again(device)
                device.tries += 1

    def _let_go(self) -> None:
        """Of modems that were pulled out, that staff want left alone, or whose port another modem has now."""
        for imei, port in list(self._ending.items()):
            if not port.is_alive:
                del self._ending[imei]
                self._board.away(imei)  # its thread may have had a last word
        for imei, modem in list(self._attended.items()):
            device = self._devices.get(modem.place)
            if device is not None and not self._is_ignored(imei) and modem.port.is_alive:
                continue
            if device is not None and not modem.port.is_alive:
                device.found, device.next_at, device.tries = None, 0.0, 0
            self._end(imei)

    def _end(self, imei: str) -> None:
        with self._lock:
            modem = self._attended.pop(imei)
        log.info("modem_away port=%s", modem.port.path)
        modem.port.ask_to_stop()
        if modem.port.is_alive:
            self._ending[imei] = modem.port
        self._board.away(imei)

    def _begin(self) -> None:
        """Modems that answered and are not at work yet. One that shows at a second place while the first works is left there;
        one whose first place is silent has moved."""
        for place, device in self._devices.items():
            found = device.found
            if found is None or self._is_ignored(found.imei):
                continue
            modem = self._attended.get(found.imei)
            if modem is not None and modem.place != place and modem.keeper.now.trouble in _NOT_THERE:
                if modem.place in self._devices:
                    self._devices[modem.place].found = None
                self._end(found.imei)
                modem = None
            if modem is None and found.imei not in self._ending:
                self._attend(place, found, self._opener(device.rate))

    def _attend(self, place: Place, found: FoundModem, open_port: Open) -> None:
        imei = found.imei
        known = (self._known or {}).get(imei)
        keeper = self._keepers.get(imei)
        if keeper is None:
            keeper = self._keepers[imei] = DeskKeeper(found, self._desk, self._board, self._clock, holder=holder_of)
        else:
            keeper.attach(found)
        pin = known.pin if known and known.pin != keeper.wrong_pin else ""
        port = ModemPort(
            found.path,
            keeper,
            self._clock,
            pin=pin,
            imei=imei,
            open_port=open_port,
            on_changed=self._look.set,
        )
        with self._lock:
            if self._stopping.is_set():
                return
            self._attended[imei] = _Attended(place, keeper, port)
        log.info("modem_found port=%s maker=%s model=%s", found.path, found.maker, found.model)
        port.start()

    def _is_ignored(self, imei: str) -> bool:
        known = (self._known or {}).get(imei)
        return known is not None and known.is_ignored

    # What staff see

    def _show(self) -> None:
        if any(device.is_asked and device.tries == 0 for device in self._devices.values()) and self._shown is not None:
            return  # what is being asked for the first time is neither in the way nor without a modem
        shown = (list(self._obstacles()), self._free_ports())
        if shown != self._shown:
            self._shown = shown
            self._board.look_around(*shown)

    def _obstacles(self) -> Iterable[Obstacle]:
        for end in dead_ends(self._plugged_in()):
            yield Obstacle(end.kind, f"{MAKER_NAMES.get(end.vid, '')} {end.vid:04x}:{end.pid:04x}".strip())
        for device in self._devices.values():
            for path, trouble in device.trouble.items():
                if device.found is None and trouble in ("port_busy", "no_permission"):
                    yield Obstacle("port_busy" if trouble == "port_busy" else "no_permission", path, device.holders.get(path, ""))

    def _free_ports(self) -> list[str]:
        taken = {port.path for device in self._devices.values() if device.found is not None for port in device.ports}
        return sorted(port.path for port in self._ports if port.path not in taken)


def _place(group: Sequence[SerialPort]) -> Place:
    """Ports of a device as they are now: after a replug they are others, even under the same names."""
    return (group[0].device, *(port.path for port in group), *(_stamp(port.path) for port in group))


def _stamp(path: str) -> str:
    """Empty on Windows, where looking at the name of a port may open it."""
    if os.name == "nt":
        return ""
    try:
        return str(Path(path).stat().st_ino)
    except (OSError, ValueError):
        return ""


def _exists(path: str) -> bool:
    return bool(_stamp(path))


def _again(device: _Device) -> float:
    """Seconds until it is asked again."""
    if "port_busy" in device.trouble.values() or "no_permission" in device.trouble.values():
        return BUSY_AGAIN_SECONDS
    if device.is_chosen:
        return CHOSEN_AGAIN_SECONDS if device.tries else MUTE_AGAIN_SECONDS[0]
    return MUTE_AGAIN_SECONDS[device.tries] if device.tries < len(MUTE_AGAIN_SECONDS) else inf
