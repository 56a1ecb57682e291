"""Walking through nodes: visit, route, follow, enter child flows and come back, until a wait or the end."""

from __future__ import annotations

from typing import Any

from app.engine import events
from app.engine.definition.model import DialWait, Exit, Node
from app.engine.errors import EngineError
from app.engine.flows import flow_ref
from app.engine.jsontime import write_time
from app.engine.resumes import Resume
from app.engine.routers import Route, route, route_timeout
from app.engine.run import ACTIVE, COMPLETED, EXPIRED, FAILED, WAITING, PushedFlow, Run
from app.engine.running import RunContext
from app.engine.session import Session, Sprint
from app.engine.waits import begin_dial_wait, begin_msg_wait

END = Route()


class Walk:
    """One sprint under way."""

    def __init__(self, session: Session, sprint: Sprint) -> None:
        self._session = session
        self._sprint = sprint
        self._universe = session.universe
        self._last_node: Node | None = None

    def start(self) -> None:
        """From the flow that the trigger pushed."""
        self._go(None, END)

    def resume(self, run: Run, resume: Resume) -> None:
        """From the wait that `run` stands at."""
        problem = self._resume_problem(run)
        if problem:
            self._fail(run, problem)
            return self._go(run, END)
        self._last_node = run.node
        if resume.expires:
            self._exit(run, EXPIRED)
            return self._go(run, END)
        if self._session.input and resume.brings_input:
            self._hear(run)
        run.set_status(ACTIVE, self._universe.now())
        self._go(run, self._route_resumed(run, resume))

    def _resume_problem(self, run: Run) -> str:
        session = self._session
        if session.sprints > session.limits.sprints_per_session:
            return f"Reached maximum number of sprints per session ({session.limits.sprints_per_session})"
        if run.flow is None:
            return "Can't resume run with missing flow asset"
        if run.node is None or run.node.router is None or run.node.router.wait is None:
            return "Can't resume run at a node that has no wait any more"
        return ""

    def _route_resumed(self, run: Run, resume: Resume) -> Route:
        ctx = self._context(run)
        if resume.type == "wait_timeout":
            return self._checked(ctx, route_timeout(ctx))
        return self._checked(ctx, route(ctx))

    def _go(self, run: Run | None, way: Route) -> None:
        """Until a run waits or none is left. `way` is where `run` goes next."""
        while True:
            pushed, self._session.pushed = self._session.pushed, None
            if pushed:
                run, target = self._enter(pushed)
            else:
                target = self._follow(run, way) if run else None
            if run and target:
                if self._sprint.steps >= self._session.limits.steps_per_sprint:
                    self._fail(run, f"Reached maximum number of steps per sprint ({self._sprint.steps})")
                    way = END
                    continue
                waiting, way = self._visit(run, target)
                if waiting:
                    return
            elif run:
                run, way = self._finish(run)
                if run is None:
                    return

    def _enter(self, pushed: PushedFlow) -> tuple[Run, Node | None]:
        session = self._session
        if pushed.terminal:
            for one in session.runs:
                if not one.has_exited:
                    self._exit(one, COMPLETED)
        created_on = self._universe.now()
        parent_uuid = pushed.parent.uuid if pushed.parent else ""
        run = Run(
            uuid=self._universe.uuid7(),
            flow=pushed.flow,
            flow_ref=flow_ref(pushed.flow),
            created_on=created_on,
            modified_on=created_on,
            parent_uuid=parent_uuid,
        )
        session.runs.append(run)
        fields: dict[str, Any] = {"flow": run.flow_ref, "run_uuid": run.uuid}
        fields |= {"parent_uuid": parent_uuid} if parent_uuid else {}
        fields |= {"terminal": True} if pushed.terminal else {}
        self._log(events.event(self._universe, "run_started", **fields))
        if len(session.runs) > session.limits.runs_per_session:
            self._fail(run, f"Reached maximum number of runs per session ({session.limits.runs_per_session})")
            return run, None
        return run, pushed.flow.nodes[0] if pushed.flow.nodes else None

    def _hear(self, run: Run) -> None:
        if not run.had_input:
            run.had_input = True
            run.modified_on = self._universe.now()

    def _follow(self, run: Run, way: Route) -> Node | None:
        """The node that an exit leads to; a segment tells that somebody went there."""
        if run.has_exited or way.exit is None or run.flow is None or not way.exit.destination_uuid:
            return None
        target = run.flow.node(way.exit.destination_uuid)
        if target:
            self._sprint.segments.append(self._segment(run, way.exit, way.operand))
        return target

    def _segment(self, run: Run, exit_: Exit, operand: str) -> dict[str, Any]:
        # GoFlow names the node last visited, which after a child flow is the child's.
        node = self._last_node or run.node
        segment: dict[str, Any] = {
            "flow_uuid": run.flow_ref["uuid"],
            "node_uuid": node.uuid if node else "",
            "exit_uuid": exit_.uuid,
            "destination_uuid": exit_.destination_uuid,
        }
        if operand:
            segment["operand"] = operand
        return segment | {"time": write_time(self._universe.now())}

    def _visit(self, run: Run, node: Node) -> tuple[bool, Route]:
        """Execute a node; True if the run now waits there."""
        self._sprint.steps += 1
        self._last_node = node
        run.visit(node, self._universe.now())
        if self._sprint.is_initial and self._session.input and len(self._session.runs) == 1:
            self._hear(run)
        ctx = self._context(run)
        for action in self._session.assets.actions(ctx.flow.uuid, node.uuid):
            action.execute(ctx)
            if run.has_exited:
                return False, END
        if self._session.pushed:
            return False, END
        if self._begin_wait(ctx):
            run.set_status(WAITING, self._universe.now())
            self._session.status = WAITING
            return True, END
        return False, self._checked(ctx, route(ctx))

    def _begin_wait(self, ctx: RunContext) -> bool:
        wait = ctx.node.router.wait if ctx.node.router else None
        if wait is None:
            return False
        return begin_dial_wait(ctx, wait) if isinstance(wait, DialWait) else begin_msg_wait(ctx, wait)

    def _checked(self, ctx: RunContext, way: Route) -> Route:
        if way.failure:
            self._fail(ctx.run, way.failure)
            return END
        return way

    def _finish(self, run: Run) -> tuple[Run | None, Route]:
        """`run` has nowhere to go: end it and go back to its parent, or end the session."""
        if not run.has_exited:
            self._exit(run, COMPLETED)
        elif run.status == FAILED:
            self._ended(run)
        parent = self._session.parent_of(run)
        while parent and parent.has_exited:
            parent = self._session.parent_of(parent)
        if parent is None:
            self._session.status = FAILED if run.status == FAILED else COMPLETED
            return None, END
        if run.status == FAILED:
            parent.exit(FAILED, self._universe.now())
            return parent, END
        return parent, self._route_parent(parent)

    def _route_parent(self, parent: Run) -> Route:
        if parent.flow is None or parent.node is None:
            self._fail(parent, "Can't resume run with missing flow asset")
            return END
        ctx = self._context(parent)
        return self._checked(ctx, route(ctx))

    def _exit(self, run: Run, status: str) -> None:
        run.exit(status, self._universe.now())
        self._ended(run)

    def _ended(self, run: Run) -> None:
        fields = {"run_uuid": run.uuid, "flow": run.flow_ref, "status": run.status}
        self._log(events.event(self._universe, "run_ended", **fields))

    def _fail(self, run: Run, text: str) -> None:
        """The run's end is told when the walk gets to it."""
        self._log(events.failure(self._universe, text))
        run.exit(FAILED, self._universe.now())

    def _context(self, run: Run) -> RunContext:
        if run.flow is None or run.node is None:
            raise EngineError("session:invalid", "run stands at no node")
        return RunContext(self._session, self._sprint, run, run.flow, run.node)

    def _log(self, event: events.Event) -> None:
        self._sprint.events.append(event)
