"""Outpost: RapidPro for an office without internet."""

__version__ = "0.1.0"
