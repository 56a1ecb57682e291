"""Imports as jobs: what a process of its own makes of a file, and how the engine then writes it."""

IMPORT_WORKSPACE = "import_workspace"
