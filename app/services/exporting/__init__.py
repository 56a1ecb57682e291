"""Kinds of jobs, and what each does in its process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.services.exporting.contacts import export_contacts
from app.services.exporting.context import ExportContext
from app.services.exporting.messages import export_messages
from app.services.exporting.results import export_results

KINDS: Mapping[str, Callable[[ExportContext], int]] = {
    "export_contacts": export_contacts,
    "export_messages": export_messages,
    "export_results": export_results,
}
