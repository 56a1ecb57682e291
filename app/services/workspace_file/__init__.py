"""Workspace files of RapidPro: `reading`, what `known` here, `planning`, `writing`, `undoing`, `exporting`.

Sections of a file: `fields`, `groups`, `flows`, `campaigns`, `triggers`, since version 3; and `outpost`, ours, which RapidPro
ignores: what its own format has no place for (`extras`).
"""
