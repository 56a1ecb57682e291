"""A run ended with a failure: staff should hear of it."""

from __future__ import annotations

import logging

from app.services.effects.context import EffectContext, Event

log = logging.getLogger(__name__)


def after_commit(ctx: EffectContext, event: Event) -> None:
    log.warning("run_failed", extra={"session": ctx.session.uuid, "run": ctx.current_run})
