"""What can be wrong with a query."""

from __future__ import annotations


class QueryError(ValueError):
    """`code`: syntax, too_complex, unknown_property, unknown_property_type, invalid_number, invalid_date, invalid_status,
    invalid_language, invalid_group, invalid_flow, invalid_partial_name, invalid_partial_urn, unsupported_contains,
    unsupported_comparison, unsupported_setcheck, redacted_urns. `extra` names the value or property, for translations.
    """

    def __init__(self, code: str, message: str, extra: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.extra = extra or {}
