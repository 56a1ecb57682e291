"""The office's tables. Rows keep integer ids for order and joins; UUIDs name things to the outside."""

from __future__ import annotations

from app.store.tables.base import Base, JsonValue
from app.store.tables.channels import Channel, ChannelEvent, ChannelWorkspace, SyncEvent
from app.store.tables.contacts import (
    Contact,
    ContactDirty,
    ContactEvent,
    ContactField,
    ContactGroup,
    ContactUrn,
    ContactValue,
    GroupContact,
    Location,
    LocationAlias,
)
from app.store.tables.flows import (
    Campaign,
    CampaignEvent,
    Flow,
    FlowRevision,
    Schedule,
    Trigger,
    TriggerContact,
    TriggerGroup,
    WorkspaceImport,
)
from app.store.tables.messages import Attempt, Inbound, Label, Media, MediaUse, Msg, MsgLabel
from app.store.tables.objects import Global, Resthook, ResthookSubscriber, Template, Ticket, TicketEvent, Topic
from app.store.tables.office import (
    ApiToken,
    Audit,
    Counter,
    Incident,
    Membership,
    Notification,
    Setting,
    SignIn,
    SignInAttempt,
    Tally,
    User,
    Workspace,
)
from app.store.tables.queue import QueueOwner, QueueTask
from app.store.tables.sessions import Broadcast, Fire, FlowStart, HttpLog, Job, Run, Session, StartRow
from app.store.triggers import attach

__all__ = [
    "ApiToken",
    "Attempt",
    "Audit",
    "Base",
    "Broadcast",
    "Campaign",
    "CampaignEvent",
    "Channel",
    "ChannelEvent",
    "ChannelWorkspace",
    "Contact",
    "ContactDirty",
    "ContactEvent",
    "ContactField",
    "ContactGroup",
    "ContactUrn",
    "ContactValue",
    "Counter",
    "Fire",
    "Flow",
    "FlowRevision",
    "FlowStart",
    "Global",
    "GroupContact",
    "HttpLog",
    "Inbound",
    "Incident",
    "Job",
    "JsonValue",
    "Label",
    "Location",
    "LocationAlias",
    "Media",
    "MediaUse",
    "Membership",
    "Msg",
    "MsgLabel",
    "Notification",
    "QueueOwner",
    "QueueTask",
    "Resthook",
    "ResthookSubscriber",
    "Run",
    "Schedule",
    "Session",
    "Setting",
    "SignIn",
    "SignInAttempt",
    "StartRow",
    "SyncEvent",
    "Tally",
    "Template",
    "Ticket",
    "TicketEvent",
    "Topic",
    "Trigger",
    "TriggerContact",
    "TriggerGroup",
    "User",
    "Workspace",
    "WorkspaceImport",
]

attach(Base.metadata)
