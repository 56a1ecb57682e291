"""Workspace files for RapidPro and other offices."""

from __future__ import annotations

import re
from typing import Any

from app.contracts import imports as contracts
from app.contracts.imports import ExportBundle, ExportedFile, ExportItem
from app.errors import Invalid, NotFound, OutpostError
from app.services.base import Service
from app.services.workspace_file import exporting
from app.services.workspace_file.exporting import Selection, Stock
from app.services.workspace_file.reading import MAX_BYTES

SITE = "outpost"
MAX_CHOSEN = 5_000
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


class WorkspaceExports(Service, contract=contracts.WorkspaceExports):
    def bundles(self, workspace: str) -> list[ExportBundle]:
        return exporting.bundles(self._stock(workspace))

    def dependencies(self, workspace: str, flows: list[str], campaigns: list[str]) -> list[ExportItem]:
        stock = self._stock(workspace)
        return exporting.items(stock, _chosen(stock, flows, campaigns))

    def export(self, workspace: str, flows: list[str], campaigns: list[str], whole: bool = False) -> ExportedFile:
        """What leaves the office is in the audit."""
        stock = self._stock(workspace)
        chosen = exporting.everything(stock) if whole else _chosen(stock, flows, campaigns)
        content = bytearray()
        for part in exporting.parts(stock, chosen, SITE, is_whole=whole):
            content += part
            if len(content) > MAX_BYTES:
                raise OutpostError("export_too_large", most=MAX_BYTES)
        counts: dict[str, Any] = {"flows": len(chosen.flows), "campaigns": len(chosen.campaigns), "globals": len(chosen.globals)}
        with self.change("workspace_exports.export", workspace=workspace, whole=whole, **counts):
            pass
        name = _NOT_IN_NAMES.sub("-", stock.workspace.name).strip("-") or "workspace"
        day = self.core.clock.now().date().isoformat()
        return ExportedFile(f"{name}-{day}.json", bytes(content), exporting.items(stock, chosen))

    def _stock(self, workspace: str) -> Stock:
        with self.core.store.read() as session:
            return exporting.read_stock(session, self.workspace(session, workspace))


def _chosen(stock: Stock, flows: list[str], campaigns: list[str]) -> Selection:
    if not flows and not campaigns:
        raise Invalid("flows", "empty")
    if len(flows) + len(campaigns) > MAX_CHOSEN:
        raise Invalid("flows", "too_many", most=MAX_CHOSEN)
    for kind, wanted, here in (("flow", flows, set(stock.flows)), ("campaign", campaigns, set(stock.campaigns))):
        missing = next((uuid for uuid in wanted if uuid not in here), None)
        if missing is not None:
            raise NotFound(kind, missing)
    return exporting.select_with_needs(stock, flows, campaigns)
