"""Smart groups fill themselves."""

from __future__ import annotations

from app.services import contact_changes, groups
from app.services.base import Core


def populate_group(core: Core, group_id: int) -> None:
    groups.populate(core, group_id)


def regroup_contact(core: Core, contact_id: int) -> None:
    contact_changes.regroup(core, contact_id)
