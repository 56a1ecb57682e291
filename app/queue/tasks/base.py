"""What a task is: a function of the services' core and ids."""

from __future__ import annotations

from collections.abc import Callable

Task = Callable[..., None]
