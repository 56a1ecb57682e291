"""Two-letter codes, which translation tools expect, of languages that have one."""

from app.engine.definition.languages import short_code

__all__ = ["short_code"]
