"""Words for what the engine says by stable codes: errors, statuses, states; and times, sizes, durations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject, QTime

from app.contracts.flows import ImportLine
from app.contracts.messages import Msg
from app.contracts.phones import Phone
from app.errors import OutpostError


@dataclass(frozen=True, slots=True)
class Sign:
    """A state as people see it: an icon, a word, and a tone (good, warn, bad, info, idle), never colour alone."""

    icon: str
    word: str
    tone: str


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def limit(self, minutes: int) -> str:
        return self.tr("Too many wrong attempts. Wait %n minute(s), then try again.", "", minutes)

    def minutes_ago(self, count: int) -> str:
        return self.tr("%n min ago", "", count)

    def hours_ago(self, count: int) -> str:
        return self.tr("%n h ago", "", count)

    def in_minutes(self, count: int) -> str:
        return self.tr("in %n min", "", count)


def error_text(error: OutpostError) -> str:
    """One or two sentences: what went wrong, and what to do."""
    if error.code == "invalid":
        return _invalid_text(str(error.params.get("field", "")), str(error.params.get("reason", "")))
    if error.code == "sign_in_limited":
        return limit_text(int(error.params.get("seconds") or 0))
    if error.code == "import_invalid":
        where = str(error.params.get("path") or "")
        text = QCoreApplication.translate("texts", "The file is damaged or is not a RapidPro export.")
        place = QCoreApplication.translate("texts", "Trouble was found at: {path}")
        return f"{text} {place.format(path=where)}" if where else text
    if (known := _errors().get(error.code)) is not None:
        return known
    text = QCoreApplication.translate("texts", "Something went wrong ({code}). Try again; if it stays, restart Outpost.")
    return text.format(code=error.code)


def _errors() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "engine_unreachable": translate("texts", "Outpost's engine does not answer. Wait a moment and try again."),
        "engine_untrusted": translate(
            "texts", "This PC answers with a certificate that is not this office's. Nothing was sent. Ask your administrator."
        ),
        "engine_trouble": translate("texts", "The engine could not finish this. Try again; if it stays, restart Outpost."),
        "window_too_old": translate("texts", "This window is older than the engine. Close it, update Outpost and open it again."),
        "closed": translate("texts", "The window is closing."),
        "internal": translate("texts", "Something went wrong in this window. Try again; if it stays, restart Outpost."),
        "not_signed_in": translate("texts", "You have been signed out. Sign in again to go on."),
        "sign_in_failed": translate("texts", "Username or password is wrong. Check both and try again."),
        "forbidden": translate("texts", "Your role does not allow this. Ask an administrator."),
        "not_found": translate("texts", "This is no longer here. Someone may have removed it."),
        "already_set_up": translate("texts", "This office is already set up. Sign in instead."),
        "setup_token": translate("texts", "The office can only be set up from the PC on which Outpost runs."),
        "no_channel": translate("texts", "No phone can reach this contact. Add a phone to this workspace first."),
        "contact_inactive": translate("texts", "This contact is blocked, stopped or archived, so nothing can be sent."),
        "claim_code_unknown": translate(
            "texts", "No phone is waiting with this code. Look at the phone's screen again: the code may have changed."
        ),
        "number_taken": translate("texts", "Another phone already has this number. Release that phone first."),
        "import_not_json": translate(
            "texts", "This file is not a RapidPro export. Export your flows in RapidPro and choose that file."
        ),
        "import_too_large": translate("texts", "This file is too large. Export fewer flows at a time."),
        "import_too_old": translate("texts", "This export is too old. Export the flows again from a current RapidPro."),
        "import_too_new": translate("texts", "This export comes from a newer RapidPro than Outpost knows. Update Outpost first."),
        "engine_did_not_start": translate("texts", "Outpost's engine could not be started. Restart this PC and try again."),
        "engine_running": translate("texts", "Outpost is already running on this PC."),
        "address_unavailable": translate("texts", "This PC no longer has that address. Choose another."),
        "port_taken": translate("texts", "Another program on this PC uses Outpost's port. Close it and start Outpost again."),
        "contact_busy": translate("texts", "Someone else is working with this contact right now. Try again in a moment."),
        "too_many_streams": translate("texts", "Too many windows are open. Close one of them."),
        "bad_request": translate("texts", "This window and the engine do not understand each other. Update both."),
        "too_many_uploads": translate("texts", "Other files are being added right now. Try again in a moment."),
        "disk_full": translate("texts", "The disk is full. Free some space, then try again."),
        "disk_failed": translate("texts", "The disk could not be written. Check the disk of the office's PC, then try again."),
        "file_unreadable": translate("texts", "The file could not be read. Copy it to this PC and try again."),
    }


def limit_text(seconds: int) -> str:
    """The sentence after too many sign-in attempts."""
    minutes = max(1, (seconds + 59) // 60)
    return _Counts().limit(minutes)


def _invalid_text(field: str, reason: str) -> str:
    translate = QCoreApplication.translate
    known = {
        ("content", "empty"): translate("texts", "This file is empty."),
        ("content", "too_large"): translate("texts", "This file is too large. Files may have up to 25 MB."),
        ("content", "type"): translate("texts", "Files of this kind are not taken. Use a picture, sound, video, PDF or text."),
        ("text", "empty"): translate("texts", "Write a message first."),
        ("text", "too_long"): translate("texts", "The message is too long. Shorten it."),
        ("password", "too_short"): translate("texts", "The password is too short. Use at least 8 characters."),
        ("password", "too_long"): translate("texts", "The password is too long. Use at most 256 characters."),
        ("msg", "not_failed"): translate("texts", "This message is already on its way."),
        ("phone", "not_waiting"): translate("texts", "This phone no longer waits for approval."),
        ("workspaces", "empty"): translate("texts", "Choose at least one workspace."),
        ("number", ""): translate("texts", "This is not a phone number. Write it as people dial it, or with + and country code."),
        ("address", ""): translate("texts", "This PC no longer has that address. Choose another."),
        ("office_name", ""): translate("texts", "Give the office a name."),
        ("username", ""): translate("texts", "Choose another username: letters, digits, dot or dash."),
        ("country", ""): translate("texts", "Choose the country from the list."),
        ("timezone", ""): translate("texts", "Choose the time zone from the list."),
        ("keywords", ""): translate("texts", "A keyword is one word of letters or digits, at most 16 characters, or one emoji."),
        ("flow", "wrong_type"): translate("texts", "A message cannot start a flow of this type."),
        ("packs", ""): translate("texts", "A phone has 1 to 10 message packs."),
        ("name", ""): translate("texts", "Give it a name of at most 64 characters."),
    }
    if (text := known.get((field, reason)) or known.get((field.removesuffix("s"), "")) or known.get((field, ""))) is not None:
        return text
    return translate("texts", "This value cannot be used: {field}. Correct it and try again.").format(field=field)


def msg_sign(msg: Msg) -> Sign:
    """How far a message has come."""
    if msg.uncertain:
        return Sign("question", QCoreApplication.translate("texts", "Perhaps sent"), "warn")
    return status_sign(msg.status, outgoing=msg.direction == "out")


def status_sign(status: str, *, outgoing: bool) -> Sign:
    """RapidPro's msg statuses in words."""
    translate = QCoreApplication.translate
    if not outgoing:
        if status == "pending":
            return Sign("clock", translate("texts", "Being handled"), "info")
        return Sign("incoming", translate("texts", "Received"), "idle")
    known = {
        "initializing": Sign("clock", translate("texts", "Waiting for a phone"), "idle"),
        "pending": Sign("clock", translate("texts", "Waiting for a phone"), "idle"),
        "queued": Sign("clock", translate("texts", "Waiting for a phone"), "idle"),
        "wired": Sign("phone", translate("texts", "On the phone"), "info"),
        "sent": Sign("check", translate("texts", "Sent"), "good"),
        "delivered": Sign("check_double", translate("texts", "Delivered"), "good"),
        "read": Sign("check_double", translate("texts", "Read"), "good"),
        "errored": Sign("refresh", translate("texts", "Trying again"), "warn"),
        "failed": Sign("alert", translate("texts", "Not sent"), "bad"),
    }
    return known.get(status, Sign("info", status, "idle"))


