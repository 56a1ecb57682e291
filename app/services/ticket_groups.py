"""Smart groups that ask for open tickets, after staff opened, closed or reopened one."""

from __future__ import annotations

from app.engine.contact import Contact
from app.engine.groups import reevaluate
from app.services import contacts
from app.services.base import Core
from app.services.effects import contact_groups_changed
from app.services.effects.context import NO_RUNS, EffectContext
from app.services.flow_runtime import runtime_of
from app.store import tables
from app.store.database import UnitOfWork

WORD = "tickets"  # the attribute of contact queries


def follow(core: Core, work: UnitOfWork, contact: tables.Contact, user_id: int | None) -> None:
    """In the caller's transaction, before it raises the contact's revision. Groups are looked at in memory, and only where one
    of them asks for tickets."""
    runtime, session = runtime_of(core), work.session
    shared = runtime.assets.get(session, contact.workspace_id)
    if not any(WORD in group.query.lower() for group in shared.assets.groups()):
        return
    session.flush()
    engine_contact = Contact.read(contacts.to_engine(session, contact), shared.assets)
    event = reevaluate(engine_contact, shared.assets, shared.env, runtime.universe)
    if event is None:
        return
    context = EffectContext(
        core=core,
        work=work,
        shared=shared,
        contact=contact,
        session=None,
        runs=NO_RUNS,
        current_run=None,
        heard_on=None,
        urns=contacts.urns_of(session, contact.id),
        now=core.clock.now(),
        user_id=user_id,
    )
    contact_groups_changed.before_commit(context, event)
