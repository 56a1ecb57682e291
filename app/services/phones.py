"""Pairing phones and letting them go."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import phones as contracts
from app.engine import phones as numbers
from app.errors import Invalid, OutpostError
from app.services import channel_shares, network, office_settings, phone_rows
from app.services.base import LOOPBACK, Service
from app.services.office import check_name
from app.services.phone_register import release_channel
from app.settings import PHONE_PORT
from app.store import tables

MAX_CODE = 40
MAX_PACKS = 10  # what the app's download page knows


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
            address = channel_shares.read_number(session, number, channel.country)
            channel_shares.check_number_free(session, address, channel.id)
            spaces = channel_shares.find_workspaces(session, workspaces)
            channel.name = check_name("name", name or channel.device or address)
            channel.state = "active"
            channel.claim_code = None
            channel.claimed_on = self.core.clock.now()
            channel.address = address
            channel.country = numbers.country_of(address) or channel.country
            channel_shares.serve(session, channel.id, spaces)
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
            spaces = channel_shares.find_workspaces(session, workspaces)
            self.note(workspaces=[space.uuid for space in spaces])
            channel_shares.serve(session, channel.id, spaces)
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
        channel_shares.check_share(weight, daily_budget)
        with self.change("phones.set_share", subject=phone, workspace=workspace) as work:
            session = work.session
            channel = phone_rows.find_phone(session, phone)
            share = channel_shares.find_share(session, channel.id, workspace)
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
