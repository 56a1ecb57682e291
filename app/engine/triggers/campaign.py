"""A campaign event that became due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.asset_types import Named
from app.engine.triggers.base import Trigger

if TYPE_CHECKING:
    from app.engine.session import Session


class CampaignTrigger(Trigger):
    """The event names the campaign and its point."""

    type = "campaign"
    event_required = True
    event_types = ("campaign_fired",)

    def campaign(self, session: Session) -> Named | None:
        ref = (self.event or {}).get("campaign")
        uuid = ref.get("uuid") if isinstance(ref, dict) else None
        if not isinstance(ref, dict) or not isinstance(uuid, str):
            return None
        return session.assets.campaign(uuid) or Named(uuid, str(ref.get("name", "")))
