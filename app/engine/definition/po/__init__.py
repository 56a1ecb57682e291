"""Texts of flows as PO files: out to translators and back."""

from app.engine.definition.po.exchange import Update, export_po, import_po
from app.engine.definition.po.file import PoEntry, PoFile, read_po

__all__ = ["PoEntry", "PoFile", "Update", "export_po", "import_po", "read_po"]
