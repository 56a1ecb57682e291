"""Imports as jobs: what a process of its own makes of a file, and how the engine then writes it."""

IMPORT_WORKSPACE, IMPORT_CONTACTS = "import_workspace", "import_contacts"
