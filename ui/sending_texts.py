"""Messages to many and starts of many in words: how far they are, and who gets them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, QObject

from app.contracts.broadcasts import (
    Broadcast,
    Exclusions,
    Progress,
    SendState,
    ShownRecipients,
)
from app.contracts.starts import FlowStart, StartProgress
from app.engine import gsm7
from ui.letters import why_text
from ui.texts import Sign, full_when, ltr, number

OPEN = ("pending", "started")
MOST_ODD = 4  # signs that are named one by one


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def contacts(self, count: int) -> str:
        return self.tr("%Ln contact(s)", "", count)

    def numbers(self, count: int) -> str:
        return self.tr("%Ln phone number(s)", "", count)

    def messages(self, count: int) -> str:
        return self.tr("%Ln message(s)", "", count)

    def days(self, count: int) -> str:
        return self.tr("Not heard of for %Ln day(s)", "", count)

    def failed(self, count: int) -> str:
        return self.tr("%Ln not sent", "", count)

    def skipped(self, count: int) -> str:
        return self.tr("%Ln skipped", "", count)

    def starts_failed(self, count: int) -> str:
        return self.tr("%Ln failed", "", count)


# How far it is


def broadcast_sign(broadcast: Broadcast, progress: Progress | None) -> Sign:
    """`progress` None: not asked for, because nothing of it can still wait."""
    translate = QCoreApplication.translate
    underway = Sign("send", translate("sending", "Sending"), "info")
    if broadcast.state == "completed" and progress is not None:
        if progress.waiting + progress.handed:
            return underway
        if progress.failed and not progress.sent + progress.delivered:
            return Sign("alert", translate("sending", "Not sent"), "bad")
    return _state_sign(broadcast.state, underway)


def _state_sign(state: SendState, underway: Sign) -> Sign:
    translate = QCoreApplication.translate
    return {
        "pending": Sign("clock", translate("sending", "Waiting to begin"), "idle"),
        "started": underway,
        "completed": Sign("check", translate("sending", "Done"), "good"),
        "interrupting": Sign("stop", translate("sending", "Being stopped"), "warn"),
        "interrupted": Sign("stop", translate("sending", "Stopped"), "idle"),
        "failed": Sign("alert", translate("sending", "Failed"), "bad"),
    }[state]


def progress_text(broadcast: Broadcast, progress: Progress | None) -> str:
    """How many of how many."""
    translate = QCoreApplication.translate
    if progress is None:
        return _Counts().messages(broadcast.queued)
    went, total = progress.sent + progress.delivered, total_of(broadcast, progress)
    if total == 0:
        return translate("sending", "No messages")
    if total is None:
        text = translate("sending", "{sent} sent so far").format(sent=number(went))
    else:
        text = translate("sending", "{sent} of {total} sent").format(sent=number(went), total=number(total))
    return f"{text} · {_Counts().failed(progress.failed)}" if progress.failed else text


def total_of(broadcast: Broadcast, progress: Progress) -> int | None:
    """How many messages there will be, as far as it is known; None: only the end will tell."""
    made = progress.waiting + progress.handed + progress.sent + progress.delivered + progress.failed
    if broadcast.state in OPEN:
        return None if broadcast.total is None else max(broadcast.total, made)
    return made


def is_settled(broadcast: Broadcast, progress: Progress) -> bool:
    """Whether nothing of it is under way any more."""
    return broadcast.state in ("completed", "interrupted", "failed") and not progress.waiting + progress.handed


def can_interrupt(broadcast: Broadcast, progress: Progress | None) -> bool:
    """Something can still be taken back or left unmade."""
    waits = progress is not None and progress.waiting > 0
    return broadcast.state in OPEN or (broadcast.state == "completed" and waits)


def failed_text(error: str) -> str:
    """Why one failed, by its stable word."""
    if error == "nobody":
        return QCoreApplication.translate("sending", "Everybody whom it was for is gone.")
    return why_text(error)


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them as the pane of details says it. `done` of `total` (None: not known yet) are behind; of `facts`, by key, empty
    ones are left out."""

    uuid: str
    title: str
    sign: Sign
    error: str
    recipients: list[str]
    left_out: list[str]
    progress: str
    done: int
    total: int | None
    facts: dict[str, str]
    can_interrupt: bool


def shown_broadcast(
    broadcast: Broadcast, progress: Progress | None, now: dt.datetime, zone: dt.tzinfo, *, may_interrupt: bool
) -> Shown:
    known = progress or Progress()
    return Shown(
        uuid=broadcast.uuid,
        title=broadcast.text or "–",
        sign=broadcast_sign(broadcast, progress),
        error=failed_text(broadcast.error) if broadcast.error else "",
        recipients=recipients_lines(broadcast.recipients),
        left_out=exclusions_lines(broadcast.exclusions),
        progress=progress_text(broadcast, progress),
        done=known.sent + known.delivered + known.failed,
        total=total_of(broadcast, known) if progress else None,
        facts={
            **progress_facts(known),
            "languages": languages_line(broadcast.languages),
            "flow": broadcast.flow or "",
            "by": broadcast_author(broadcast),
            "on": full_when(broadcast.created_on, now, zone),
        },
        can_interrupt=may_interrupt and can_interrupt(broadcast, progress),
    )


def start_sign(start: FlowStart) -> Sign:
    return _state_sign(start.state, Sign("play", QCoreApplication.translate("sending", "Starting"), "info"))


