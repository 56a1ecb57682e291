"""Pairing phones and letting them go."""

from __future__ import annotations

import phonenumbers
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts import phones as contracts
from app.engine import phones as numbers
from app.errors import Invalid, NotFound, OutpostError
from app.services import network, office_settings, phone_rows
from app.services.base import LOOPBACK, Service
from app.services.office import check_name
from app.services.phone_register import release_channel
from app.settings import PHONE_PORT
from app.store import tables
from app.store.folders import is_unsent

CLAIMED_STATES = ("active", "approval")
MAX_CODE = 40
MAX_PACKS = 10  # what the app's download page knows
LEAST_WEIGHT, MOST_WEIGHT = 0.1, 100.0
MOST_BUDGET = 100_000


class Phones(Service, contract=contracts.Phones):
    """Implements `app.contracts.phones.Phones`."""

    def all(self) -> list[contracts.Phone]:
        with self.core.store.read() as session:
            return phone_rows.read_phones(session, self.core)

    def pairing_help(self) -> contracts.PairingHelp:
        with self.core.store.read() as session:
            bind = office_settings.bind(session)
        if bind in (LOOPBACK, network.ANY):
            found = [one.address for one in network.local_addresses()]
        else:
            found = [bind]
        port = self.core.phone_port or self.core.settings.phone_port
        suffix = "" if port == PHONE_PORT else f":{port}"
        return contracts.PairingHelp([address + suffix for address in found], bind != LOOPBACK)

    def claim(self, claim_code: str, number: str, name: str, workspaces: list[str]) -> contracts.Phone:
        with self.change("phones.claim") as work:
            session = work.session
            channel = _waiting_with_code(session, claim_code)
            address = self._read_number(session, number, channel.country)
            _check_number_free(session, address, channel.id)
            spaces = _find_workspaces(session, workspaces)
            channel.name = check_name("name", name or channel.device or address)
            channel.state = "active"
            channel.claim_code = None
            channel.claimed_on = self.core.clock.now()
            channel.address = address
            channel.country = numbers.country_of(address) or channel.country
            _share(session, channel.id, spaces)
            session.flush()
            self.note(subject=channel.uuid, workspaces=[space.uuid for space in spaces])
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(session, self.core, channel)

    def approve(self, phone: str) -> contracts.Phone:
        with self.change("phones.approve", subject=phone) as work:
            channel = phone_rows.find_phone(work.session, phone)
            if channel.state != "approval" or not channel.pending_secret:
                raise Invalid("phone", "not_waiting")
            channel.state = "active"
            channel.secret = channel.pending_secret
            channel.registered_on = self.core.clock.now()
            channel.registered_from = channel.pending_from
            self.note(address=channel.pending_from)
            channel.pending_secret, channel.pending_on, channel.pending_from = None, None, ""
            channel.claim_code = None
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(work.session, self.core, channel)

    def rename(self, phone: str, name: str) -> contracts.Phone:
        with self.change("phones.rename", subject=phone) as work:
            channel = phone_rows.find_phone(work.session, phone)
            new = check_name("name", name)
            self.note(old=channel.name, new=new)
            channel.name = new
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(work.session, self.core, channel)

    def serve(self, phone: str, workspaces: list[str]) -> contracts.Phone:
        with self.change("phones.serve", subject=phone) as work:
            session = work.session
            channel = phone_rows.find_phone(session, phone)
            spaces = _find_workspaces(session, workspaces)
            query = select(tables.ChannelWorkspace).where(tables.ChannelWorkspace.channel_id == channel.id)
            shares = {share.workspace_id: share for share in session.scalars(query)}
            self.note(workspaces=[space.uuid for space in spaces])
            for share in shares.values():
                if share.workspace_id not in {space.id for space in spaces}:
                    _leave(session, share)
            for index, space in enumerate(spaces):
                share = shares.get(space.id) or tables.ChannelWorkspace(channel_id=channel.id, workspace_id=space.id)
                share.is_default = index == 0
                session.add(share)
            session.flush()
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(session, self.core, channel)

    def set_packs(self, phone: str, packs: int) -> contracts.Phone:
        if not 1 <= packs <= MAX_PACKS:
            raise Invalid("packs", "out_of_range", least=1, most=MAX_PACKS)
        with self.change("phones.set_packs", subject=phone, packs=packs) as work:
            channel = phone_rows.find_phone(work.session, phone)
            channel.config = {**(channel.config or {}), "packs": packs}
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(work.session, self.core, channel)

    def set_share(self, phone: str, workspace: str, weight: float, daily_budget: int | None) -> contracts.Phone:
        if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
            raise Invalid("weight", "out_of_range", least=LEAST_WEIGHT, most=MOST_WEIGHT)
        if daily_budget is not None and not 1 <= daily_budget <= MOST_BUDGET:
            raise Invalid("daily_budget", "out_of_range", least=1, most=MOST_BUDGET)
        with self.change("phones.set_share", subject=phone, workspace=workspace) as work:
            session = work.session
            channel = phone_rows.find_phone(session, phone)
            [space] = _find_workspaces(session, [workspace])
            share = session.get(tables.ChannelWorkspace, (channel.id, space.id))
            if share is None:
                raise NotFound("workspace", workspace)
            self.note(before=[share.weight, share.daily_budget], after=[weight, daily_budget])
            share.weight, share.daily_budget = weight, daily_budget
            session.flush()
            work.publish("phones", None, channel.uuid)
            return phone_rows.read_phone(session, self.core, channel)

    def release(self, phone: str) -> None:
        with self.change("phones.release", subject=phone) as work:
            channel = phone_rows.find_phone(work.session, phone)
            failed, uncertain = release_channel(work, self.core, channel)
            self.note(failed=failed, uncertain=uncertain)

    def _read_number(self, session: Session, number: str, country: str) -> str:
        """E.164, read by the phone's country, else the office's; raises Invalid."""
        if country not in phonenumbers.SUPPORTED_REGIONS:
            country = office_settings.office(session).get("country", "")
        try:
            return numbers.parse_number(number, country, allow_short=False)
        except numbers.PhoneError as error:
            raise Invalid("number", error.code) from error


