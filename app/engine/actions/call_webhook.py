"""Call a web service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import ONLINE, Action, read_result_name
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader
from app.engine.text import truncate_ellipsis
from app.engine.universe import HttpRequest
from app.engine.webhooks import CallResult, call, host_of, is_callable_url, make_request, request_size, save_call

if TYPE_CHECKING:
    from app.engine.running import RunContext

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
MAX_HEADERS, MAX_HEADER_NAME, MAX_HEADER_VALUE = 10, 100, 10_000
MAX_URL, URL_SHOWN, MAX_BODY = 8192, 255, 20_000
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class CallWebhook(Action):
    """The answer becomes `@webhook`; with `result_name` also a result, for flows of before spec 14.1."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: str
    result_name: str

    type = "call_webhook"
    flow_types = ONLINE
    anatomy = Anatomy(templates=("url", "headers.*", "body"), result_categories=("Success", "Failure"))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        method = reader.choice("method", METHODS, "HTTP method")
        url = reader.text("url", required=True, maximum=MAX_URL)
        body = reader.text("body", maximum=MAX_BODY)
        return cls(uuid, method, url, _read_headers(reader), body, read_result_name(reader, "result_name"))

    def execute(self, ctx: RunContext) -> None:
        ctx.run.webhook = None
        url = ctx.text(self.url, cut=False)[0].strip()
        if not url:
            ctx.error("Webhook URL evaluated to empty string")
            return
        shown = truncate_ellipsis(url, URL_SHOWN)
        if len(url) > MAX_URL or not is_callable_url(url):
            ctx.error(f"Webhook URL evaluated to an invalid URL: '{shown}'", "url:invalid", {"url": shown})
            return
        if host_of(url) in ctx.limits.blocked_hosts:
            ctx.error(f"Webhook URL evaluated to a blocked URL: '{shown}'", "url:blocked", {"url": shown})
            return
        headers = {name: ctx.text(value, cut=False)[0] for name, value in self.headers}
        request = make_request(self.method, url, headers, ctx.text(self.body, cut=False)[0])
        size, limit = request_size(request), ctx.limits.webhook_request_bytes
        if size > limit:
            text = f"Webhook request evaluated to {size} bytes, exceeding the limit of {limit}"
            ctx.error(text, "webhook:request_size", {"limit": str(limit), "size": str(size)})
            return
        self._call(ctx, request)

    def _call(self, ctx: RunContext, request: HttpRequest) -> None:
        result: CallResult = call(ctx, request)
        save_call(ctx, result)
        if self.result_name:
            category = "Success" if result.succeeded else "Failure"
            heard = f"{request.method} {request.url}"
            extra, text = result.json, result.json_text
            ctx.save_result(self.result_name, str(result.status_code), category, heard=heard, extra=extra, extra_text=text)


def _read_headers(reader: Reader) -> tuple[tuple[str, str], ...]:
    headers = reader.data.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        reader.complain(f"{reader.name('headers')} must be an object of strings")
        return ()
    if len(headers) > MAX_HEADERS:
        reader.complain(f"{reader.name('headers')} must be less than or equal to {MAX_HEADERS}")
    for name, value in headers.items():
        where = reader.name(f"headers[{name}]")
        if len(name) > MAX_HEADER_NAME:
            reader.complain(f"{where} must be less than or equal to {MAX_HEADER_NAME}")
        elif not _HEADER_NAME.fullmatch(name):
            reader.complain(f"header '{name}' is not a valid HTTP header")
        if len(value) > MAX_HEADER_VALUE:
            reader.complain(f"{where} must be less than or equal to {MAX_HEADER_VALUE}")
    return tuple(headers.items())
