"""The order in which a file is planned: what others name comes before them."""

from __future__ import annotations

import datetime as dt

from app.services.workspace_file.known import Known
from app.services.workspace_file.plan import Plan
from app.services.workspace_file.planning import Planner
from app.services.workspace_file.planning_campaigns import plan_campaigns, plan_dates
from app.services.workspace_file.planning_triggers import plan_triggers
from app.services.workspace_file.reading import ImportFile, NewUuid


def make_plan(file: ImportFile, known: Known, new_uuid: NewUuid, now: dt.datetime) -> Plan:
    """What importing the file does to the workspace; every object of the file has a line."""
    planner = Planner(file, known, new_uuid)
    planner.plan_fields()
    plan_dates(planner)
    planner.plan_groups()
    planner.plan_named("labels", planner.labels, planner.plan.labels)
    planner.plan_named("topics", planner.topics, planner.plan.topics)
    planner.plan_globals()
    planner.plan_templates()
    planner.plan_needed()
    planner.plan_flows()
    plan_campaigns(planner)
    plan_triggers(planner, now)
    planner.plan_flow_labels()
    planner.plan_settings()
    planner.skip_the_rest()
    return planner.plan