def why_not_text(why: str | None) -> str:
    """Why a contact cannot be answered (`ContactCard.why`), and what to do."""
    if why == "contact":
        return error_text(OutpostError("contact_inactive"))
    if why == "no_destination":
        return QCoreApplication.translate("texts", "This contact has no phone number, so no SMS can reach it.")
    return error_text(OutpostError(why or "no_channel"))


def failed_text(reason: str | None) -> str:
    """Why a message failed; empty when nothing more is known."""
    translate = QCoreApplication.translate
    known = {
        "error_limit": translate("texts", "The phone tried many times without success."),
        "too_old": translate("texts", "It waited for a phone for too long."),
        "no_channel": translate("texts", "No phone could take it."),
        "no_destination": translate("texts", "No phone could take it."),
        "contact": translate("texts", "The contact is blocked, stopped or archived."),
        "phone": translate("texts", "The phone could not send it."),
        "channel_removed": translate("texts", "Its phone was released."),
    }
    return known.get(reason or "", "")


def phone_sign(phone: Phone, now: dt.datetime) -> Sign:
    """A phone's state: late means two missed syncs (reference: the app syncs every 10 or 20 minutes)."""
    translate = QCoreApplication.translate
    if phone.state == "approval":
        return Sign("question", translate("texts", "Needs your approval"), "warn")
    if phone.state == "unclaimed":
        return Sign("clock", translate("texts", "Waiting for its code"), "info")
    if phone.state == "released":
        return Sign("stop", translate("texts", "Released"), "idle")
    if phone.last_seen_on is None:
        return Sign("clock", translate("texts", "Not seen yet"), "idle")
    if is_late(phone, now):
        return Sign("alert", translate("texts", "Not answering"), "bad")
    return Sign("check", translate("texts", "Working"), "good")


