"""What waits for a person's word, read as one, and its sentences: a clock in doubt, late reminders, messages that were perhaps
sent, work that failed for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.late import ClockState, Decision, LateLine, LateReport
from app.contracts.messages import ListedMsg
from app.contracts.notifications import Notification
from app.contracts.queues import LetterCount
from app.errors import OutpostError
from ui import texts
from ui.client import Client
from ui.letters import kinds_text
from ui.notices import IMPORT_FINISHED, LATE_REPORTED, SCHEDULE_FAILED, leap_text

MOST_TOLD = 5
MOST_REPORTS = 20
MOST_UNCERTAIN = 100
MOST_LETTERS = 1000  # app.contracts.queues counts no further


@dataclass(frozen=True, slots=True)
class Told:
    """News with nothing to decide: seen with one click. `report` is the late report that it is about."""

    notice: Notification
    report: LateReport | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """Of one workspace; `clock` and `letters` are the office's. `uncertain` are the newest hundred at most."""

    workspace: str
    clock: ClockState | None = None
    report: LateReport | None = None
    told: list[Told] = field(default_factory=list)
    uncertain: list[ListedMsg] = field(default_factory=list)
    letters: list[LetterCount] = field(default_factory=list)


def read_decisions(client: Client, workspace: str, *, is_office_admin: bool, may_read: bool) -> Decisions:
    """Blocks: for a worker. `may_read`: the person is more than an agent here."""
    letters = _letters(client) if is_office_admin else []
    if not may_read:
        return Decisions(workspace, letters=letters)
    reports = client.late.reports(workspace, None, MOST_REPORTS).rows
    open_one = next((one for one in reports if one.state == "open"), None)
    return Decisions(
        workspace=workspace,
        clock=client.late.clock(),
        report=client.late.report(workspace, open_one.uuid) if open_one else None,
        told=list(_told(client, workspace, reports))[:MOST_TOLD],
        uncertain=client.messages.uncertain(workspace, None, MOST_UNCERTAIN).rows,
        letters=letters,
    )


def _letters(client: Client) -> list[LetterCount]:
    """None while the server of the queues is away: Home says that where the engine's work stands."""
    try:
        return [one for one in client.queues.letter_counts() if one.count]
    except OutpostError as error:
        if error.code == "queue_away":
            return []
        raise


def _told(client: Client, workspace: str, reports: Iterable[LateReport]) -> Iterable[Told]:
    """Of late reports only those that ask nothing: the others have a card, or were decided meanwhile."""
    if not client.notifications.unseen():
        return
    known = {report.uuid: report for report in reports}
    for notice in client.notifications.all().rows:
        if notice.is_seen or notice.workspace != workspace:
            continue
        report = known.get(notice.scope)
        if notice.type in (SCHEDULE_FAILED, IMPORT_FINISHED):
            yield Told(notice)
        elif notice.type == LATE_REPORTED and report is not None and report.state == "told":
            yield Told(notice, report)


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def send_title(self, count: int) -> str:
        return self.tr("Send %n late reminder(s) now?", "", count)

    def skip_title(self, count: int) -> str:
        return self.tr("Skip %n late reminder(s)?", "", count)

    def of_campaigns(self, count: int) -> str:
        return self.tr("%n reminder(s) of campaigns go out, one to each contact.", "", count)

    def of_schedules(self, count: int) -> str:
        return self.tr("%n schedule(s) start now, each for everybody whom it is for.", "", count)

    def never_sent(self, count: int) -> str:
        return self.tr("%n reminder(s) will never be sent. What is due later comes as planned.", "", count)

    def uncertain(self, count: int) -> str:
        return self.tr("%n message(s) were perhaps sent, perhaps not: nobody was told.", "", count)

    def again_title(self, count: int) -> str:
        return self.tr("Send %n message(s) again?", "", count)

    def sent_title(self, count: int) -> str:
        return self.tr("Mark %n message(s) as sent?", "", count)


