"""The relayer's JSON: bytes to commands, commands to bytes. No services, no HTTP.

A phone repeats what was not acknowledged, forever; so a bad value costs its own command, never the request, and whatever
has a position is acknowledged in the end. Source of all formats: the relayer's source up to 2.1.0 and recorded
conversations of both generations ("1.9" with its synchronous client, "2.x" with its late one).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.ports import CallEvent, Handed, InboundSms, PhoneStatus, Registration, SendReport

# So many queued commands fill a request: more may wait on the phone.
FULL = 50
# A phone sends at most 52 commands; what lies beyond the limit stays in its queue and comes again.
MAX_COMMANDS = 200
MAX_HELD = 20_000
MAX_TEXT = 4_096
MAX_ADDRESS = 255
MAX_WORD = 64
MAX_ID = 2**31 - 1
MAX_MILLIS = 253_402_300_799_000  # the last second of 9999
MAX_CALL_SECONDS = 7 * 86_400

ERROR_SIGNATURE = 1
ERROR_TIME = 3
ERROR_OTHER = 4

CALL_TYPES = ("mo_call", "mt_call", "mo_miss", "unk")
_OUTCOMES = {"mt_sent": "sent", "mt_dlvd": "delivered", "mt_fail": "failed", "mt_error": "failed"}
_UUID = re.compile(r"[0-9A-Za-z_.:-]{8,64}")
_SURROGATES = re.compile("[\ud800-\udfff]")
# What Android's status was called before 2015.
_OLD_NAMES = {"p_lvl": "power_level", "p_src": "power_source", "p_sts": "power_status", "net": "network_type"}
_OLD_NAMES |= {"pending": "pending_messages", "retry": "retry_messages"}

Position = int | str


class NotUnderstood(Exception):
    """The body is no relayer payload at all."""


@dataclass(frozen=True, slots=True)
class Hello:
    """The first command: who the phone is. `is_old`: a client from before FCM, which cannot be served."""

    uuid: str
    push_id: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class Reset:
    """The phone's user tapped Reset."""


Body = InboundSms | CallEvent | SendReport | Reset | None


@dataclass(frozen=True, slots=True)
class Command:
    """One queued command. `position` goes back in the ack as it came; `body` None: nothing to do but acknowledge."""

    position: Position | None
    body: Body


@dataclass(frozen=True, slots=True)
class Payload:
    hello: Hello | None
    status: PhoneStatus | None
    commands: tuple[Command, ...]


def signature_of(secret: str, ts: str, body: bytes) -> str:
    """HMAC-SHA256 with the UTF-8 of secret and ts joined as key, over the raw body, in padded URL-safe base64."""
    digest = hmac.new((secret + ts).encode(), body, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def signature_fits(given: str, secret: str, ts: str, body: bytes) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), signature_of(secret, ts, body).encode("ascii"))


def read_payload(body: bytes, now: dt.datetime) -> Payload:
    """The commands of a request. `now` stands in for times that make no sense.

    Lenient where a phone can be (broken UTF-8, control characters), as nobody could repair its queue.
    Raises NotUnderstood when this is not JSON with a list `cmds`.
    """
    try:
        value = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    cmds = value.get("cmds") if isinstance(value, dict) else None
    if not isinstance(cmds, list):
        raise NotUnderstood
    found = [item for item in cmds[:MAX_COMMANDS] if isinstance(item, dict)]
    status = next((_status(item) for item in found if item.get("cmd") == "status"), None)
    return Payload(_hello(found), status, tuple(_commands(found, now)))


def _hello(found: list[dict[str, Any]]) -> Hello | None:
    first = found[0] if found else {}
    name = first.get("cmd")
    if name not in ("fcm", "gcm"):
        return None
    uuid = first.get("uuid")
    return Hello(
        uuid=uuid if isinstance(uuid, str) and _UUID.fullmatch(uuid) else "",
        push_id=_text(first.get("fcm_id"), 1024),
        is_old=name == "gcm",
    )


def _commands(found: list[dict[str, Any]], now: dt.datetime) -> Iterator[Command]:
    for item in found:
        if item.get("cmd") not in ("fcm", "gcm", "status"):
            yield Command(_position(item.get("p_id")), _body(item, now))


def _body(item: dict[str, Any], now: dt.datetime) -> Body:
    match item.get("cmd"):
        case "mo_sms":
            return _sms(item, now)
        case "call":
            return _call(item, now)
        case "mt_sent" | "mt_dlvd" | "mt_fail" | "mt_error":
            return _report(item, now)
        case "reset":
            return Reset()
    return None


def _sms(item: dict[str, Any], now: dt.datetime) -> InboundSms | None:
    """The key `msg` is absent when the SMS says exactly "null": the phone's JSON library drops it."""
    text = item.get("msg")
    if isinstance(text, dict | list):
        return None
    said = None if text is None else _text(text, MAX_TEXT)
    return InboundSms(_text(item.get("phone"), MAX_ADDRESS).strip(), said, _moment(item.get("ts"), now))