def is_late(phone: Phone, now: dt.datetime) -> bool:
    if phone.last_seen_on is None:
        return False
    if phone.next_sync_on is None:
        return now - phone.last_seen_on > dt.timedelta(minutes=30)
    every = max(phone.next_sync_on - phone.last_seen_on, dt.timedelta(minutes=1))
    return now > phone.next_sync_on + every


def battery_text(phone: Phone) -> str:
    if phone.battery is None:
        return QCoreApplication.translate("texts", "unknown")
    percent = ltr(f"{phone.battery}%")
    if phone.power_source in ("AC", "USB", "WIR"):
        return QCoreApplication.translate("texts", "{percent}, charging").format(percent=percent)
    return percent


def import_outcome(line: ImportLine) -> Sign:
    translate = QCoreApplication.translate
    known = {
        "created": Sign("plus", translate("texts", "New"), "good"),
        "updated": Sign("refresh", translate("texts", "Updated"), "info"),
        "unchanged": Sign("check", translate("texts", "Already here"), "idle"),
        "skipped": Sign("alert", translate("texts", "Left out"), "warn"),
    }
    return known.get(line.outcome, Sign("info", line.outcome, "idle"))


def import_kind(kind: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "flow": translate("texts", "Flow"),
        "campaign": translate("texts", "Campaign"),
        "trigger": translate("texts", "Trigger"),
        "field": translate("texts", "Contact field"),
        "group": translate("texts", "Group"),
        "label": translate("texts", "Label"),
        "channel": translate("texts", "Channel"),
        "template": translate("texts", "Template"),
    }
    return known.get(kind.removesuffix("s"), kind)


