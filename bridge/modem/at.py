"""AT commands as a conversation: bytes in, events and bytes out. Pure: no port, no thread, no clock.

One command is on its way at a time; lines that do not belong to its answer are unsolicited, whenever they come. After an answer
that never came the conversation proves itself anew before the next command, so that a late `OK` is never taken for
another's. Source: 3GPP TS 27.005 and 27.007, ITU-T V.250; what real modems add stands in `MAKERS_RESULTS` and below.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

ESCAPE, END_OF_DATA = b"\x1b", b"\x1a"
MAX_LINE = 4096  # octets; more without a line end is noise
MAX_LINES = 2000  # of one answer
PROMPT_SECONDS = 10.0
PROVE_SECONDS = 3.0
MAX_PROOFS = 3
PROVE = "AT+CMEE?"
PROVED = "+CMEE:"

MAKERS_RESULTS = ("COMMAND NOT SUPPORT", "TOO MANY PARAMETERS")  # Huawei
_FINAL = re.compile(r"OK|ERROR|\+CM[ES] ERROR:.*|" + "|".join(MAKERS_RESULTS))
_CALL_FINAL = re.compile(r"NO CARRIER|BUSY|NO ANSWER|NO DIALTONE|CONNECT\b.*")
# What modems say by themselves. Anything else in an answer without a prefix is the answer.
_UNSOLICITED = re.compile(
    r"RING\b|NO CARRIER|\+CRING:|\+CLIP:|\+CMTI:|\+CMT:|\+CDSI:|\+CDS:|\+CBM:|\+CUSD:|\+CREG:|\+CEREG:|\+CGREG:|\+CIEV:|"
    r"\+CPIN:|\+CFUN:|\+CGEV:|\+CSQ:|\+QIND:|\+QUSIM:|\+ZUSIMR:|\+ZEND|\+ZDONR:|\+PACSP|\^|\*PSUTTZ|\$QCRMNOT|Call Ready|"
    r"SMS Ready|SMS DONE|PB DONE|RDY$|START$|NORMAL POWER DOWN|UNDER-VOLTAGE|OVER-VOLTAGE|MODEM:STARTUP"
)
_TWO_LINES = re.compile(r"\+CMT:|\+CDS:|\+CBM:")  # the PDU follows in a line of its own
_TEXT = re.compile(r'\+CUSD:[^"]*"')  # a USSD text in quotes, with the line breaks of its menu as they are
_TEXT_END = re.compile(r'"\s*(?:,\s*\d*)?')
_CODED = re.compile(r"[+^][A-Z]{3,}:")  # how a modem's own lines begin, and hardly one of a text
MAX_TEXT_LINES = 30
_NAME = re.compile(r"AT([+^$#*!]\w+)")
_HEX = re.compile(r"[0-9A-Fa-f]{2,}")

Result = Literal["ok", "error", "timeout", "no_prompt", "gone"]
Tap = Callable[[Literal["office", "modem"], str], None]


@dataclass(frozen=True, slots=True)
class Command:
    """`text` without the line end. `prefix` begins the lines of its answer (`+CMGL:`); without one they are bare text.

    `data` follows the modem's prompt (the PDU of `AT+CMGS`). `timeout` in seconds from when all was written. `is_call`: `NO
    CARRIER` and its kin end it.
    """

    text: str
    prefix: str = ""
    timeout: float = 5.0
    data: str | None = None
    is_call: bool = False

    def names(self, line: str) -> bool:
        """Whether the line begins with what the command asks for: `^ICCID:` for `AT^ICCID?`."""
        match = _NAME.match(self.text)
        return match is not None and line.startswith(f"{match[1]}:")


@dataclass(frozen=True, slots=True)
class Answer:
    """`result` ok; error (`code` the number of `+CMS ERROR` or `+CME ERROR`, `kind` CMS, CME or empty; `detail` its words);
    timeout, no_prompt, gone. `is_ambiguous`: the data was handed over, and what became of it is not known.
    """

    command: Command
    result: Result
    lines: tuple[str, ...] = ()
    kind: str = ""
    code: int | None = None
    detail: str = ""
    is_ambiguous: bool = False

    @property
    def is_ok(self) -> bool:
        return self.result == "ok"


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A line that nobody asked for; `data` is the PDU line behind `+CMT:` and its kin."""

    line: str
    data: str = ""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The modem is no longer as it was set up (it echoes, or errors have no numbers): set it up anew."""


@dataclass(frozen=True, slots=True)
class Mute:
    """It does not answer any more: open the port anew, then reset."""


Event = Answer | Unsolicited | Restarted | Mute


class _State(Enum):
    IDLE = "idle"
    PROMPT = "prompt"
    ANSWER = "answer"
    PROVING = "proving"
    DEAD = "dead"


@dataclass(slots=True)
class _Current:
    """The command on its way."""

    command: Command
    until: float
    lines: list[str] = field(default_factory=list)


class Lines:
    """Cuts octets into lines. Empty ones and what is not text go; `prompt` says that what came last is a prompt."""

    def __init__(self) -> None:
        self._rest = b""

    @property
    def prompt(self) -> bool:
        return self._rest.strip(b" \x00") == b">"

    def forget(self) -> None:
        self._rest = b""

    def feed(self, octets: bytes) -> list[str]:
        *whole, self._rest = re.split(rb"[\r\n]+", self._rest + octets)
        if len(self._rest) > MAX_LINE:
            self._rest = b""
        return [text for line in whole if (text := _clean(line))]


def _clean(line: bytes) -> str:
    text = line[-MAX_LINE:].decode("utf-8", "replace")
    return "".join(char for char in text if char.isprintable()).strip()


class Talk:
    """One modem's conversation. `tap` is told every line of it."""

    def __init__(self, tap: Tap | None = None) -> None:
        self._tap = tap
        self._lines = Lines()
        self._queue: deque[Command] = deque()
        self._out: list[bytes] = []
        self._state = _State.IDLE
        self._current: _Current | None = None
        self._header: str | None = None
        self._text: list[str] = []
        self._proofs = 0
        self._is_proved = False
        self._echo: set[str] = set()
        self.is_set_up = False

    @property
    def is_idle(self) -> bool:
        return self._state is _State.IDLE and not self._queue

    @property
    def due(self) -> float | None:
        """When `tick` is needed at the latest."""
        return self._current.until if self._current else None

    def ask(self, command: Command, now: float) -> None:
        """Queue a command."""
        self._queue.append(command)
        self._next(now)

    def output(self) -> bytes:
        """What is to be written now."""
        out, self._out = b"".join(self._out), []
        return out

    def feed(self, octets: bytes, now: float) -> list[Event]:
        """What the modem said."""
        events: list[Event] = []
        for line in self._lines.feed(octets):
            if self._tap is not None:
                self._tap("modem", line)
            events += self._line(line, now)
        if self._state is _State.PROMPT and self._lines.prompt:
            self._lines.forget()
            self._hand_over(now)
        return events

    def tick(self, now: float) -> list[Event]:
        """Time passed. Call it at `due` and whenever convenient."""
        if self._current is None or now < self._current.until:
            return []
        if self._state is _State.PROMPT:
            self._out.append(ESCAPE)
            return self._give_up("no_prompt", now)
        if self._state is _State.ANSWER:
            return self._give_up("timeout", now)
        return self._prove_again(now)

    def close(self) -> list[Event]:
        """The port is gone: every command that waits is answered so."""
        waiting = [*([self._current.command] if self._current and self._state is not _State.PROVING else []), *self._queue]
        handed_over = self._state is _State.ANSWER and self._current is not None and self._current.command.data is not None
        self._queue.clear()
        self._state, self._current = _State.DEAD, None
        return [Answer(command, "gone", is_ambiguous=handed_over and at == 0) for at, command in enumerate(waiting)]

    # Sending

    def _next(self, now: float) -> None:
        if self._state is not _State.IDLE or not self._queue:
            return
        command = self._queue.popleft()
        self._write(command.text)
        self._out.append(b"\r")
        is_prompted = command.data is not None
        self._state = _State.PROMPT if is_prompted else _State.ANSWER
        self._current = _Current(command, now + (PROMPT_SECONDS if is_prompted else command.timeout))

    def _write(self, text: str) -> None:
        self._echo = {text}
        self._out.append(text.encode("ascii", "replace"))
        if self._tap is not None:
            self._tap("office", text)

    def _hand_over(self, now: float) -> None:
        assert self._current is not None and self._current.command.data is not None
        data = self._current.command.data
        self._echo |= {data, f"> {data}"}
        self._out += [data.encode("ascii", "replace"), END_OF_DATA]
        if self._tap is not None:
            self._tap("office", data)
        self._state = _State.ANSWER
        self._current.until = now + self._current.command.timeout

    # Hearing

    def _line(self, line: str, now: float) -> list[Event]:
        if self._text:
            return self._more_text(line, now)
        if self._header is not None:
            header, self._header = self._header, None
            if _HEX.fullmatch(line):
                return [Unsolicited(header, line)]
            return [Unsolicited(header), *self._line(line, now)]
        if line in self._echo:
            return [Restarted()] if self.is_set_up and self._forget_set_up() else []
        if self._state is _State.PROVING:
            return self._prove(line, now)
        if self._current is not None and self._state in (_State.ANSWER, _State.PROMPT):
            return self._answer(self._current, line, now)
        return self._unsolicited(line)

    def _answer(self, current: _Current, line: str, now: float) -> list[Event]:
        command = current.command
        if self._state is _State.PROMPT and line == ">":  # something else came with it in one read
            self._hand_over(now)
            return []
        if self._state is _State.PROMPT and line == "OK":
            return []  # of something else: nothing has been handed over yet
        if _FINAL.fullmatch(line) or (command.is_call and _CALL_FINAL.fullmatch(line)):
            return self._finish(current, line, now)
        if _TEXT.match(line):
            return self._unsolicited(line)  # some say it before the OK
        is_ours = line.startswith(command.prefix) if command.prefix else command.names(line) or not _UNSOLICITED.match(line)
        if command.prefix and current.lines and not is_ours and _HEX.fullmatch(line):
            is_ours = True  # the PDU of a listed message
        if not is_ours:
            return self._unsolicited(line)
        if len(current.lines) < MAX_LINES:
            current.lines.append(line)
        return []

    def _unsolicited(self, line: str) -> list[Event]:
        if _TWO_LINES.match(line):
            self._header = line
            return []
        if (opening := _TEXT.match(line)) and not _ends_text(line[opening.end() :]):
            self._text = [line]
            return []
        return [Unsolicited(line)]

    def _more_text(self, line: str, now: float) -> list[Event]:
        """Until the quotes close; where noise took their end, a final result, another word of the modem or the lines' number ends
        it."""
        is_broken = _CODED.match(line) is not None or (self._current is not None and _FINAL.fullmatch(line) is not None)
        if not is_broken:
            self._text.append(line)
        if not is_broken and not _ends_text(line) and len(self._text) < MAX_TEXT_LINES:
            return []
        said, self._text = "\n".join(self._text), []
        return [Unsolicited(said), *(self._line(line, now) if is_broken else [])]

    def _finish(self, current: _Current, line: str, now: float) -> list[Event]:
        self._state, self._current = _State.IDLE, None
        kind, code, detail = _read_error(line)
        result: Result = "ok" if line == "OK" or line.startswith("CONNECT") else "error"
        answer = Answer(current.command, result, tuple(current.lines), kind, code, detail)
        self._next(now)
        return [answer]

    # Trouble

    def _give_up(self, result: Result, now: float) -> list[Event]:
        assert self._current is not None
        current = self._current
        is_ambiguous = result == "timeout" and current.command.data is not None
        self._proofs = 0
        self._start_proof(now)
        return [Answer(current.command, result, tuple(current.lines), is_ambiguous=is_ambiguous)]

    def _start_proof(self, now: float) -> None:
        """Ask what only this question is answered with; until then nothing is believed."""
        self._proofs += 1
        self._is_proved = False
        self._out.append(ESCAPE + b"\r")
        self._write(PROVE)
        self._out.append(b"\r")
        self._state = _State.PROVING
        self._current = _Current(Command(PROVE, PROVED), now + PROVE_SECONDS)

    def _prove_again(self, now: float) -> list[Event]:
        if self._proofs < MAX_PROOFS:
            self._start_proof(now)
            return []
        self._state, self._current = _State.DEAD, None
        waiting = [Answer(command, "gone") for command in self._queue]
        self._queue.clear()
        return [*waiting, Mute()]

    def _prove(self, line: str, now: float) -> list[Event]:
        if line.startswith(PROVED):
            self._is_proved = True
            has_forgotten = self.is_set_up and not line.removeprefix(PROVED).strip().startswith(("1", "2"))
            return [Restarted()] if has_forgotten and self._forget_set_up() else []
        if _FINAL.fullmatch(line):
            if self._is_proved:
                self._state, self._current = _State.IDLE, None
                self._next(now)
            return []
        return self._unsolicited(line) if _UNSOLICITED.match(line) else []

    def _forget_set_up(self) -> bool:
        self.is_set_up = False
        return True


def _ends_text(rest: str) -> bool:
    return '"' in rest and _TEXT_END.fullmatch(rest, rest.rindex('"')) is not None


def _read_error(line: str) -> tuple[str, int | None, str]:
    """Kind, number and words of an error."""
    match = re.fullmatch(r"\+(CM[ES]) ERROR:\s*(.*)", line)
    if match is None:
        return "", None, "" if line == "OK" else line
    text = match[2].strip()
    return match[1], int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None, text
