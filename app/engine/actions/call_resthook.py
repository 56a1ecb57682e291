"""Tell the subscribers of a resthook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action, read_result_name
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader
from app.engine.resthook_payload import PAYLOAD
from app.engine.webhooks import CallResult, call, call_event, make_request, webhook_of

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class CallResthook(Action):
    """All subscribers get the same JSON. `@webhook` shows the last failure, without one the last success."""

    resthook: str
    result_name: str

    type = "call_resthook"
    flow_types = ONLINE
    anatomy = Anatomy(result_categories=("Success", "Failure"))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("resthook", required=True), read_result_name(reader, "result_name"))

    def execute(self, ctx: RunContext) -> None:
        ctx.run.webhook = None
        hook = ctx.assets.resthook(self.resthook)
        if hook is None:
            ctx.missing("resthook", self.resthook, "", "slug")
        payload, _ = ctx.text(PAYLOAD, cut=False)
        shown = json.loads(payload)
        ctx.log(events.event(ctx.universe, "resthook_called", resthook=self.resthook, payload=shown))
        results = []
        for url in hook.subscribers if hook else ():
            request = make_request("POST", url, {"Content-Type": "application/json"}, payload)
            result = call(ctx, request)
            ctx.log(call_event(ctx, result, self.resthook))
            results.append(result)
        self._save(ctx, deciding(results))

    def _save(self, ctx: RunContext, result: CallResult | None) -> None:
        if result is None:
            return
        ctx.run.webhook = webhook_of(result)
        if not self.result_name:
            return
        category = "Success" if result.succeeded else "Failure"
        heard = f"{result.request.method} {result.request.url}"
        extra, text = result.json, result.json_text
        ctx.save_result(self.result_name, str(result.status_code), category, heard=heard, extra=extra, extra_text=text)


def deciding(results: list[CallResult]) -> CallResult | None:
    """The last failure, else the last success. A subscriber that is gone (410) is neither, unless there is nobody else."""
    failures = [one for one in results if not one.succeeded and one.status_code != 410]
    successes = [one for one in results if one.succeeded]
    found = failures or successes or results
    return found[-1] if found else None
