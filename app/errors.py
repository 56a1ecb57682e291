"""Trouble that is expected and explained, as stable codes; anything else is a bug."""

from __future__ import annotations

Param = str | int | float | bool | None


class OutpostError(Exception):
    """Expected trouble. `code` is stable; the text for people is made at the edge from `code` and `params`."""

    def __init__(self, code: str, *, retryable: bool = False, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Param] = params
        self.retryable = retryable

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({shown})" if shown else self.code


class Forbidden(OutpostError):
    """The signed-in person's role does not allow this call."""

    def __init__(self, method: str) -> None:
        super().__init__("forbidden", method=method)


class NotSignedIn(OutpostError):
    """No valid sign-in stands behind the call."""

    def __init__(self) -> None:
        super().__init__("not_signed_in")


class NotFound(OutpostError):
    """The thing that was named does not exist, or not in this workspace."""

    def __init__(self, kind: str, name: str | int) -> None:
        super().__init__("not_found", kind=kind, name=name)


class Invalid(OutpostError):
    """A value that cannot be taken; `field` names it, `reason` is a stable word."""

    def __init__(self, field: str, reason: str, **params: Param) -> None:
        super().__init__("invalid")
        self.params = {"field": field, "reason": reason, **params}