def _call(item: dict[str, Any], now: dt.datetime) -> CallEvent | None:
    """A call without a number says nothing."""
    address = _text(item.get("phone"), MAX_ADDRESS).strip()
    if not address:
        return None
    kind = item.get("type")
    seconds = min(max(_number(item.get("dur"), 0), 0), MAX_CALL_SECONDS)
    return CallEvent(
        kind if isinstance(kind, str) and kind in CALL_TYPES else "unk", address, _moment(item.get("ts"), now), seconds
    )


def _report(item: dict[str, Any], now: dt.datetime) -> SendReport | None:
    attempt = _number(item.get("msg_id"), 0)
    if not 0 < attempt <= MAX_ID:
        return None
    return SendReport(attempt, _OUTCOMES[item["cmd"]], _moment(item.get("ts"), now))  # type: ignore[arg-type]


def _status(item: dict[str, Any]) -> PhoneStatus:
    def get(name: str) -> Any:
        return item.get(name, item.get(_OLD_NAMES.get(name, name)))

    battery = _number(get("p_lvl"), -1)
    org = _number(get("org_id"), -1)
    return PhoneStatus(
        battery=battery if 0 <= battery <= 100 else -1,
        power_source=_text(get("p_src"), MAX_WORD),
        power_status=_text(get("p_sts"), MAX_WORD),
        network=_text(get("net"), MAX_WORD),
        pending=_ids(get("pending")),
        retry=_ids(get("retry")),
        org_id=org if 0 <= org <= MAX_ID else -1,
        country=country if len(country := _text(get("cc"), MAX_WORD).strip().upper()) == 2 else "",
        device=_text(get("dev"), MAX_WORD),
        os=_text(get("os"), MAX_WORD),
        app_version=_text(get("app_version"), MAX_WORD),
    )


def _ids(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list):
        return ()
    numbers = (_number(item, 0) for item in value[:MAX_HELD])
    return tuple(number for number in numbers if 0 < number <= MAX_ID)


def _position(value: Any) -> Position | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return value if len(value) <= MAX_WORD and not _SURROGATES.search(value) else None
    return value if isinstance(value, int) and abs(value) <= MAX_ID else None


def _text(value: Any, limit: int) -> str:
    """Text without NUL and halves of characters, cut to `limit`; empty when it is no text and no number."""
    if isinstance(value, bool | int | float):
        value = json.dumps(value)
    if not isinstance(value, str):
        return ""
    return _SURROGATES.sub("\ufffd", value.replace("\0", ""))[:limit]


def _number(value: Any, otherwise: int) -> int:
    """A whole number, also when it came as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= 20 and re.fullmatch(r"-?[0-9]+", value):
        return int(value)
    return otherwise


def _moment(value: Any, now: dt.datetime) -> dt.datetime:
    """Milliseconds since 1970 by the phone's clock."""
    millis = _number(value, 0)
    if not 0 < millis <= MAX_MILLIS:
        return now
    return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=millis)


# Replies


def cmds(commands: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The reply that carries these commands."""
    return {"cmds": list(commands)}


def error(number: int, text: str) -> dict[str, Any]:
    """1 makes the phone forget its secret and register again, 3 shows "Time Wrong", 4 "App Error"; none loses anything."""
    return {"error_id": number, "error": text, "cmds": []}


def reg(given: Registration) -> dict[str, Any]:
    return {
        "cmd": "reg",
        "relayer_claim_code": given.claim_code,
        "relayer_secret": given.secret,
        "relayer_id": given.relayer_id,
    }


def reg_refused() -> dict[str, Any]:
    """For clients from before FCM: a code that nobody can claim. It has nine characters, as fewer crash the screen."""
    return reg(Registration(-1, "0" * 64, "*" * 9))


def claim(org_id: int) -> dict[str, Any]:
    return {"cmd": "claim", "org_id": org_id}


def rel(relayer_id: int) -> dict[str, Any]:
    """The phone forgets the office and deletes what it has queued."""
    return {"cmd": "rel", "relayer_id": relayer_id}


def ack(position: Position) -> dict[str, Any]:
    return {"p_id": position, "cmd": "ack"}


def broadcasts(handed: Iterable[Handed]) -> list[dict[str, Any]]:
    """`mt_bcast` commands in order; neighbours with the same text share one."""
    found: list[dict[str, Any]] = []
    for msg in handed:
        if not found or found[-1]["msg"] != msg.text:
            found.append({"cmd": "mt_bcast", "to": [], "msg": msg.text})
        found[-1]["to"].append({"phone": msg.address, "id": msg.attempt_id})
    return found
