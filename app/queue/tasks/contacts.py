"""Long work on contacts: deleted ones are wiped, values get their keys or are read anew."""

from __future__ import annotations

from app.services import contact_deletion, field_values
from app.services.base import Core


def wipe_contact(core: Core, contact_id: int) -> None:
    contact_deletion.wipe(core, contact_id)


def make_contact_keys(core: Core) -> None:
    field_values.make_keys(core)


def read_field_values(core: Core, field_id: int) -> None:
    field_values.read_values(core, field_id)
