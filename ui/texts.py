"""Words for what the engine says by stable codes: errors, statuses, states; and times, sizes, durations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject, QTime

from app.contracts.flows import Trigger
from app.contracts.imports import ImportLine
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
    if error.code in ("in_use", "urn_taken", "place_name_taken") and (named := _named_text(error)):
        return named
    if (known := _errors().get(error.code)) is not None:
        return known
    text = QCoreApplication.translate("texts", "Something went wrong ({code}). Try again; if it stays, restart Outpost.")
    return text.format(code=error.code)


def _named_text(error: OutpostError) -> str:
    """Sentences that name what is in the way; empty where the error does not say it."""
    translate, params = QCoreApplication.translate, error.params
    if error.code == "in_use" and params.get("by"):
        text = translate("texts", "{name} is used by: {by}. Take it out there first.")
        return text.format(name=params.get("name", ""), by=params["by"])
    if error.code == "urn_taken" and params.get("name"):
        return translate("texts", "{name} already has this number or address.").format(name=params["name"])
    if error.code == "place_name_taken" and params.get("path"):
        text = translate("texts", "{alias} is already a name of {path}. Choose another one.")
        return text.format(alias=params.get("alias", ""), path=params["path"])
    return ""


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
        "no_channel": translate("texts", "No phone or modem can reach this contact. Share one with this workspace first."),
        "contact_inactive": translate("texts", "This contact is blocked, stopped or archived, so nothing can be sent."),
        "claim_code_unknown": translate(
            "texts", "No phone is waiting with this code. Look at the phone's screen again: the code may have changed."
        ),
        "number_taken": translate("texts", "Another phone or modem already has this number. Release it first."),
        "import_not_json": translate(
            "texts", "This file is not a RapidPro export. Export your flows in RapidPro and choose that file."
        ),
        "import_too_large": translate("texts", "This file is too large. Export fewer flows at a time."),
        "import_too_old": translate("texts", "This export is too old. Export the flows again from a current RapidPro."),
        "import_too_new": translate("texts", "This export comes from a newer RapidPro than Outpost knows. Update Outpost first."),
        "import_busy": translate("texts", "Others are changing this workspace right now. Try again in a moment."),
        "import_undone": translate("texts", "This import was already taken back."),
        "import_not_ready": translate("texts", "What was read of this file is no longer kept. Choose the file again."),
        "contacts_unreadable": translate(
            "texts", "This file cannot be read as a spreadsheet. Save it again as xlsx or csv and choose that file."
        ),
        "contacts_old_format": translate("texts", "This is a spreadsheet of the old kind (xls). Save it as xlsx or csv."),
        "contacts_encoding": translate("texts", "The letters of this file cannot be told. Save it as xlsx, or as csv in UTF-8."),
        "contacts_no_identity": translate(
            "texts", "The first row must name the columns, one of them “URN:Tel” (or another kind of address) or “Contact UUID”."
        ),
        "contacts_header": translate(
            "texts", "One column's name cannot be used, or two columns have the same. Look at the first row."
        ),
        "contacts_twice": translate("texts", "Two rows are about the same contact. Each contact may stand in one row only."),
        "contacts_too_many": translate("texts", "This file has more than 25,000 rows. Divide it."),
        "contacts_too_large": translate("texts", "This file is too large. Divide it, or remove columns that are not needed."),
        "contacts_anonymous": translate(
            "texts", "This workspace hides addresses, so none can be brought in. Use “Contact UUID” to tell who is who."
        ),
        "contacts_target_gone": translate("texts", "A field or the group was deleted meanwhile. Choose the file again."),
        "job_cancelled": translate("texts", "This was stopped by somebody else."),
        "export_too_large": translate("texts", "This is too much for one file. Export fewer flows at a time."),
        "flow_not_archived": translate("texts", "Archive this flow before you delete it."),
        "flow_in_use": translate("texts", "Other flows enter this one. Change them first."),
        "flow_waiting": translate("texts", "Contacts are still in this flow. Wait for them, or take them out first."),
        "engine_did_not_start": translate("texts", "Outpost's engine could not be started. Restart this PC and try again."),
        "engine_running": translate("texts", "Outpost is already running on this PC."),
        "address_unavailable": translate("texts", "This PC no longer has that address. Choose another."),
        "port_taken": translate("texts", "Another program on this PC uses Outpost's port. Close it and start Outpost again."),
        "contact_busy": translate("texts", "Someone else is working with this contact right now. Try again in a moment."),
        "too_many_streams": translate("texts", "Too many windows are open. Close one of them."),
        "bad_request": translate("texts", "This window and the engine do not understand each other. Update both."),
        "too_many_uploads": translate("texts", "Other files are being added right now. Try again in a moment."),
        "too_many_jobs": translate(
            "texts", "Three of your exports and imports are not finished yet. Wait for one, or cancel one."
        ),
        "job_ended": translate("texts", "This has ended already."),
        "no_file": translate("texts", "This file is no longer kept. Export anew."),
        "export_gone": translate("texts", "What was to be exported has been deleted meanwhile. Choose again and export anew."),
        "export_too_wide": translate("texts", "A sheet has no room for so many columns. Choose fewer flows, or the format CSV."),
        "job_crashed": translate("texts", "This could not be finished, three times. Restart Outpost and try again."),
        "job_too_long": translate("texts", "This took too long and was ended. Try again with less at a time."),
        "disk_full": translate("texts", "The disk is full. Free some space, then try again."),
        "disk_failed": translate("texts", "The disk could not be written. Check the disk of the office's PC, then try again."),
        "queue_away": translate("texts", "The server that holds the queues does not answer. Try again in a moment."),
        "lease_lost": translate("texts", "This took so long that it was begun anew elsewhere."),
        "busy": translate("texts", "The office is very busy just now. Try again in a moment."),
        "database_away": translate("texts", "The office's database does not answer. Try again in a moment."),
        "yourself": translate("texts", "You cannot do this to your own account. Ask another administrator."),
        "last_office_admin": translate(
            "texts", "This is the office's last administrator. Make somebody else an office administrator first."
        ),
        "last_workspace": translate("texts", "This is the office's last workspace. Create or restore another one first."),
        "workspace_needed": translate(
            "texts", "A phone serves no other workspace. Share the phone with another workspace first."
        ),
        "messages_waiting": translate(
            "texts", "Messages still wait here for a workspace that you took out. Wait until they are sent."
        ),
        "modem_away": translate("texts", "The modem is unplugged or not ready. Look at its state, then try again."),
        "modem_busy": translate("texts", "The modem is busy. Try again in a moment."),
        "modem_not_ready": translate("texts", "The modem does not know its SIM card yet. Wait until it is ready."),
        "modem_used": translate("texts", "The office uses this modem. Release it first."),
        "sim_pin_few_tries": translate(
            "texts",
            "The SIM card has fewer than two tries left, so nothing was tried. Put it into a phone and enter the PIN there.",
        ),
        "sim_puk": translate("texts", "The SIM card is locked. Put it into a phone and enter the PUK there."),
        "ussd_over": translate("texts", "The dialogue is over already. Dial the code again."),
        "balance_not_taught": translate(
            "texts", "Outpost does not know the operator's answer yet. Dial the code for the balance first."
        ),
        "urn_taken": translate("texts", "Another contact already has this number or address."),
        "in_use": translate("texts", "Flows still use this. Take it out of them first."),
        "limit_reached": translate("texts", "This workspace has as many of these as it may. Delete one that nobody needs."),
        "topic_default": translate("texts", "Every workspace keeps this topic. It can't be changed."),
        "topic_has_tickets": translate("texts", "This topic still has open tickets. Close them or give them another topic."),
        "ticket_already_open": translate("texts", "This contact already has an open ticket."),
        "places_unreadable": translate("texts", "This file is no list of places. Use GeoJSON as RapidPro has it, or CSV."),
        "places_too_large": translate("texts", "These files are too large. Unpacked, they may have up to 64 MB."),
        "places_too_many": translate("texts", "These are too many places. An office can have 50,000 of a country."),
        "places_empty": translate("texts", "There is no country with its places in this. Add the file that names the country."),
        "place_name_taken": translate("texts", "A place beside this one already has that name. Choose another one."),
        "file_unwritable": translate("texts", "The file could not be written there. Choose another place."),
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
        ("msgs", "empty"): translate("texts", "Choose at least one message."),
        ("msgs", "too_many"): translate("texts", "These are too many messages. Choose at most 100."),
        ("folder", ""): translate("texts", "There is no such folder."),
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
        ("username", "taken"): translate("texts", "Somebody else already has this username. Choose another one."),
        ("name", "taken"): translate("texts", "There is already one with this name. Choose another one."),
        ("words", "too_long"): translate("texts", "This is too much to search for. Use fewer words."),
        ("role", ""): translate("texts", "Choose the role from the list."),
        ("date_format", ""): translate("texts", "Choose how dates are written from the list."),
        ("time_format", ""): translate("texts", "Choose how times are written from the list."),
        ("input_collation", ""): translate("texts", "Choose how keywords are compared from the list."),
        ("before", ""): translate("texts", "The list has changed. Open it again."),
        ("uuids", "too_many"): translate("texts", "These are too many at once. Choose fewer."),
        ("flows", "empty"): translate("texts", "Choose at least one flow."),
        ("flows", "too_many"): translate("texts", "These are too many flows at once. Choose fewer."),
        ("flows", "too_wide"): translate(
            "texts", "A sheet has no room for so many columns. Choose fewer flows, or the format CSV."
        ),
        ("fields", "too_many"): translate("texts", "These are too many fields. Choose fewer."),
        ("groups", "too_many"): translate("texts", "These are too many groups. Choose fewer."),
        ("end", "before_start"): translate("texts", "The last day is before the first. Choose the days again."),
        ("recipients", "empty"): translate("texts", "Choose at least one contact, group or number."),
        ("recipients", "too_many"): translate("texts", "These are too many to name one by one. Put the contacts into a group."),
        ("urns", "unknown"): translate("texts", "One of these is no phone number. Write them as people dial them."),
        ("not_seen_since_days", ""): translate("texts", "Days are a number from 0 to 3,650."),
        ("base_language", "missing"): translate("texts", "Write the message in the base language first."),
        ("translations", "language"): translate("texts", "Choose the languages of the message from the list."),
        ("attachments", ""): translate("texts", "A message can have 10 attachments. Leave some out."),
        ("quick_replies", ""): translate("texts", "A message can have 10 quick replies of 64 characters each."),
        ("broadcast", "ended"): translate("texts", "All of this has been sent already, or it was stopped."),
        ("start", "ended"): translate("texts", "This start is over already."),
        ("start", "range"): translate("texts", "The last day is before the first. Choose the days again."),
        ("session", "ended"): translate("texts", "This contact is no longer in the flow."),
        ("contacts", "empty"): translate("texts", "Choose at least one contact."),
        ("contacts", "too_many"): translate("texts", "These are too many at once. Choose fewer."),
        ("ids", ""): translate("texts", "The list has changed. Open it again."),
        ("status", ""): translate("texts", "Choose the status from the list."),
        ("query", ""): translate("texts", "This search can't be understood. Correct it and try again."),
        ("label", "folder_too"): translate("texts", "Choose a folder or a label, not both."),
        ("name", "characters"): translate("texts", "Names can't have quotation marks, backslashes or such signs."),
        ("value", "too_long"): translate("texts", "The value is too long. Use at most 10,000 characters."),
        ("note", "empty"): translate("texts", "Write a note first."),
        ("note", "too_long"): translate("texts", "The note is too long. Use at most 10,000 characters."),
        ("tickets", "empty"): translate("texts", "Choose at least one ticket."),
        ("tickets", "too_many"): translate("texts", "These are too many at once. Choose fewer."),
        ("slug", ""): translate("texts", "Use small letters, digits, dashes and underscores, at most 50."),
        ("slug", "taken"): translate("texts", "There is already one with this name. Choose another one."),
        ("url", ""): translate("texts", "Write an address that begins with http:// or https://, at most 255 characters."),
        ("url", "taken"): translate("texts", "This address is already on the list."),
        ("alias", ""): translate("texts", "Other names of a place have at most 64 characters, without quotation marks."),
        ("aliases", "too_many"): translate("texts", "A place can have 25 other names. Leave some out."),
        ("files", "too_many"): translate("texts", "These are too many files at once. Choose fewer."),
        ("templates", ""): translate("texts", "This file is no list of message templates. Export them from RapidPro again."),
        ("language", ""): translate("texts", "Choose the language from the list."),
        ("languages", "empty"): translate("texts", "Choose at least one language."),
        ("languages", "too_many"): translate("texts", "These are too many languages. Choose fewer."),
        ("limits", ""): translate("texts", "Limits are numbers from 0 to 100,000."),
        ("relative_to", ""): translate("texts", "Choose a contact field that holds a date."),
        ("offset", ""): translate("texts", "This is too long before or after the date."),
        ("delivery_hour", ""): translate("texts", "Choose an hour from 0 to 23."),
        ("translations", ""): translate("texts", "Write a message of at most 640 characters."),
        ("base_language", ""): translate("texts", "Write the message in the first language."),
        ("schedule", "too_many"): translate("texts", "500 broadcasts are scheduled already. Take one off the schedule first."),
        ("schedule", "days_of_week"): translate("texts", "Choose the days of the week on which it repeats."),
        ("schedule", "in_past"): translate("texts", "This time is past. Choose a later one."),
        ("schedule", ""): translate("texts", "Choose when it starts and on which days it repeats."),
        ("policy", ""): translate("texts", "Choose from the list what becomes of late reminders."),
        ("after_minutes", ""): translate("texts", "Minutes are a number from 0 to 10,080 (a week)."),
        ("report", "decided"): translate("texts", "This has been decided already."),
        ("lines", ""): translate("texts", "The list has changed. Open it again."),
        ("clock", ""): translate("texts", "Nobody doubts the clock any more."),
        ("quiet_until", "same"): translate("texts", "Quiet hours end at another time than they begin. Choose another time."),
        ("quiet_from", ""): translate("texts", "Choose from when to when the quiet hours are."),
        ("quiet_until", ""): translate("texts", "Choose from when to when the quiet hours are."),
        ("seconds_a_part", ""): translate("texts", "The time between two parts is 1 to 600 seconds."),
        ("daily_limit", ""): translate("texts", "A limit a day is a number from 1 to 100,000."),
        ("pin", ""): translate("texts", "A PIN has 4 to 8 digits."),
        ("code", ""): translate("texts", "A code begins with * or # and ends with #, for example *100#."),
        ("amount", ""): translate("texts", "Select the amount within the answer."),
        ("ports", ""): translate("texts", "One of these ports is no longer there. Open the list again."),
        ("weight", ""): translate("texts", "A weight is a number from 0.1 to 100."),
        ("daily_budget", ""): translate("texts", "A limit a day is a number from 1 to 100,000."),
        ("exclude_groups", ""): translate("texts", "A group cannot be both included and excluded."),
        ("groups", "empty"): translate("texts", "Choose at least one group or contact."),
        ("urns", "invalid"): translate("texts", "One of these is no phone number or address. Write them as people dial them."),
        ("urns", "hidden"): translate("texts", "This workspace hides addresses, so that they can't be changed here."),
        ("urns", "too_many"): translate("texts", "A contact can have 50 numbers and addresses."),
        ("fields", "unknown"): translate("texts", "One of these fields is no longer there. Open the contact again."),
        ("fields", "too_long"): translate("texts", "This value is too long. Use at most 640 characters."),
        ("fields", "forbidden"): translate("texts", "You may not change this field. Ask an administrator."),
        ("groups", "unknown"): translate("texts", "One of these groups is no longer there. Choose again."),
        ("groups", "smart"): translate("texts", "A smart group fills itself. Choose a group that people fill."),
        ("groups", "not_active"): translate("texts", "Contacts that are blocked, stopped or archived can't join groups."),
        ("group", "smart"): translate("texts", "A smart group fills itself. Change its query instead."),
        ("contacts", "smart"): translate("texts", "A smart group fills itself. Leave the contacts out."),
        ("query", "empty"): translate("texts", "Write the query of the group first."),
        ("query", "not_allowed"): translate("texts", "A smart group can't ask for ids, status, groups or flows. Leave that out."),
        ("query", "not_smart"): translate("texts", "People fill this group. Only smart groups have a query."),
        ("key", "empty"): translate("texts", "Nothing of this name can stand in a key. Write a key of small letters."),
        ("key", "reserved"): translate("texts", "This word means something else in flows. Choose another key."),
        ("key", "taken"): translate("texts", "Another field has this key. Choose another one."),
        ("key", ""): translate("texts", "A key begins with a letter and has small letters, digits and underscores, at most 36."),
        ("type", "unknown"): translate("texts", "Choose the type from the list."),
        ("agent_access", ""): translate("texts", "Choose what agents may do from the list."),
        ("sort", ""): translate("texts", "Choose the order from the list."),
        ("name", ""): translate("texts", "Give it a name of at most 64 characters."),
    }
    if (text := known.get((field, reason)) or known.get((field.removesuffix("s"), "")) or known.get((field, ""))) is not None:
        return text
    return translate("texts", "This value cannot be used: {field}. Correct it and try again.").format(field=field)


def msg_sign(msg: Msg) -> Sign:
    """How far a message has come."""
    if msg.uncertain:
        return Sign("question", QCoreApplication.translate("texts", "Perhaps sent"), "warn")
    return status_sign(msg.status, outgoing=msg.direction == "out", by_modem=msg.by_modem)


def status_sign(status: str, *, outgoing: bool, by_modem: bool = False) -> Sign:
    """RapidPro's msg statuses in words."""
    translate = QCoreApplication.translate
    by_phone = Sign("clock", translate("texts", "Waiting for a phone"), "idle")
    waits = Sign("clock", translate("texts", "Waiting for a modem"), "idle") if by_modem else by_phone
    if not outgoing:
        if status == "pending":
            return Sign("clock", translate("texts", "Being handled"), "info")
        return Sign("incoming", translate("texts", "Received"), "idle")
    known = {
        "initializing": waits,
        "pending": waits,
        "queued": waits,
        "wired": Sign("modem", translate("texts", "With the modem"), "info")
        if by_modem
        else Sign("phone", translate("texts", "On the phone"), "info"),
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


def failed_text(reason: str | None, *, by_modem: bool = False) -> str:
    """Why a message failed; empty when nothing more is known."""
    translate = QCoreApplication.translate
    of_modem = {
        "error_limit": translate("texts", "The modem tried several times without success."),
        "too_old": translate("texts", "It waited for its modem for too long."),
        "phone": translate("texts", "The modem could not send it."),
        "channel_removed": translate("texts", "Its modem was released."),
        "too_long": translate("texts", "It is too long for one SIM card to send."),
    }
    if by_modem and reason in of_modem:
        return of_modem[reason]
    known = {
        "error_limit": translate("texts", "The phone tried many times without success."),
        "too_old": translate("texts", "It waited for a phone for too long."),
        "no_channel": translate("texts", "No phone or modem could take it."),
        "no_destination": translate("texts", "No phone or modem could take it."),
        "contact": translate("texts", "The contact is blocked, stopped or archived."),
        "phone": translate("texts", "The phone could not send it."),
        "channel_removed": translate("texts", "Its phone was released."),
        "too_long": translate("texts", "It is too long for one phone to send."),
        "looping": translate("texts", "The same text went to this contact too often."),
        "interrupted": translate("texts", "Its broadcast was stopped."),
        "suspended": translate("texts", "Its workspace is in the archive."),
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
        "conflict": Sign("question", translate("texts", "Differs"), "warn"),
        "skipped": Sign("alert", translate("texts", "Left out"), "warn"),
        "taken_back": Sign("check", translate("texts", "Taken back"), "good"),
        "kept": Sign("alert", translate("texts", "Stays"), "warn"),
    }
    return known.get(line.outcome, Sign("info", line.outcome, "idle"))


def import_kind(kind: str) -> str:
    translate = QCoreApplication.translate
    known = {
        "flow": translate("texts", "Flow"),
        "flow_labels": translate("texts", "Labels of a flow"),
        "campaign": translate("texts", "Campaign"),
        "campaign_event": translate("texts", "Campaign event"),
        "trigger": translate("texts", "Trigger"),
        "field": translate("texts", "Contact field"),
        "group": translate("texts", "Group"),
        "label": translate("texts", "Label"),
        "channel": translate("texts", "Channel"),
        "template": translate("texts", "Template"),
        "topic": translate("texts", "Ticket topic"),
        "global": translate("texts", "Global"),
        "contact": translate("texts", "Contact"),
        "user": translate("texts", "Person"),
        "setting": translate("texts", "Setting"),
    }
    return known.get(kind) or known.get(kind.removesuffix("s"), kind)


def import_reason(reason: str | None) -> str:
    translate = QCoreApplication.translate
    known = {
        "already_in_file": translate("texts", "The file has it twice."),
        "channel_unknown": translate("texts", "Its phone is not in this office: it is for all phones now."),
        "contact_unknown": translate("texts", "Contacts that it names are not in this workspace."),
        "dependency_missing": translate("texts", "Flows need it, and it is neither here nor in the file."),
        "field_key_invalid": translate("texts", "Its key cannot be used."),
        "field_not_a_date": translate("texts", "The contact field that it counts from is not a date."),
        "field_type_differs": translate("texts", "Here it is of another type, and stays so."),
        "field_type_unknown": translate("texts", "Its type is not known."),
        "flow_missing": translate("texts", "Its flow is neither here nor in the file."),
        "flow_type_not_supported": translate("texts", "It cannot start a flow of this type."),
        "group_missing": translate("texts", "Its group is neither here nor in the file."),
        "group_query_differs": translate("texts", "Here it has another query, and keeps it."),
        "group_query_invalid": translate("texts", "Its query cannot be used. It is an ordinary group now."),
        "keyword_invalid": translate("texts", "A keyword is one word of at most 16 characters. Others are left out."),
        "language_unknown": translate("texts", "It has languages that are not known."),
        "limit_reached": translate("texts", "The workspace has as many of these as it may have."),
        "malformed": translate("texts", "It is damaged."),
        "message_missing": translate("texts", "It has no message."),
        "name_missing": translate("texts", "It has no name."),
        "name_taken": translate("texts", "Another one has this name."),
        "not_supported": translate("texts", "Outpost cannot use this yet."),
        "replaced": translate("texts", "It ends: the file has others in its place."),
        "schedule_missing": translate("texts", "The file does not say when, or its time is past."),
        "trigger_twice": translate("texts", "Another trigger of the file answers the same."),
        "trigger_type_unknown": translate("texts", "Its type is not known."),
        "value_differs": translate("texts", "Here it has another value, and keeps it."),
        "was_archived": translate("texts", "It was archived and is in use again."),
        "changed_since": translate("texts", "It was changed since."),
        "in_use": translate("texts", "Something else needs it."),
        "removed_since": translate("texts", "It is no longer here."),
        "trigger_replaced": translate("texts", "Another trigger has taken its place."),
        "used_since": translate("texts", "It was used since."),
    }
    return known.get(reason, reason.replace("_", " ")) if reason else ""


def trigger_words(trigger: Trigger) -> str:
    """What sets a trigger off: its keywords, or the event."""
    return trigger_type(trigger.type) or ", ".join(trigger.keywords)


def trigger_type(kind: str) -> str:
    """The event that triggers of this type wait for; empty for keywords."""
    translate = QCoreApplication.translate
    known = {
        "catch_all": translate("texts", "Any other message"),
        "schedule": translate("texts", "A time"),
        "inbound_call": translate("texts", "A call"),
        "missed_call": translate("texts", "A missed call"),
        "new_conversation": translate("texts", "A new conversation"),
        "referral": translate("texts", "A referral"),
        "closed_ticket": translate("texts", "A closed ticket"),
        "opt_in": translate("texts", "An opt-in"),
        "opt_out": translate("texts", "An opt-out"),
    }
    return known.get(kind, "")


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


def time_text(minutes: int) -> str:
    """A time of the day."""
    return QLocale().toString(QTime(minutes // 60, minutes % 60), QLocale.FormatType.ShortFormat)


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


def long_date(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """Weekday, day, month and year."""
    local = moment.astimezone(zone)
    return QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.LongFormat)


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


def soon(moment: dt.datetime, now: dt.datetime, zone: dt.tzinfo) -> str:
    """A time that is to come: the time alone today, with the weekday within a week, else with the date."""
    local, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    if local == today:
        return clock_time(moment, zone)
    if local == today + dt.timedelta(days=1):
        named = QCoreApplication.translate("texts", "Tomorrow")
    elif dt.timedelta(0) < local - today < dt.timedelta(days=7):
        named = QLocale().dayName(local.isoweekday())
    else:
        named = QLocale().toString(QDate(local.year, local.month, local.day), QLocale.FormatType.ShortFormat)
    return QCoreApplication.translate("texts", "{day}, {time}").format(day=named, time=clock_time(moment, zone))


def ltr(text: str) -> str:
    """Keep a phone number, address or code left to right inside right-to-left text (Unicode isolates)."""
    return f"\u2066{text}\u2069" if text else ""


def phone_number(urn: str) -> str:
    """A contact's urn as people know it: the number without `tel:`, other schemes as they are."""
    return ltr(urn.removeprefix("tel:"))