def held_lines(report: LateReport) -> list[LateLine]:
    """Those that wait for a word."""
    return [line for line in report.lines if line.outcome == "held" and line.decision is None]


def pending_lines(report: LateReport) -> list[LateLine]:
    """Those that somebody decided and that are not carried out yet."""
    return [line for line in report.lines if line.decision is not None and not line.is_done]


def line_detail(line: LateLine, now: dt.datetime, zone: dt.tzinfo) -> str:
    """What it is and since when it waits."""
    translate = QCoreApplication.translate
    kinds = {
        "campaign": translate("decisions", "Campaign"),
        "schedule": translate("decisions", "Flow by a schedule"),
        "broadcast": translate("decisions", "Scheduled message"),
    }
    kind = kinds.get(line.kind, line.kind)
    if line.detail:
        kind = translate("decisions", "{kind}, starts {flow}").format(kind=kind, flow=line.detail)
    since = texts.full_when(line.oldest, now, zone)
    return translate("decisions", "{kind}. Due since {time}.").format(kind=kind, time=since)


def decision_title(lines: Iterable[LateLine], decision: Decision) -> str:
    counts, count = _Counts(), sum(line.count for line in lines)
    return counts.send_title(count) if decision == "send" else counts.skip_title(count)


def decision_text(lines: list[LateLine], decision: Decision) -> str:
    """What follows from deciding so: how much goes out, or never does."""
    counts = _Counts()
    if decision == "skip":
        return counts.never_sent(sum(line.count for line in lines))
    campaigns = sum(line.count for line in lines if line.kind == "campaign")
    others = sum(line.count for line in lines if line.kind != "campaign")
    said = [counts.of_campaigns(campaigns)] if campaigns else []
    said += [counts.of_schedules(others)] if others else []
    said.append(QCoreApplication.translate("decisions", "Phones send them one after the other. This cannot be taken back."))
    return " ".join(said)


def clock_text(state: ClockState, zone: dt.tzinfo) -> str:
    """What is wrong with the clock, what it says, and what waits."""
    translate = QCoreApplication.translate
    waits = translate("decisions", "Campaigns and schedules wait. Messages and answers go on.")
    if state.reason == "counting":
        counting = translate("decisions", "What fell due while the office was off is being counted. That takes a moment.")
        return f"{counting} {waits}"
    if state.timers_wait:
        timers = translate(
            "decisions", "Timers of conversations from before wait, too: whoever does not answer is not reminded yet."
        )
        waits = f"{waits} {timers}"
    says = translate("decisions", "It says {time}.").format(time=long_when(state.now, zone))
    if state.trusted_until is not None:
        before = translate("decisions", "The last time that nobody doubts is {time}.")
        says = f"{says} {before.format(time=long_when(state.trusted_until, zone))}"
    return f"{leap_text(state.reason or '', state.seconds)} {says} {waits}"


def long_when(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """Weekday, date with year, and time: what people compare with a calendar and a watch."""
    date = texts.long_date(moment, zone)
    return QCoreApplication.translate("texts", "{day}, {time}").format(day=date, time=texts.clock_time(moment, zone))


def uncertain_text(count: int) -> str:
    if count >= MOST_UNCERTAIN:
        text = QCoreApplication.translate("decisions", "{count} messages or more were perhaps sent, perhaps not.")
        return text.format(count=texts.number(MOST_UNCERTAIN))
    return _Counts().uncertain(count)


def again_title(count: int) -> str:
    return _Counts().again_title(count)


def sent_title(count: int) -> str:
    return _Counts().sent_title(count)


def letter_text(letter: LetterCount) -> str:
    """A kind of failed work and how much of it there is."""
    translate = QCoreApplication.translate
    count = texts.number(letter.count)
    if letter.count >= MOST_LETTERS:
        count = translate("decisions", "{count} or more").format(count=count)
    return translate("decisions", "{kind}: {count}").format(kind=kinds_text(letter.kind), count=count)
