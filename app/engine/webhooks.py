"""HTTP calls of flows: the request and its answer as events tell them, and what `@webhook` holds."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from app.engine import events
from app.engine.dates import NANOS
from app.engine.text import truncate_ellipsis
from app.engine.universe import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from app.engine.running import RunContext

SUCCESS, RESPONSE_ERROR, CONNECTION_ERROR, SUBSCRIBER_GONE = (
    "success",
    "response_error",
    "connection_error",
    "subscriber_gone",
)
_URL_SAFE = "%!#$&'()*+,/:;=?@[]-._~{}|^`\"<>\\"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]", re.ASCII)
WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class CallResult:
    """`json` is the decoded answer, None where it is no JSON; `json_text` is the answer that it was read from."""

    request: HttpRequest
    response: HttpResponse
    elapsed_ms: int
    json: Any
    json_text: str

    @property
    def status_code(self) -> int:
        return self.response.status

    @property
    def succeeded(self) -> bool:
        return self.response.status // 100 == 2


def is_callable_url(url: str) -> bool:
    """An http or https address with a host, and without control characters, which would end its line of the request."""
    if _CONTROL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of a callable URL, in lower case."""
    return (urlsplit(url).hostname or "").rstrip(".")


def make_request(method: str, url: str, headers: Mapping[str, str], body: str) -> HttpRequest:
    """Texts of expressions may hold anything: in addresses blanks and letters are escaped, in headers line ends are blanks."""
    safe = {name: _CONTROL.sub(" ", value).strip() for name, value in headers.items()}
    return HttpRequest(method, quote(url, safe=_URL_SAFE), safe, body.encode("utf-8", "replace"))


def call(ctx: RunContext, request: HttpRequest) -> CallResult:
    """Reads the clock before and after. An answer over the limit counts as none."""
    request = replace(request, headers={**ctx.session.capabilities.webhook_headers, **request.headers})
    started = ctx.universe.now()
    response = ctx.universe.http.send(request)
    elapsed = (ctx.universe.now().ns - started.ns) // (NANOS // 1000)
    if len(response.body) > ctx.limits.webhook_response_bytes:
        response = HttpResponse(0, error="response body exceeds the limit")
    found = extract_json(response.body, ctx.limits.webhook_json_bytes)
    return CallResult(request, response, elapsed, found, "" if found is None else _storable(response.body))


def save_call(ctx: RunContext, result: CallResult, resthook: str = "") -> None:
    """Tell of the call, and let `@webhook` show its answer."""
    ctx.log(call_event(ctx, result, resthook))
    ctx.run.webhook = webhook_of(result)


def webhook_of(result: CallResult) -> dict[str, Any]:
    """What `@webhook` shows: of each header the first value."""
    headers: dict[str, str] = {}
    for name, value in result.response.headers:
        headers.setdefault(_canonical(name), value)
    return {
        "method": result.request.method,
        "url": result.request.url,
        "status": result.status_code,
        "headers": headers if result.status_code else None,
        "json": result.json,
    }


def call_event(ctx: RunContext, result: CallResult, resthook: str = "") -> events.Event:
    sent, got = request_trace(result.request), response_trace(result.response)
    limit = ctx.limits.trace_characters
    fields: dict[str, Any] = {"url": result.request.url}
    if result.status_code:
        fields["status_code"] = result.status_code
    fields["request"] = truncate_ellipsis(_text(sent), limit)
    if got:
        fields["response"] = truncate_ellipsis(_text(got), limit)
    fields |= {"elapsed_ms": result.elapsed_ms, "retries": 0, "sizes": {"request": len(sent), "response": len(got)}}
    fields["status"] = call_status(result, resthook)
    if resthook:
        fields["resthook"] = resthook
    return events.event(ctx.universe, "webhook_called", **fields)


def call_status(result: CallResult, resthook: str = "") -> str:
    if not result.status_code:
        return CONNECTION_ERROR
    if resthook and result.status_code == 410:
        return SUBSCRIBER_GONE
    return SUCCESS if result.succeeded else RESPONSE_ERROR


def request_trace(request: HttpRequest) -> bytes:
    """The request as Go's client writes it: User-Agent and length first, the rest by name."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {_canonical(name): value for name, value in request.headers.items()}
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
    lines.append(f"User-Agent: {headers.pop('User-Agent', 'Outpost')}")
    if request.body or request.method in WITH_BODY:
        lines.append(f"Content-Length: {len(request.body)}")
    lines += [f"{name}: {value}" for name, value in sorted(headers.items())]
    lines.append("Accept-Encoding: gzip")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + request.body


def response_trace(response: HttpResponse) -> bytes:
    """The answer as it came, its length first; nothing where none came."""
    if not response.status:
        return b""
    headers = sorted((_canonical(name), value) for name, value in response.headers)
    lines = [f"{response.protocol} {response.status} {response.reason}".rstrip()]
    lines.append(f"Content-Length: {len(response.body)}")
    lines += [f"{name}: {value}" for name, value in headers if name != "Content-Length"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + response.body


def request_size(request: HttpRequest) -> int:
    """Bytes of request line, the action's own headers and body."""
    head = f"{request.method} {request.url} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    return len(head.encode()) + 2 + len(request.body)


def extract_json(body: bytes, limit: int) -> Any:
    """The body as JSON, after taking out what no text may hold: NULs and bytes that are no UTF-8. None for anything else."""
    text = _storable(body)
    if not text.strip() or len(text.encode()) > limit:
        return None
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return _whole_characters(value) if "\\ud" in text.lower() else value


def _storable(body: bytes) -> str:
    return body.decode("utf-8", "ignore").replace("\x00", "").replace("\\u0000", "")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _whole_characters(value: Any) -> Any:
    """Escapes of half a character (`\\ud800` alone) can be stored nowhere: they become U+FFFD, as in Go."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {_whole_characters(key): _whole_characters(item) for key, item in value.items()}
    return value


def _canonical(name: str) -> str:
    """Header names as Go writes them: `X-Something`."""
    return "-".join(part.capitalize() for part in name.split("-"))


def _text(trace: bytes) -> str:
    return trace.decode("utf-8", "replace").replace("\x00", "\ufffd")
