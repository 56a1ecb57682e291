"""Give the contact another address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.urns import APPEND, UrnsModifier
from app.engine.reading import Reader
from app.engine.urns import identity, is_scheme, normalize

if TYPE_CHECKING:
    from app.engine.running import RunContext

LOCAL = "_has_urn"


@dataclass(frozen=True, slots=True)
class AddContactUrn(Action):
    """`path` is a template. The local `_has_urn` holds the address afterwards if the contact has it, else nothing."""

    scheme: str
    path: str

    type = "add_contact_urn"
    anatomy = Anatomy(templates=("path",), fixed_local="_has_urn")

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        scheme = reader.text("scheme", required=True)
        if scheme and not is_scheme(scheme):
            reader.complain(f"{reader.name('scheme')} is not a valid URN scheme")
        return cls(uuid, scheme, reader.text("path", required=True))

    def execute(self, ctx: RunContext) -> None:
        path, worked = ctx.text(self.path)
        if not worked:
            return
        path = path.strip()
        if not path:
            ctx.error("Can't add URN with empty path")
            return
        urn = identity(normalize(f"{self.scheme}:{path}", ctx.env.default_country))
        ctx.modify(UrnsModifier((urn,), APPEND))
        ctx.run.locals[LOCAL] = urn if ctx.contact.find_urn(urn) else ""
