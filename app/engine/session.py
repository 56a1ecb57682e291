"""A contact's way through flows, from a trigger to its end, over any number of waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.engine.asset_types import Channel
from app.engine.assets import SessionAssets
from app.engine.capabilities import Capabilities
from app.engine.channels import number_country
from app.engine.contact import Contact
from app.engine.dates import Instant, find_zone
from app.engine.envs import Environment
from app.engine.errors import EngineError
from app.engine.excellent.evaluator import Evaluator
from app.engine.excellent.scope import Locations
from app.engine.inputs import MsgInput
from app.engine.jsontime import read_time, write_time
from app.engine.limits import Limits
from app.engine.reading import required_text, whole_number
from app.engine.resumes import Resume
from app.engine.run import ACTIVE, WAITING, PushedFlow, Run
from app.engine.triggers import Trigger, read_trigger
from app.engine.universe import Universe
from app.engine.urns import URN

COMPLETED, FAILED = "completed", "failed"


@dataclass(frozen=True, slots=True)
class Call:
    """The phone call of a voice session."""

    uuid: str
    channel: Channel
    urn: str


@dataclass(slots=True)
class Sprint:
    """What happened between a start or resume and the next wait. `events` and `segments` are GoFlow's JSON."""

    uuid: str
    is_initial: bool
    events: list[dict[str, Any]] = field(default_factory=list)
    segments: list[dict[str, Any]] = field(default_factory=list)
    steps: int = 0


@dataclass(slots=True)
class Session:
    """`contact` belongs to the caller and is changed in place; it is not part of the session's JSON."""

    uuid: str
    type: str
    created_on: Instant
    trigger: Trigger
    contact: Contact
    assets: SessionAssets
    base_env: Environment
    universe: Universe
    limits: Limits
    capabilities: Capabilities
    evaluator: Evaluator
    call: Call | None = None
    status: str = ACTIVE
    runs: list[Run] = field(default_factory=list)
    sprints: int = 0
    input: MsgInput | None = None
    resume: Resume | None = None
    pushed: PushedFlow | None = None
    _env: tuple[tuple[str, tuple[tuple[URN, Channel | None], ...]], Environment] | None = None

    @property
    def env(self) -> Environment:
        """The workspace's environment, with the contact's zone and country where they are known."""
        key = (self.contact.timezone, tuple((one.urn, one.channel) for one in self.contact.urns))
        if self._env is None or self._env[0] != key:
            self._env = (key, environment_for(self.contact, self.assets, self.base_env))
        return self._env[1]

    @property
    def country(self) -> str:
        """As `country_for`."""
        return country_for(self.contact, self.assets, self.base_env)

    @property
    def locations(self) -> Locations | None:
        return self.evaluator.locations

    @property
    def is_batch(self) -> bool:
        return self.trigger.batch

    @property
    def history(self) -> dict[str, Any]:
        """For a session that this one starts: how long the chain is, and how much of it without a word from a contact."""
        past = self.trigger.history or {}
        heard = any(run.had_input for run in self.runs)
        since = 0 if heard else past.get("ancestors_since_input", 0) + 1
        return {"parent_uuid": self.uuid, "ancestors": past.get("ancestors", 0) + 1, "ancestors_since_input": since}

    @property
    def waiting_run(self) -> Run | None:
        return next((run for run in reversed(self.runs) if run.status == WAITING), None)

    def run(self, uuid: str) -> Run | None:
        return next((run for run in self.runs if run.uuid == uuid), None)

    def parent_of(self, run: Run) -> Run | None:
        return self.run(run.parent_uuid) if run.parent_uuid else None

    def child_of(self, run: Run) -> Run | None:
        """The last run that this one started."""
        return next((one for one in reversed(self.runs) if one.parent_uuid == run.uuid), None)

    def to_json(self) -> dict[str, Any]:
        """GoFlow's JSON: without contact and environment, which the caller keeps."""
        result: dict[str, Any] = {"uuid": self.uuid, "type": self.type, "created_on": write_time(self.created_on)}
        result["trigger"] = self.trigger.to_json()
        result["contact_uuid"] = self.contact.uuid
        if self.call:
            result["call_uuid"] = self.call.uuid
        result["runs"] = [run.to_json() for run in self.runs]
        result["status"] = self.status
        result["sprints"] = self.sprints
        if self.input:
            result["input"] = self.input.to_json()
        return result

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take runs, status and input from a session's JSON. Raises EngineError `session:invalid`."""
        try:
            self.status = required_text(data, "status")
            self.sprints = whole_number(data, "sprints")
            self.runs = [Run.read(run, self.assets) for run in data.get("runs") or ()]
            self.input = MsgInput.read(data["input"], self.assets) if data.get("input") else None
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise EngineError("session:invalid", f"unable to read session: {error!r}") from error


def session_header(data: Mapping[str, Any], assets: SessionAssets) -> tuple[str, str, Instant, Trigger]:
    """Uuid, type, creation time and trigger of a session's JSON. Raises EngineError."""
    try:
        created_on, trigger = read_time(data["created_on"]), read_trigger(data["trigger"], assets)
        return required_text(data, "uuid"), required_text(data, "type"), created_on, trigger
    except (KeyError, TypeError) as error:
        raise EngineError("session:invalid", f"unable to read session: {error!r}") from error


def country_for(contact: Contact, assets: SessionAssets, base: Environment) -> str:
    """Of the channel that reaches the contact, else of the contact's phone number, else of the workspace."""
    reach = contact.destination(assets.channels())
    if reach and reach[1].country:
        return reach[1].country
    tel = next((urn.path for urn in contact.urns if urn.scheme == "tel"), "")
    return (number_country(tel) if tel else "") or base.default_country


def environment_for(contact: Contact, assets: SessionAssets, base: Environment) -> Environment:
    """The workspace's environment, with the contact's zone and country where they are known."""
    zone = find_zone(contact.timezone) if contact.timezone else None
    return replace(base, default_country=country_for(contact, assets, base), timezone=zone or base.timezone)
