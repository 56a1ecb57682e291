"""Campaigns: their fires are planned, and brought about when due."""

from __future__ import annotations

from app.services import campaign_firing, campaign_planning
from app.services.base import Core


def plan_contacts(core: Core, workspace_id: int) -> None:
    campaign_planning.plan_contacts(core, workspace_id)


def plan_event(core: Core, event_id: int) -> None:
    campaign_planning.plan_event(core, event_id)


def fire_campaign(core: Core, event_id: int) -> None:
    campaign_firing.fire(core, event_id)
