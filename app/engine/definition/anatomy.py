"""What is where in an action's JSON, so that flows can be inspected, translated and migrated without running them."""

from __future__ import annotations

from dataclasses import dataclass

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Declared by each action type, for the newest spec version.

    Paths are of keys, `[*]` for all items of a list, `.*` for all values of an object. `templates` are evaluated, in the order in
    which inspection lists them; `localizable` can be translated. `references` are properties that name an asset, or several, and
    the type of asset. `result_categories` are those of the result that `result_name` names. `fixed_local` is a local that the
    action always sets, `local_property` the property that names one.
    """

    templates: Paths = ()
    localizable: Paths = ()
    references: tuple[tuple[str, str], ...] = ()
    result_categories: tuple[str, ...] = ()
    fixed_local: str = ""
    local_property: str = ""