def fold_claim_code(text: str) -> str:
    """As it is stored: capitals and digits only."""
    return "".join(char for char in text[:MAX_CODE].upper() if char.isascii() and char.isalnum())


def _waiting_with_code(session: Session, claim_code: str) -> tables.Channel:
    code = fold_claim_code(claim_code)
    query = select(tables.Channel).where(tables.Channel.claim_code == code, tables.Channel.state == "unclaimed")
    channel = session.scalar(query.order_by(tables.Channel.id.desc()).limit(1)) if code else None
    if channel is None:
        raise OutpostError("claim_code_unknown")
    return channel


def _check_number_free(session: Session, address: str, channel_id: int) -> None:
    taken = select(tables.Channel.id).where(
        tables.Channel.address == address, tables.Channel.state.in_(CLAIMED_STATES), tables.Channel.id != channel_id
    )
    if session.scalar(taken.limit(1)) is not None:
        raise OutpostError("number_taken")


def _find_workspaces(session: Session, uuids: list[str]) -> list[tables.Workspace]:
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


def _leave(session: Session, share: tables.ChannelWorkspace) -> None:
    """Take a workspace off a phone that has nothing to send for it; raises OutpostError `messages_waiting`."""
    msg = tables.Msg
    waiting = (msg.channel_id == share.channel_id, msg.workspace_id == share.workspace_id, is_unsent())
    count = session.scalar(select(func.count()).where(*waiting)) or 0
    if count:
        name = session.get_one(tables.Workspace, share.workspace_id).name
        raise OutpostError("messages_waiting", workspace=name, count=count)
    session.delete(share)


def _share(session: Session, channel_id: int, spaces: list[tables.Workspace]) -> None:
    for index, space in enumerate(spaces):
        share = tables.ChannelWorkspace(channel_id=channel_id, workspace_id=space.id, is_default=index == 0)
        session.add(share)
