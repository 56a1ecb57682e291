"""Which workspaces a channel serves, be it a phone or a modem's SIM, and their shares of it."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.engine import phones as numbers
from app.errors import Invalid, NotFound, OutpostError
from app.services import office_settings
from app.store import tables
from app.store.folders import is_unsent

CLAIMED_STATES = ("active", "approval")
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 100.0
MOST_BUDGET = 100_000


def find_workspaces(session: Session, uuids: Sequence[str]) -> list[tables.Workspace]:
    """In the order given; raises Invalid for none, NotFound for an unknown one or one in the archive."""
    wanted = list(dict.fromkeys(uuids))
    if not wanted:
        raise Invalid("workspaces", "empty")
    query = select(tables.Workspace).where(tables.Workspace.uuid.in_(wanted), ~tables.Workspace.is_archived)
    found = {space.uuid: space for space in session.scalars(query)}
    for uuid in wanted:
        if uuid not in found:
            raise NotFound("workspace", uuid)
    return [found[uuid] for uuid in wanted]


def serve(session: Session, channel_id: int, spaces: Sequence[tables.Workspace]) -> None:
    """These and no others, the first by default. Raises OutpostError `messages_waiting`."""
    query = select(tables.ChannelWorkspace).where(tables.ChannelWorkspace.channel_id == channel_id)
    shares = {share.workspace_id: share for share in session.scalars(query)}
    for share in shares.values():
        if share.workspace_id not in {space.id for space in spaces}:
            _leave(session, share)
    for index, space in enumerate(spaces):
        share = shares.get(space.id) or tables.ChannelWorkspace(channel_id=channel_id, workspace_id=space.id)
        share.is_default = index == 0
        session.add(share)
    session.flush()


def find_share(session: Session, channel_id: int, workspace: str) -> tables.ChannelWorkspace:
    """Raises NotFound."""
    [space] = find_workspaces(session, [workspace])
    share = session.get(tables.ChannelWorkspace, (channel_id, space.id))
    if share is None:
        raise NotFound("workspace", workspace)
    return share


def check_share(weight: float, daily_budget: int | None) -> None:
    """Raises Invalid weight, daily_budget."""
    if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        raise Invalid("weight", "out_of_range", least=LEAST_WEIGHT, most=MOST_WEIGHT)
    if daily_budget is not None and not 1 <= daily_budget <= MOST_BUDGET:
        raise Invalid("daily_budget", "out_of_range", least=1, most=MOST_BUDGET)


def read_number(session: Session, number: str, country: str = "") -> str:
    """E.164, read by the country, else the office's; raises Invalid."""
    if country not in phonenumbers.SUPPORTED_REGIONS:
        country = office_settings.office(session).get("country", "")
    try:
        return numbers.parse_number(number, country, allow_short=False)
    except numbers.PhoneError as error:
        raise Invalid("number", error.code) from error


def check_number_free(session: Session, address: str, channel_id: int | None) -> None:
    """Raises OutpostError `number_taken`."""
    taken = select(tables.Channel.id).where(tables.Channel.address == address, tables.Channel.state.in_(CLAIMED_STATES))
    if channel_id is not None:
        taken = taken.where(tables.Channel.id != channel_id)
    if session.scalar(taken.limit(1)) is not None:
        raise OutpostError("number_taken")


def _leave(session: Session, share: tables.ChannelWorkspace) -> None:
    """Take a workspace off a channel that has nothing to send for it."""
    msg = tables.Msg
    waiting = (msg.channel_id == share.channel_id, msg.workspace_id == share.workspace_id, is_unsent())
    count = session.scalar(select(func.count()).where(*waiting)) or 0
    if count:
        name = session.get_one(tables.Workspace, share.workspace_id).name
        raise OutpostError("messages_waiting", workspace=name, count=count)
    session.delete(share)
