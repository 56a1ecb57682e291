"""What a message to many or a start would come to, in words: how many it reaches, how much it is, how long it takes, and what
people should know before they send."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.broadcasts import Estimate, LanguageEstimate, PhoneEstimate
from ui.sending_texts import language_name
from ui.texts import ago, clock_time, number, soon

# A phone syncs every 20 minutes at least; after so long without a word it is said that it may be off.
SILENT = dt.timedelta(hours=1)


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def contacts(self, count: int) -> str:
        return self.tr("%Ln contact(s)", "", count)

    def messages(self, count: int) -> str:
        return self.tr("%Ln message(s)", "", count)

    def sms(self, count: int) -> str:
        return self.tr("%Ln SMS", "", count)

    def reaches(self, count: int) -> str:
        return self.tr("Reaches %Ln contact(s).", "", count)

    def reaches_at_least(self, count: int) -> str:
        return self.tr("Reaches %Ln contact(s) or more.", "", count)

    def send_to(self, count: int) -> str:
        return self.tr("Send to %Ln contact(s)", "", count)

    def unreachable(self, count: int) -> str:
        return self.tr("%Ln contact(s) can't be reached: they have no number, or no phone or modem serves them.", "", count)

    def minutes(self, count: int) -> str:
        return self.tr("%Ln min", "", count)

    def hours(self, count: int) -> str:
        return self.tr("%Ln h", "", count)

    def start_for(self, count: int) -> str:
        return self.tr("Start for %Ln contact(s)", "", count)


def reach_text(count: int, *, is_complete: bool) -> str:
    counts = _Counts()
    return counts.reaches(count) if is_complete else counts.reaches_at_least(count)


@dataclass(frozen=True, slots=True)
class Caution:
    """`is_grave`: nothing would be sent at all."""

    text: str
    is_grave: bool = False


def send_to_text(estimate: Estimate) -> str:
    return _Counts().send_to(estimate.contacts)


def start_for_text(estimate: Estimate) -> str:
    return _Counts().start_for(estimate.contacts)


def estimate_text(estimate: Estimate) -> str:
    """How much it is, in one sentence."""
    counts = _Counts()
    contacts, messages = counts.contacts(estimate.contacts), counts.messages(estimate.messages)
    if not estimate.messages:
        return QCoreApplication.translate("sending", "{contacts}, no message").format(contacts=contacts)
    if estimate.sampled < estimate.contacts or not estimate.is_complete:
        text = QCoreApplication.translate("sending", "About {contacts}, {messages}, {sms}")
    else:
        text = "{contacts}, {messages}, {sms}"
    return text.format(contacts=contacts, messages=messages, sms=counts.sms(estimate.segments))


def takes_text(estimate: Estimate) -> str:
    """How long it would take from its time on; empty where nothing would be sent."""
    if not estimate.phones or estimate.done_on is None:
        return ""
    minutes = max((phone.minutes or 0 for phone in estimate.phones), default=0)
    return QCoreApplication.translate("sending", "By what waits now it takes about {duration}.").format(
        duration=duration(minutes)
    )


def done_text(estimate: Estimate, now: dt.datetime, zone: dt.tzinfo) -> str:
    """When all of it would be sent; empty where nothing would."""
    translate = QCoreApplication.translate
    if not estimate.phones:
        return ""
    if estimate.done_on is None:
        return translate("sending", "Not all of it would be sent within sixty days.")
    if (minutes := max((phone.minutes or 0 for phone in estimate.phones), default=0)) <= 1:
        return translate("sending", "Sent within a minute")
    moment = soon(estimate.done_on, now, zone)
    return translate("sending", "Done by about {moment} ({duration})").format(moment=moment, duration=duration(minutes))


def duration(minutes: int) -> str:
    """In minutes up to two hours, then in hours."""
    counts = _Counts()
    return counts.minutes(minutes) if minutes < 120 else counts.hours(round(minutes / 60))


def cautions(
    estimate: Estimate, now: dt.datetime, zone: dt.tzinfo, *, needs_phone: bool = True, is_now: bool = True
) -> list[Caution]:
    """What people should know before they send, the gravest first. `needs_phone`: without one there is no sense in it; a flow
    may do more than talk. What does not go out now (`is_now`) may find other contacts and phones."""
    translate = QCoreApplication.translate
    if not is_now and not estimate.contacts:
        return [Caution(translate("sending", "Nobody would get it now. Who is there at its time gets it."))]
    if not estimate.contacts:
        return [Caution(translate("sending", "Nobody would get it. Go back and choose others."), is_grave=True)]
    if is_now and needs_phone and not estimate.phones and estimate.unreachable:
        text = translate("sending", "No phone or modem could send it. Share one with this workspace first, or choose others.")
        return [Caution(text, is_grave=True)]
    found = []
    if estimate.unreachable:
        found.append(_Counts().unreachable(estimate.unreachable))
    if estimate.is_too_late:
        text = translate("sending", "Some would wait for more than seven days, and are then not sent. Write to fewer people.")
        found.append(text)
    if estimate.is_partial:
        text = translate(
            "sending",
            "The flow asks a web service or writes to others before its first question; what then follows is not counted.",
        )
        found.append(text)
    if not estimate.is_complete:
        found.append(translate("sending", "Counting took too long and was cut short: it may be more."))
    if is_now:
        found += [_silent(phone, now, zone) for phone in estimate.phones if is_silent(phone, now)]
    return [Caution(text) for text in found]


def is_silent(phone: PhoneEstimate, now: dt.datetime) -> bool:
    return phone.last_seen_on is None or now - phone.last_seen_on > SILENT


def _silent(phone: PhoneEstimate, now: dt.datetime, zone: dt.tzinfo) -> str:
    text = QCoreApplication.translate("sending", "{phone} was last heard of: {moment}. Nothing goes while it is away.")
    return text.format(phone=phone.name, moment=ago(phone.last_seen_on, now, zone))


def phone_done_text(phone: PhoneEstimate, now: dt.datetime, zone: dt.tzinfo) -> str:
    if phone.done_on is None:
        return QCoreApplication.translate("sending", "not within sixty days")
    same_day = phone.done_on.astimezone(zone).date() == now.astimezone(zone).date()
    return clock_time(phone.done_on, zone) if same_day else soon(phone.done_on, now, zone)


def languages_text(languages: list[LanguageEstimate]) -> str:
    """How many get which language; empty where there is no choice."""
    if len(languages) < 2:
        return ""
    return " · ".join(f"{language_name(one.language)} {number(one.messages)}" for one in languages)
