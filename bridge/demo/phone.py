"""A simulated Android phone with the relayer app: it speaks the real protocol over HTTP, and its radio is a list.

With a `Radio` it also sends no faster than the app does, and syncs by itself when the app would: see `SimulatedPhone.tick`.

Two generations behave differently on the wire. "1.9" waits for each answer. "2.1" acts on the answer to the request before:
its first request is repeated, and most reports arrive twice. Source: behaviour of both apps as recorded from their own code.
"""

from __future__ import annotations

import http.client
import json
import secrets
import ssl
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from app import ids
from app.clock import Clock, SystemClock
from app.engine import gsm7
from bridge.channels.relayer_wire import signature_of

Generation = Literal["1.9", "2.1"]
State = Literal["queued", "retry", "sent", "delivered", "failed"]

MAX_COMMANDS = 50
HTTP_SECONDS = 120.0
# Minutes until the next try after each refusal by the network; after the last one the phone gives up.
RETRY_MINUTES = (1, 1, 1, 5, 5, 15, 15, 30, 30)
KEPT_DELIVERED = 100
POLL_SECONDS = 600.0
# A forced sync is skipped when so many commands wait and the last one was so short a time ago.
QUIET_COMMANDS, QUIET_SECONDS = 10, 15.0
APP_VERSIONS: dict[Generation, str] = {"1.9": "1.9.8", "2.1": "2.1.0"}


@dataclass(frozen=True, slots=True)
class SentSms:
    """An SMS that left the phone. `at` in milliseconds since 1970, by the phone's clock."""

    id: int
    address: str
    text: str
    at: int


@dataclass(slots=True)
class Outbound:
    """A message the phone was told to send; `tries` that the network refused, `next_try` by the monotonic clock."""

    id: int
    address: str
    text: str
    state: State = "queued"
    tries: int = 0
    next_try: float = 0.0


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """What one exchange came to. `status` 0: nobody answered. `reply` is what the phone acted on, which on 2.1 is the answer
    to the request before; `error_id` is that reply's."""

    status: int
    reply: dict[str, Any] | None = None
    error_id: int | None = None

    @property
    def is_fine(self) -> bool:
        return self.reply is not None and self.error_id is None


@dataclass(frozen=True, slots=True)
class Radio:
    """What the app lets out: `parts` in `window` seconds, one message every `spacing` seconds."""

    parts: int = 29
    window: float = 32 * 60.0
    spacing: float = 1.0


@dataclass(slots=True)
class _Sending:
    """The app's runner. It looks at what waits after a sync, and goes on until nothing waits or the window is full."""

    radio: Radio
    runs: bool = False
    last_at: float | None = None
    synced_at: float = 0.0
    wants_sync: bool = False
    went: deque[tuple[float, int]] = field(default_factory=deque)

    def ready_at(self, now: float) -> float:
        return now if self.last_at is None else max(now, self.last_at + self.radio.spacing)

    def fits(self, parts: int, now: float) -> bool:
        while self.went and self.went[0][0] <= now - self.radio.window:
            self.went.popleft()
        return sum(count for _, count in self.went) + parts <= self.radio.parts

    def note(self, parts: int, now: float) -> None:
        self.went.append((now, parts))
        self.last_at = now


@dataclass(slots=True)
class _Memory:
    """What the app has stored; `reset` and `rel` clear most of it."""

    relayer_id: int = -1
    secret: str = ""
    claim_code: str = ""
    org_id: int = -1
    queue: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[int, Outbound] = field(default_factory=dict)


