"""A run ended with a failure: staff should be able to see why."""

from __future__ import annotations

import logging

from app.services.effects.context import EffectContext, Event

log = logging.getLogger(__name__)


def before_commit(ctx: EffectContext, event: Event) -> None:
    ctx.remember(event)


def after_commit(ctx: EffectContext, event: Event) -> None:
    log.warning("run_failed", extra={"session": ctx.session.uuid if ctx.session else None, "run": ctx.current_run})
