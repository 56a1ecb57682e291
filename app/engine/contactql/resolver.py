"""What a query may name."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from app.engine.asset_types import Field, Group


class Resolver(Protocol):
    """Fields and groups of a workspace. SessionAssets is one."""

    def field(self, key: str) -> Field | None:
        """By key, which is in lower case."""
        ...

    def group_named(self, name: str) -> Group | None:
        """By name, in any case."""
        ...


@runtime_checkable
class FlowResolver(Protocol):
    """A resolver that knows flows too. With one that does not, the names of flows are taken as they are."""

    def flow_named(self, name: str) -> object | None:
        """The flow of this name, in any case, or nothing."""
        ...
