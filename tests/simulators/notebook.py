"""What a modem's driver told, in lists, for tests and soaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.modem.driver import By, Came, Dialogue, Health, Part
from bridge.modem.pdu import Deliver, StatusReport, join
from bridge.modem.refusals import Verdict
from bridge.modem.set_up import ModemInfo


@dataclass
class Notebook:
    """Keeps everything in lists; `is_broken` refuses to keep messages, as a full disk does."""

    infos: list[ModemInfo] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    messages: list[Came] = field(default_factory=list)
    sents: list[tuple[int, int | None]] = field(default_factory=list)
    refusals: list[tuple[int, Verdict]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    healths: list[Health] = field(default_factory=list)
    ussds: list[tuple[Dialogue, str]] = field(default_factory=list)
    pins: list[tuple[str, bool]] = field(default_factory=list)
    lines: list[tuple[By, str]] = field(default_factory=list)
    is_broken: bool = False
    is_open: bool = True
    hangs_up: bool = False

    def tick(self) -> None:
        """Nothing to do."""

    def next_part(self) -> Part | None:
        return None

    def ready(self, info: ModemInfo) -> None:
        self.infos.append(info)

    def pin_was(self, pin: str, *, right: bool) -> None:
        self.pins.append((pin, right))

    def trouble(self, code: str) -> None:
        self.troubles.append(code)

    def came(self, messages: Sequence[Came]) -> None:
        if self.is_broken:
            raise OSError("disk full")
        self.messages += messages

    def sent(self, part: Part, reference: int | None) -> None:
        self.sents.append((part.id, reference))

    def refused(self, part: Part, verdict: Verdict) -> None:
        self.refusals.append((part.id, verdict))

    def missed_call(self, number: str, seconds_ago: float) -> None:
        assert seconds_ago >= 0
        self.calls.append(number)

    def health(self, health: Health) -> None:
        self.healths.append(health)

    def ussd(self, state: Dialogue, text: str) -> None:
        self.ussds.append((state, text))

    def heard(self, by: By, line: str) -> None:
        self.lines.append((by, line))

    @property
    def texts(self) -> list[str | None]:
        return [join([one.read.content]) for one in self.messages if isinstance(one.read, Deliver)]

    @property
    def reports(self) -> list[int]:
        return [one.read.reference for one in self.messages if isinstance(one.read, StatusReport)]
