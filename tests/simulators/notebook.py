"""What a modem's driver told, in lists, for tests and soaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bridge.modem.driver import Came, Health, Part
from bridge.modem.pdu import Deliver, StatusReport, join
from bridge.modem.refusals import Verdict
from bridge.modem.replies import Ussd
from bridge.modem.set_up import ModemInfo


@dataclass
class Notebook:
    """Keeps everything in lists; `is_broken` refuses to keep messages, as a full disk does."""

    infos: list[ModemInfo] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    messages: list[Came] = field(default_factory=list)
    sents: list[tuple[int, int]] = field(default_factory=list)
    refusals: list[tuple[int, Verdict]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    healths: list[Health] = field(default_factory=list)
    answers: list[tuple[str, Ussd | None]] = field(default_factory=list)
    is_broken: bool = False

    def ready(self, info: ModemInfo) -> None:
        self.infos.append(info)

    def trouble(self, code: str) -> None:
        self.troubles.append(code)

    def came(self, messages: Sequence[Came]) -> None:
        if self.is_broken:
            raise OSError("disk full")
        self.messages += messages

    def sent(self, part: Part, reference: int) -> None:
        self.sents.append((part.id, reference))

    def refused(self, part: Part, verdict: Verdict) -> None:
        self.refusals.append((part.id, verdict))

    def missed_call(self, number: str) -> None:
        self.calls.append(number)

    def health(self, health: Health) -> None:
        self.healths.append(health)

    def answered(self, code: str, answer: Ussd | None) -> None:
        self.answers.append((code, answer))

    @property
    def texts(self) -> list[str | None]:
        return [join([one.read.content]) for one in self.messages if isinstance(one.read, Deliver)]

    @property
    def reports(self) -> list[int]:
        return [one.read.reference for one in self.messages if isinstance(one.read, StatusReport)]
