"""The door of the engine: start a session, read it back, resume it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.assets import SessionAssets
from app.engine.capabilities import Capabilities
from app.engine.contact import Contact
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.excellent.evaluator import Evaluator
from app.engine.groups import reevaluate
from app.engine.limits import Limits
from app.engine.locations import locations_of
from app.engine.resumes import Resume
from app.engine.run import ACTIVE, WAITING, PushedFlow
from app.engine.session import Call, Session, Sprint, session_header
from app.engine.triggers import Trigger
from app.engine.universe import Universe
from app.engine.walking import Walk

DEFAULT_LIMITS = Limits()
NO_CAPABILITIES = Capabilities()


class Engine:
    """Holds no state of its own: one engine serves any number of sessions, from any thread that owns its Universe."""

    def __init__(self, universe: Universe, limits: Limits = DEFAULT_LIMITS, capabilities: Capabilities = NO_CAPABILITIES) -> None:
        self._universe = universe
        self._limits = limits
        self._capabilities = capabilities

    def start(
        self, assets: SessionAssets, env: Environment, contact: Contact, trigger: Trigger, call: Call | None = None
    ) -> tuple[Session, Sprint]:
        """Start a session and let it run to its first wait or its end.

        Raises EngineError `flow:missing`, or what reading the flow raises. All that goes wrong later is events.
        """
        flow = assets.flow(trigger.flow_uuid)
        if flow is None:
            raise EngineError("flow:missing", f"no flow with UUID {trigger.flow_uuid}")
        session = Session(
            uuid=self._universe.uuid7(),
            type=flow.type,
            created_on=self._universe.now(),
            trigger=trigger,
            **self._surroundings(assets, env, contact, call),
        )
        sprint = self._sprint(session, initial=True)
        trigger.apply(session)
        self._check_groups(session, sprint)
        session.pushed = PushedFlow(flow, None)
        Walk(session, sprint).start()
        return session, sprint

    def read_session(
        self,
        data: Mapping[str, Any],
        assets: SessionAssets,
        env: Environment,
        contact: Contact,
        call: Call | None = None,
    ) -> Session:
        """A session from its JSON. Raises EngineError `session:invalid` or what reading its trigger or flows raises."""
        uuid, kind, created_on, trigger = session_header(data, assets)
        session = Session(
            uuid=uuid,
            type=kind,
            created_on=created_on,
            trigger=trigger,
            **self._surroundings(assets, env, contact, call),
        )
        session.restore(data)
        return session

    def resume(self, session: Session, resume: Resume) -> Sprint:
        """Go on from a wait to the next wait or the end.

        Raises EngineError `resume:not_waiting`, or `resume:mismatch` when this wait can't be ended by this resume.
        """
        run = session.waiting_run
        if session.status != WAITING or run is None:
            raise EngineError("resume:not_waiting", f"only waiting sessions can be resumed, this one is {session.status}")
        wait = run.node.router.wait if run.node and run.node.router else None
        if wait and not resume.ends(wait):
            raise EngineError("resume:mismatch", f"resume of type {resume.type} can't end a wait of type {wait.type}")
        sprint = self._sprint(session, initial=False)
        session.status = ACTIVE
        session.resume = resume
        resume.apply(session)
        self._check_groups(session, sprint)
        Walk(session, sprint).resume(run, resume)
        return sprint

    def _surroundings(self, assets: SessionAssets, env: Environment, contact: Contact, call: Call | None) -> dict[str, Any]:
        evaluator = Evaluator(self._universe, locations=locations_of(assets))
        return {
            "assets": assets,
            "base_env": env,
            "contact": contact,
            "call": call,
            "universe": self._universe,
            "limits": self._limits,
            "capabilities": self._capabilities,
            "evaluator": evaluator,
        }

    def _sprint(self, session: Session, initial: bool) -> Sprint:
        session.sprints += 1
        return Sprint(self._universe.uuid4(), initial)

    def _check_groups(self, session: Session, sprint: Sprint) -> None:
        """Memberships of smart groups may have become wrong since the last sprint."""
        changed = reevaluate(session.contact, session.assets, session.env, self._universe)
        if changed:
            sprint.events.append(changed)
