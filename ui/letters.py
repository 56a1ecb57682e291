"""Work that failed for good, in words: what it was, what it was about, why it failed, and what became of trying it again or
dismissing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, QObject

from app.contracts.queues import DeadLetter, Dismissed, LetterKind, Requeued
from app.errors import OutpostError
from ui.texts import Sign, error_text

KINDS: tuple[LetterKind, ...] = (
    "inbound",
    "channel_event",
    "start",
    "fire",
    "campaign_fire",
    "flow_start",
    "broadcast",
    "task",
)


def kinds_text(kind: str) -> str:
    """All work of a kind."""
    translate = QCoreApplication.translate
    return {
        "inbound": translate("decisions", "Messages that came in"),
        "channel_event": translate("decisions", "Calls and other events"),
        "start": translate("decisions", "Flow starts of single contacts"),
        "fire": translate("decisions", "Timers of conversations"),
        "campaign_fire": translate("decisions", "Campaign events"),
        "flow_start": translate("decisions", "Flow starts of groups"),
        "broadcast": translate("decisions", "Broadcasts"),
        "task": translate("decisions", "Other work"),
    }.get(kind, kind)


def kind_text(kind: str) -> str:
    """One of a kind."""
    translate = QCoreApplication.translate
    return {
        "inbound": translate("letters", "Message that came in"),
        "channel_event": translate("letters", "Call or other event"),
        "start": translate("letters", "Flow start"),
        "fire": translate("letters", "Timer of a conversation"),
        "campaign_fire": translate("letters", "Campaign event"),
        "flow_start": translate("letters", "Flow start of a group"),
        "broadcast": translate("letters", "Broadcast"),
        "task": translate("letters", "Other work"),
    }.get(kind, kind)


def place_text(letter: DeadLetter) -> str:
    """Whose it is."""
    return letter.workspace_name or QCoreApplication.translate("letters", "The whole office")


def about_text(letter: DeadLetter) -> str:
    """Whom or what it is about: the contact, else the flow, else what the kind says of itself."""
    if letter.contact_name:
        return letter.contact_name
    if letter.kind == "task":
        return _tasks().get(letter.about, letter.about) or "–"
    if letter.contact is not None:
        return QCoreApplication.translate("letters", "A contact without a name")
    if letter.kind in ("inbound", "channel_event"):
        return QCoreApplication.translate("letters", "Not known yet who")
    return letter.flow_name or "–"


def detail_text(letter: DeadLetter) -> str:
    """What is known of it beyond `about_text`: phone, event, timer, campaign, flow."""
    translate = QCoreApplication.translate
    parts = []
    if letter.kind == "inbound" and letter.about:
        parts.append(translate("letters", "Came in on {name}").format(name=letter.about))
    elif letter.kind in ("channel_event", "fire"):
        parts.append(_events().get(letter.about, letter.about))
    elif letter.kind == "campaign_fire" and letter.about:
        parts.append(translate("letters", "Campaign {name}").format(name=letter.about))
    if letter.flow_name and letter.flow_name != about_text(letter):
        parts.append(translate("letters", "Flow {name}").format(name=letter.flow_name))
    return " · ".join(part for part in parts if part)


def why_text(error: str) -> str:
    """Why it failed and what to do, of the stable word or the name of a program error that was noted."""
    translate = QCoreApplication.translate
    if error in ENGINE_CODES or error.startswith("query:"):
        return _engine_texts()["query" if error.startswith("query:") else error]
    known = {
        "": translate("letters", "Nobody noted why."),
        "no_workspace": translate(
            "letters", "Its phone or modem serves no workspace that could take it. Share it with a workspace, then try again."
        ),
        "pdu_unreadable": translate("letters", "A modem brought a message that nobody can read. The sender has to write again."),
        "worker_lost": translate(
            "letters", "The program ended in the middle of it, ten times. Look at the PC's memory and power."
        ),
        "not_found": translate("letters", "What it was about is no longer here."),
        "MemoryError": translate("letters", "The PC had no memory left. Close other programs, then try again."),
        "OSError": translate("letters", "The PC could not do it. Look at its disk and network, then try again."),
    }
    if error in known:
        return known[error]
    if is_code(error):
        unknown = error_text(OutpostError("…")).replace("…", error)
        told = error_text(OutpostError(error))
        if told != unknown:
            return told
    return translate(
        "letters", "Outpost has a fault of its own here. Try again; if it stays, show the code to whoever looks after Outpost."
    )


ENGINE_CODES = ("flow:missing", "flow:invalid", "session:invalid", "contact:invalid", "resume:not_waiting", "resume:mismatch")


def _engine_texts() -> dict[str, str]:
    translate = QCoreApplication.translate
    broken = translate("letters", "The flow can't be read. Import it anew, then try again.")
    over = translate("letters", "The conversation can't go on from where it stood: its flow was changed. Start the flow anew.")
    return {
        "flow:missing": translate("letters", "The flow is no longer here. Restore it, then try again."),
        "flow:invalid": broken,
        "session:invalid": over,
        "resume:not_waiting": over,
        "resume:mismatch": over,
        "contact:invalid": translate("letters", "The contact's details can't be read."),
        "query": translate("letters", "The search that says who gets it can't be used. Make it anew with another search."),
    }


class _Counts(QObject):
    """Texts with a number: `tr` knows every language's plural forms, and lupdate finds them here."""

    def queued(self, count: int) -> str:
        return self.tr("%n are tried again.", "", count)

    def not_dead(self, count: int) -> str:
        return self.tr("%n had been dealt with by somebody else already, or are gone.", "", count)

    def replaced(self, count: int) -> str:
        return self.tr("For %n there is another date meanwhile: nothing of them is sent.", "", count)

    def final(self, count: int) -> str:
        return self.tr("%n can't be tried again.", "", count)

    def dismissed(self, count: int) -> str:
        return self.tr("%n are dismissed.", "", count)

    def kept(self, count: int) -> str:
        return self.tr("%n can't be dismissed, only tried again.", "", count)

    def dismiss_title(self, count: int) -> str:
        return self.tr("Dismiss %n piece(s) of work?", "", count)