def import_reason(reason: str | None) -> str:
    translate = QCoreApplication.translate
    known = {
        "not_supported": translate("texts", "Outpost cannot use this yet."),
        "unsupported": translate("texts", "Outpost cannot use this yet."),
        "missing_dependency": translate("texts", "It needs something that is not in this file."),
        "missing_flow": translate("texts", "Its flow is not in this file."),
        "missing_group": translate("texts", "Its group is not in this file."),
        "invalid": translate("texts", "It is damaged."),
        "archived": translate("texts", "It is archived in the file."),
    }
    return known.get(reason, reason.replace("_", " ")) if reason else ""


def flow_type(kind: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "messaging": translate("texts", "Messages"),
        "messaging_background": translate("texts", "In the background"),
        "messaging_offline": translate("texts", "Offline survey"),
        "voice": translate("texts", "Calls"),
    }
    return known.get(kind, kind)


def queue_name(queue: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "handler": translate("texts", "Incoming messages"),
        "outbox": translate("texts", "Messages to send"),
        "flow": translate("texts", "Flow starts"),
        "starts": translate("texts", "Flow starts"),
        "msgs": translate("texts", "Broadcasts"),
        "default": translate("texts", "Other work"),
        "batch": translate("texts", "Large jobs"),
    }
    return known.get(queue, queue)


def role_name(role: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "administrator": translate("texts", "Administrator"),
        "editor": translate("texts", "Editor"),
        "viewer": translate("texts", "Viewer"),
        "agent": translate("texts", "Agent"),
        "surveyor": translate("texts", "Surveyor"),
    }
    return known.get(role, role)


def number(value: int) -> str:
    return QLocale().toString(value)


def size(octets: int) -> str:
    return QLocale().formattedDataSize(octets, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


def clock_time(moment: dt.datetime, zone: dt.tzinfo) -> str:
    local = moment.astimezone(zone)
    return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)


def day(moment: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Today, Yesterday, the weekday within a week, else the date."""
    local, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if local == today:
        return QCoreApplication.translate("texts", "Today")
    if local == today - dt.timedelta(days=1):
        return QCoreApplication.translate("texts", "Yesterday")
    if dt.timedelta(0) < today - local < dt.timedelta(days=7):
        return QLocale().dayName(local.isoweekday())
    return QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.ShortFormat)


def when(moment: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Short, for lists: the time today, else the day."""
    if moment.astimezone(zone).date() == now.astimezone(zone).date():
        return clock_time(moment, zone)
    return day(moment, now, zone)


def full_when(moment: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    return QCoreApplication.translate("texts", "{day}, {time}").format(day=day(moment, now, zone), time=clock_time(moment, zone))


def ago(moment: dt.datetime | None, now: dt.datetime, zone: dt.tzinfo) -> str:
    """How long since, in the largest fitting unit; beyond a day the day and time."""
    if moment is None:
        return QCoreApplication.translate("texts", "never")
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return QCoreApplication.translate("texts", "just now")
    if seconds < 3600:
        return _Counts().minutes_ago(int(seconds // 60))
    if seconds < 86400:
        return _Counts().hours_ago(int(seconds // 3600))
    return full_when(moment, now, zone)


def until(moment: dt.datetime | None, now: dt.datetime, zone: dt.tzinfo) -> str:
    """When something is expected."""
    if moment is None:
        return QCoreApplication.translate("texts", "unknown")
    seconds = (moment - now).total_seconds()
    if seconds < -60:
        return QCoreApplication.translate("texts", "overdue")
    if seconds < 60:
        return QCoreApplication.translate("texts", "now")
    if seconds < 3600:
        return _Counts().in_minutes(int(seconds // 60))
    return full_when(moment, now, zone)


def ltr(text: str) -> str:
    """Keep a phone number, address or code left to right inside right-to-left text (Unicode isolates)."""
    return f"\u2066{text}\u2069" if text else ""


def phone_number(urn: str) -> str:
    """A contact's urn as people know it: the number without `tel:`, other schemes as they are."""
    return ltr(urn.removeprefix("tel:"))