def start_progress_text(start: FlowStart, progress: StartProgress | None) -> str:
    """How many of how many, and how many were not started."""
    translate, counts = QCoreApplication.translate, _Counts()
    if progress is None:
        return counts.contacts(start.queued)
    total = start_total(start, progress)
    if total is None:
        text = translate("sending", "{started} started so far").format(started=number(progress.started))
    else:
        text = translate("sending", "{started} of {total} started").format(started=number(progress.started), total=number(total))
    more = (counts.skipped(progress.skipped), progress.skipped), (counts.starts_failed(progress.failed), progress.failed)
    return " · ".join([text, *(said for said, count in more if count)])


def start_total(start: FlowStart, progress: StartProgress) -> int | None:
    """How many contacts it is about, as far as it is known; None: only the end will tell."""
    taken = progress.pending + progress.started + progress.skipped + progress.failed
    if start.state in OPEN:
        return None if start.total is None else max(start.total, taken)
    return taken


def shown_start(
    start: FlowStart, progress: StartProgress | None, now: dt.datetime, zone: dt.tzinfo, *, may_interrupt: bool
) -> Shown:
    known = progress or StartProgress(0, 0, 0, 0, Progress())
    counts = {"pending": known.pending, "started": known.started, "skipped": known.skipped, "failed": known.failed}
    return Shown(
        uuid=start.uuid,
        title=start.flow_name,
        sign=start_sign(start),
        error=failed_text(start.error) if start.error else "",
        recipients=recipients_lines(start.recipients),
        left_out=exclusions_lines(start.exclusions),
        progress=start_progress_text(start, progress),
        done=known.started + known.skipped + known.failed,
        total=start_total(start, known) if progress else None,
        facts={
            **{name: number(count) if count or name in ("pending", "started") else "" for name, count in counts.items()},
            **{f"messages_{name}": text for name, text in progress_facts(known.messages).items()},
            "by": start_author(start),
            "on": full_when(start.created_on, now, zone),
        },
        can_interrupt=may_interrupt and start.state in OPEN,
    )


def broadcast_author(broadcast: Broadcast) -> str:
    """Who wrote it, and whether it went by a schedule."""
    if broadcast.scheduled is None:
        return broadcast.created_by
    return QCoreApplication.translate("sending", "{name}, on schedule").format(name=broadcast.created_by)


def start_author(start: FlowStart) -> str:
    """Who asked for it."""
    translate = QCoreApplication.translate
    known = {"flow_action": translate("sending", "A flow"), "schedule": translate("sending", "A schedule")}
    return known.get(start.type) or start.created_by


def progress_facts(progress: Progress) -> dict[str, str]:
    """What became of the messages. What there is none of is left out, but for what everybody waits for."""
    counts = {name: getattr(progress, name) for name in ("waiting", "handed", "sent", "delivered", "failed", "taken_back")}
    return {name: number(count) if count or name in ("waiting", "delivered") else "" for name, count in counts.items()}


# Who gets it


def languages_line(codes: Sequence[str]) -> str:
    """Empty where there is one only."""
    return ", ".join(language_name(code) for code in codes) if len(codes) > 1 else ""


def recipients_lines(recipients: ShownRecipients) -> list[str]:
    translate, counts = QCoreApplication.translate, _Counts()
    lines = [group.name for group in recipients.groups]
    if recipients.query:
        lines.append(translate("sending", "Search: {query}").format(query=ltr(recipients.query)))
    if recipients.contacts:
        lines.append(counts.contacts(recipients.contacts))
    if recipients.urns:
        lines.append(counts.numbers(recipients.urns))
    return lines


def recipients_text(recipients: ShownRecipients) -> str:
    """In one line."""
    return ", ".join(recipients_lines(recipients)) or "–"


def exclusions_lines(exclusions: Exclusions) -> list[str]:
    translate = QCoreApplication.translate
    said = (
        (exclusions.non_active, translate("sending", "Blocked, stopped and archived contacts")),
        (exclusions.in_a_flow, translate("sending", "Who is in a flow")),
        (exclusions.started_previously, translate("sending", "Who was in this flow before")),
        (exclusions.not_seen_since_days > 0, _Counts().days(exclusions.not_seen_since_days)),
    )
    return [text for is_so, text in said if is_so]


def contacts_text(count: int) -> str:
    return _Counts().contacts(count)


def days_text(days: int) -> str:
    """Of who is left out."""
    return _Counts().days(days)


def numbers_text(count: int) -> str:
    return _Counts().numbers(count)


def language_name(code: str) -> str:
    """In the language itself, as people look for it; the code where nobody knows better."""
    language = QLocale.codeToLanguage(code)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return QCoreApplication.translate("sending", "Any language") if code in ("", "und") else code
    if language == QLocale.Language.English:
        return "English"
    name = QLocale(language).nativeLanguageName()
    return name[:1].upper() + name[1:] or code


# The text


def too_long_text(length: int, most: int) -> str:
    """Empty while it is short enough."""
    if length <= most:
        return ""
    text = QCoreApplication.translate("sending", "Too long: {length} characters. A message may have {most}.")
    return text.format(length=number(length), most=number(most))


def texts_text(texts: Mapping[str, str]) -> str:
    """All languages' texts below each other."""
    if len(texts) == 1:
        return next(iter(texts.values()))
    return "\n\n".join(f"{language_name(code)}:\n{text}" for code, text in texts.items())


def wide_letters_text(text: str) -> str:
    """Why an SMS of this text holds so little: a few signs are named, of another script nobody can do without."""
    odd = list(dict.fromkeys(char for char in text if not gsm7.is_gsm7(gsm7.substitute(char))))
    if len(odd) <= MOST_ODD:
        said = QCoreApplication.translate("sending", "With {signs} an SMS holds 70 characters, without them 160.")
        return said.format(signs=" ".join(odd))
    return QCoreApplication.translate("sending", "In these letters an SMS holds 70 characters.")