class SimulatedPhone:
    """A phone without threads: everything happens in `sync`, `receive_sms`, `call` and `reset`, from one thread at a time.

    `base_url` is `http://host:port` without a slash at the end, or https with `ca_pem`. `refused_numbers` are numbers that the
    network does not take. `on_sent` hears of every SMS that leaves. `radio` None: everything leaves at once.
    """

    def __init__(
        self,
        base_url: str,
        clock: Clock | None = None,
        generation: Generation = "1.9",
        *,
        uuid: str | None = None,
        country: str = "RW",
        device: str = "SM-A105F",
        ca_pem: str | None = None,
        on_sent: Callable[[SentSms], None] | None = None,
        radio: Radio | None = None,
    ) -> None:
        self.generation = generation
        self.uuid = uuid or ids.uuid4()
        self.country = country
        self.device = device
        self.battery = 55
        self.clock_offset = 0
        self.sent: list[SentSms] = []
        self.refused_numbers: set[str] = set()
        self.has_delivery_reports = True
        self._clock = clock or SystemClock()
        self._on_sent = on_sent
        self._push_id = secrets.token_urlsafe(24)
        self._memory = _Memory()
        self._answer: dict[str, Any] | None = None
        self._ca_pem = ca_pem
        self._wire = _Wire(base_url, ca_pem)
        self._sending = _Sending(radio) if radio is not None else None

    @property
    def is_registered(self) -> bool:
        return bool(self._memory.secret)

    @property
    def is_claimed(self) -> bool:
        return self._memory.org_id >= 0

    @property
    def relayer_id(self) -> int:
        return self._memory.relayer_id

    @property
    def claim_code(self) -> str:
        """As the screen shows it, XXX XXX XXX; empty before registration and once claimed."""
        code = self._memory.claim_code
        return "" if self.is_claimed or not code else f"{code[:3]} {code[3:6]} {code[6:9]}"

    @property
    def queued(self) -> int:
        """Commands that wait for an acknowledgement."""
        return len(self._memory.queue)

    @property
    def messages(self) -> dict[int, Outbound]:
        """Every message the phone remembers, by the office's id."""
        return self._memory.messages

    def receive_sms(self, address: str, text: str, at: int | None = None) -> bool:
        """An SMS comes in. An unclaimed phone skips it for good, and says False. `at` in milliseconds."""
        if not self.is_claimed:
            return False
        command = {"cmd": "mo_sms", "phone": address, "ts": self._millis() if at is None else at}
        if text != "null":  # the app's JSON library drops the key then
            command["msg"] = text
        self._memory.queue.append(command)
        self._force_sync()
        return True

    def call(self, address: str, kind: str = "mo_miss", seconds: int = 0) -> None:
        self._memory.queue.append({"cmd": "call", "phone": address, "type": kind, "ts": self._millis(), "dur": seconds})

    def reset(self) -> None:
        """Somebody taps Reset: the queue goes, and the office is told."""
        self._memory.queue = [{"cmd": "reset"}]
        self._memory.messages = {}

    def move(self, base_url: str) -> None:
        """The address of the office's PC was changed in the app: nothing else is forgotten."""
        self._wire = _Wire(base_url, self._ca_pem)

    def restart(self) -> None:
        """The app's process starts anew; what it stored stays."""
        self._answer = None

    def sync(self) -> SyncOutcome:
        """One exchange: register or report, act on the answer, send what is to be sent."""
        batch = self._memory.queue[:MAX_COMMANDS] if self.is_registered else []
        status, reply = self._exchange(self._payload(batch))
        error_id = None
        if reply is not None:
            error_id = reply.get("error_id")
            self._act(reply, batch)
        if self._sending is None:
            self._send_waiting()
        else:
            self._sending.runs, self._sending.wants_sync = True, False
            self._sending.synced_at = self._clock.monotonic()
        return SyncOutcome(status, reply, error_id)

    def tick(self) -> None:
        """With a radio: send what may be sent by now, and sync if it is time. `next_at` says when to call it again."""
        assert self._sending is not None
        sending, now = self._sending, self._clock.monotonic()
        if sending.runs and sending.ready_at(now) <= now:
            self._send_next(now)
        if sending.wants_sync or now >= sending.synced_at + POLL_SECONDS:
            self.sync()

    def next_at(self) -> float:
        """When the next thing happens by itself, by the monotonic clock: a message leaves, or a sync."""
        assert self._sending is not None
        sending, now = self._sending, self._clock.monotonic()
        if sending.wants_sync:
            return now
        poll = sending.synced_at + POLL_SECONDS
        return min(poll, sending.ready_at(now)) if sending.runs else poll

    # The wire

    def _exchange(self, body: bytes) -> tuple[int, dict[str, Any] | None]:
        """The reply to act on. 2.1 reads the stored answer before the new one has arrived; without one it asks again."""
        status, answer = self._post(body)
        if self.generation == "1.9":
            return status, answer
        if self._answer is None:
            self._answer = answer if status == 200 else None
            status, answer = self._post(body)
        before = self._answer
        if status == 200 and answer is not None:
            self._answer = answer
        return status, before

    def _post(self, body: bytes) -> tuple[int, dict[str, Any] | None]:
        if not self.is_registered:
            return self._wire.post("/relayers/relayer/register/", body)
        ts = str(self._millis() // 1000)
        signature = quote(signature_of(self._memory.secret, ts, body), safe="")
        return self._wire.post(f"/relayers/relayer/sync/{self.relayer_id}/?ts={ts}&signature={signature}", body)

    def _payload(self, batch: list[dict[str, Any]]) -> bytes:
        """Written as the app's JSON library does: no spaces, slashes escaped, other scripts raw."""
        commands = [{"cmd": "fcm", "fcm_id": self._push_id, "uuid": self.uuid}, self._status(), *batch]
        numbered = [{**command, "p_id": position} for position, command in enumerate(commands, start=1)]
        text = json.dumps({"cmds": numbered}, ensure_ascii=False, separators=(",", ":"))
        return text.replace("/", "\\/").encode("utf-8", "replace")

    def _status(self) -> dict[str, Any]:
        messages = self._memory.messages.values()
        return {
            "cmd": "status",
            "p_src": "USB",
            "p_lvl": self.battery,
            "p_sts": "CHA",
            "net": "WIFI",
            "pending": [message.id for message in messages if message.state == "queued"],
            "retry": [message.id for message in messages if message.state == "retry"],
            "org_id": self._memory.org_id,
            "cc": self.country,
            "dev": self.device,
            "os": "11",
            "app_version": APP_VERSIONS[self.generation],
        }

    # Acting on an answer

    def _act(self, reply: dict[str, Any], batch: list[dict[str, Any]]) -> None:
        if reply.get("error_id") == 1:
            self._memory.secret = ""
            self._memory.relayer_id = -1
        for command in reply.get("cmds", []):
            match command.get("cmd"):
                case "reg":
                    self._registered(command)
                case "claim":
                    self._memory.org_id = command["org_id"]
                case "mt_bcast":
                    self._queue_messages(command)
                case "ack":
                    self._acknowledged(command, batch)
                case "rel":
                    self._memory = _Memory()

    def _registered(self, command: dict[str, Any]) -> None:
        self._memory.relayer_id = command["relayer_id"]
        self._memory.secret = command["relayer_secret"]
        self._memory.claim_code = command["relayer_claim_code"]
        self._memory.org_id = -1

    def _acknowledged(self, command: dict[str, Any], batch: list[dict[str, Any]]) -> None:
        """Positions count from 1, of which the first two are never acknowledged."""
        position = int(command["p_id"]) - 3
        if not 0 <= position < len(batch):
            return
        done = batch[position]
        self._memory.queue = [queued for queued in self._memory.queue if queued is not done]
        if done["cmd"] == "reset":
            self._memory = _Memory()

    def _queue_messages(self, command: dict[str, Any]) -> None:
        for to in command["to"]:
            known = self._memory.messages.get(to["id"])
            if known is None:
                self._memory.messages[to["id"]] = Outbound(to["id"], _dialled(to["phone"]), command["msg"])
            else:
                self._told_again(known)

    def _told_again(self, message: Outbound) -> None:
        """What was sent is not sent again, only reported again. A failed one is tried again by 2.1, and ignored by 1.9."""
        if message.state in ("sent", "delivered"):
            self._report("mt_sent", message)
        if message.state == "delivered":
            self._report("mt_dlvd", message)
        if message.state == "failed" and self.generation == "2.1":
            message.state, message.tries = "queued", 0

    # The radio

    def _send_waiting(self) -> None:
        """New ones first, then those that are due for another try."""
        now = self._clock.monotonic()
        for state in ("queued", "retry"):
            for message in [found for found in self._memory.messages.values() if found.state == state]:
                if state == "queued" or message.next_try <= now:
                    self._send(message, now)
        self._trim()

    def _send_next(self, now: float) -> None:
        """One message. Its report asks for a sync at once."""
        assert self._sending is not None
        message = self._next_message(now)
        parts = gsm7.segments(message.text) if message else 0
        if message is None or not self._sending.fits(parts, now):
            self._sending.runs = False
            return
        self._sending.note(parts, now)
        before = len(self._memory.queue)
        self._send(message, now)
        self._trim()
        self._sending.wants_sync |= len(self._memory.queue) > before

    def _next_message(self, now: float) -> Outbound | None:
        """New ones first, in the order in which they came; then the first that is due for another try."""
        waiting = self._memory.messages.values()
        due = (found for found in waiting if found.state == "retry" and found.next_try <= now)
        return next((found for found in waiting if found.state == "queued"), None) or next(due, None)

    def _force_sync(self) -> None:
        if self._sending is None:
            return
        is_quiet = self._clock.monotonic() - self._sending.synced_at < QUIET_SECONDS
        if not (is_quiet and len(self._memory.queue) >= QUIET_COMMANDS):
            self._sending.wants_sync = True

    def _send(self, message: Outbound, now: float) -> None:
        if message.address in self.refused_numbers:
            self._refused(message, now)
            return
        message.state = "sent"
        self._report("mt_sent", message)
        sms = SentSms(message.id, message.address, message.text, self._millis())
        self.sent.append(sms)
        if self.has_delivery_reports:
            message.state = "delivered"
            self._report("mt_dlvd", message)
        if self._on_sent is not None:
            self._on_sent(sms)

    def _refused(self, message: Outbound, now: float) -> None:
        message.tries += 1
        if message.tries > len(RETRY_MINUTES):
            message.state = "failed"
            self._report("mt_fail", message)
            return
        message.state = "retry"
        message.next_try = now + RETRY_MINUTES[message.tries - 1] * 60

    def _report(self, command: str, message: Outbound) -> None:
        self._memory.queue.append({"cmd": command, "msg_id": message.id, "ts": self._millis()})

    def _trim(self) -> None:
        """The app forgets all but the last hundred delivered messages whose reports are acknowledged."""
        reported = {command["msg_id"] for command in self._memory.queue if "msg_id" in command}
        done = [found.id for found in self._memory.messages.values() if found.state == "delivered" and found.id not in reported]
        for number in done[:-KEPT_DELIVERED]:
            del self._memory.messages[number]

    def _millis(self) -> int:
        return int(self._clock.now().timestamp() * 1000) + self.clock_offset * 1000


def _dialled(number: str) -> str:
    """The app puts a plus before numbers of more than ten digits."""
    return f"+{number}" if len(number) > 10 and not number.startswith("+") else number


class _Wire:
    """One POST at a time. A refused, broken or unreadable answer is no answer."""

    def __init__(self, base_url: str, ca_pem: str | None) -> None:
        parts = urlsplit(base_url)
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._context = ssl.create_default_context(cadata=ca_pem) if parts.scheme == "https" else None

    def post(self, path: str, body: bytes) -> tuple[int, dict[str, Any] | None]:
        connection = self._connect()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
            response = connection.getresponse()
            answer = json.loads(response.read())
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            connection.close()
        return response.status, answer if isinstance(answer, dict) else None

    def _connect(self) -> http.client.HTTPConnection:
        if self._context is not None:
            return http.client.HTTPSConnection(self._host, self._port, timeout=HTTP_SECONDS, context=self._context)
        return http.client.HTTPConnection(self._host, self._port, timeout=HTTP_SECONDS)


class PhoneRunner:
    """Syncs every `seconds` in a thread of its own, and at once when woken; everything on the phone happens in that thread.

    `stop` ends and joins it.
    """

    def __init__(self, phone: SimulatedPhone, seconds: float = 600.0, clock: Clock | None = None) -> None:
        self.phone = phone
        self._seconds = seconds
        self._clock = clock or SystemClock()
        self._wake = threading.Event()
        self._is_stopped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="simulated phone", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopped = True
        self._wake.set()
        self._thread.join()

    def wake(self) -> None:
        """Sync now."""
        self._wake.set()

    def receive_sms(self, address: str, text: str) -> bool:
        """As on the phone, with the forced sync that follows an SMS."""
        with self._lock:
            is_taken = self.phone.receive_sms(address, text)
        self.wake()
        return is_taken

    def _run(self) -> None:
        while not self._is_stopped:
            self._wake.clear()
            with self._lock:
                self.phone.sync()
                again = self.phone.queued > 0
            # Reports go out at once, as on the phone; an office that does not answer is left alone until the next turn.
            self._clock.wait(self._wake, min(self._seconds, 1.0) if again else self._seconds)
