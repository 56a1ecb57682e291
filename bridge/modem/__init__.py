"""USB modems."""
