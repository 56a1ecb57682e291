"""What goes wrong when a definition is read."""

from __future__ import annotations

from app.engine.errors import EngineError


class DefinitionError(EngineError):
    """A definition that cannot be used.

    Codes: `malformed` (not the shape of a flow), `invalid` (the shape is right, the content is not), `too_old`,
    `too_new`, `limit` (over a size of `limits.py`).
    """

    def within(self, where: str) -> DefinitionError:
        """The same error, with the place it was found in front."""
        return DefinitionError(self.code, f"{where}: {self.message}")
