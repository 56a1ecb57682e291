"""Devices that behave as real ones do, faults included. Nothing here shares code with the drivers it judges."""