def result_text(done: Sequence[Requeued | Dismissed]) -> str:
    """What became of many that were to be tried again or dismissed."""
    counts, found = _Counts(), Counter[str](one.outcome for one in done)
    told = {
        "queued": counts.queued,
        "dismissed": counts.dismissed,
        "not_dead": counts.not_dead,
        "replaced": counts.replaced,
        "final": counts.final,
        "kept": counts.kept,
    }
    return " ".join(tell(found[outcome]) for outcome, tell in told.items() if found[outcome]) or counts.queued(0)


def dismiss_title(count: int) -> str:
    return _Counts().dismiss_title(count)


def dismiss_text(kinds: Iterable[LetterKind]) -> str:
    """What is lost when work of these kinds is dismissed."""
    translate = QCoreApplication.translate
    lost: dict[str, str] = {
        "inbound": translate(
            "letters", "No flow gets these messages. Where it is known who wrote, they stand in the inbox and can be answered."
        ),
        "channel_event": translate("letters", "Nothing starts because of these calls and events."),
        "start": translate("letters", "The flow does not start for these contacts."),
        "fire": translate(
            "letters", "Conversations do not go on by themselves; those whose time was over end, and their flow says nothing."
        ),
        "campaign_fire": translate("letters", "These contacts do not get what the campaign had for them."),
        "flow_start": translate("letters", "The flow does not start for those in the group whose turn had not come."),
        "broadcast": translate("letters", "Those whose turn had not come do not get the broadcast."),
    }
    chosen = set(kinds)
    said = [text for kind, text in lost.items() if kind in chosen]
    said.append(translate("letters", "Outpost never tries again. This cannot be taken back."))
    return " ".join(said)


def is_code(error: str) -> bool:
    """A stable word, not the name of a program error."""
    return error.replace("_", "").isalpha() and error.islower()


def outcome_sign(outcome: str) -> Sign:
    """What became of trying it again or dismissing it; `dead_again`: it failed once more."""
    translate = QCoreApplication.translate
    return {
        "queued": Sign("refresh", translate("letters", "Tried again"), "info"),
        "dismissed": Sign("stop", translate("letters", "Dismissed"), "idle"),
        "kept": Sign("alert", translate("letters", "Can't be dismissed"), "warn"),
        "not_dead": Sign("check", translate("letters", "Somebody was faster"), "info"),
        "replaced": Sign("info", translate("letters", "Another date took its place"), "info"),
        "final": Sign("alert", translate("letters", "Can't be tried again"), "warn"),
        "dead_again": Sign("alert", translate("letters", "Failed again"), "bad"),
    }.get(outcome, Sign("alert", translate("letters", "Failed"), "warn"))


def _events() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "mo_call": translate("letters", "Answered call"),
        "mo_miss": translate("letters", "Missed call"),
        "mt_call": translate("letters", "Call made by the phone"),
        "unk": translate("letters", "Call"),
        "new_conversation": translate("letters", "New chat"),
        "referral": translate("letters", "Referral"),
        "opt_in": translate("letters", "Opt-in"),
        "opt_out": translate("letters", "Opt-out"),
        "timeout": translate("letters", "The contact did not answer in time"),
        "expiration": translate("letters", "The flow waited to its end"),
    }


def _tasks() -> dict[str, str]:
    translate = QCoreApplication.translate
    start = translate("letters", "Starting flows")
    plan = translate("letters", "Planning campaigns")
    group = translate("letters", "Filling smart groups")
    fields = translate("letters", "Making contacts searchable")
    timers = translate("letters", "Timers of conversations")
    return {
        "handle_inbound": translate("letters", "Handling what came in"),
        "fire": timers,
        "more_fires": timers,
        "start_contact": start,
        "start_many": start,
        "start_slice": start,
        "interrupt_sessions": translate("letters", "Ending flows of contacts"),
        "fire_schedule": translate("letters", "Schedules"),
        "fire_campaign": translate("letters", "Campaign events"),
        "send_broadcast": translate("letters", "Sending broadcasts"),
        "housekeeping": translate("letters", "Tidying up"),
        "run_jobs": translate("letters", "Exports and imports"),
        "index_words": translate("letters", "Making messages searchable"),
        "populate_group": group,
        "regroup_contact": group,
        "wipe_contact": translate("letters", "Deleting contacts"),
        "make_contact_keys": fields,
        "read_field_values": fields,
        "settle_late": translate("letters", "Carrying out what was decided about late reminders"),
        "plan_contacts": plan,
        "plan_event": plan,
    }
