"""Benchmarks: `python3 outpost.py bench NAME`. They print figures and judge nothing; the machine is named with them."""
