"""Why a trigger did not take something: the first of its conditions that does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.explain import Step
from app.services.assets import VOICE
from app.services.keywords import CATCH_ALL, KEYWORD, ONLY_WORD, REFERRAL, Candidate, collate, same_referrer, score, spoken
from app.services.triggers import Stored, stored_triggers
from app.store import tables

MOST_TOLD = 50  # triggers, so that a page stays readable


@dataclass(frozen=True, slots=True)
class Scene:
    """What came in, as triggers look at it. `types` are those of the triggers that are asked, in this order; `groups` are the
    contact's UUIDs as of now. `taken` is the id of the trigger that took it, `waiting` the name of the flow that the contact was
    in and that went on; `is_deaf`: that flow ignores triggers."""

    at: dt.datetime
    channel: str
    types: Sequence[str]
    groups: frozenset[str] = frozenset()
    text: str = ""
    referrer: str = ""
    taken: int | None = None
    taken_type: str | None = None
    waiting: str | None = None
    is_deaf: bool = False


class Checks:
    """All triggers of a workspace against one scene."""

    def __init__(self, session: Session, space: tables.Workspace, scene: Scene) -> None:
        self.scene = scene
        self._collation = space.input_collation
        wanted = tables.Trigger.type.in_(scene.types)
        self.triggers = stored_triggers(session, space.id, wanted)
        self._names = _names(session, space.id)
        self._said = [collate(word, self._collation) for word in spoken(scene.text)]
        self._taken = next((one for one in self.triggers if one.row.id == scene.taken), None)

    def steps(self) -> Iterator[Step]:
        """Of every trigger that could have been meant; keywords that were not said at all are only counted."""
        told = others = 0
        for one in sorted(self.triggers, key=lambda one: self.scene.types.index(one.row.type)):
            if one.row.id == self.scene.taken:
                continue
            if one.row.type == KEYWORD and not self._is_said(one):
                others += not one.row.is_archived
            elif told < MOST_TOLD:
                told += 1
                yield self._why_not(one)
        if others:
            yield Step("other_keywords", {"count": others})
        if not self.triggers:
            yield Step("no_triggers", {"type": self.scene.types[-1]})

    def taken_step(self) -> Step | None:
        return Step("trigger_took", self._named(self._taken)) if self._taken else None

    def _named(self, one: Stored, **more: str) -> dict[str, str]:
        return {"trigger": " ".join(one.new.keywords), "type": one.row.type, "flow": one.flow.name, **more}

    def _why_not(self, one: Stored) -> Step:
        return next(found for found in self._asked(one) if found is not None)

    def _asked(self, one: Stored) -> Iterator[Step | None]:
        """The questions in the order in which they count; the last always has an answer."""
        yield self._of_what_came(one)
        yield self._of_itself(one)
        yield self._of_place(one)
        yield self._of_turn(one)

    def _of_what_came(self, one: Stored) -> Step | None:
        referrer = one.new.referrer_id
        if one.row.type == REFERRAL and referrer and not same_referrer(referrer, self.scene.referrer):
            return Step("other_referrer", self._named(one, referrer=referrer))
        if one.row.type != KEYWORD:
            return None
        words = {collate(word, self._collation): word for word in one.new.keywords}
        if self._said[0] not in words:
            said = next(words[word] for word in self._said if word in words)
            return Step("keyword_not_first", self._named(one, keyword=said))
        if one.new.match_type == ONLY_WORD and len(self._said) > 1:
            return Step("keyword_not_only", self._named(one, keyword=words[self._said[0]]))
        return None

    def _of_itself(self, one: Stored) -> Step | None:
        if one.row.created_on > self.scene.at:
            return Step("trigger_newer", self._named(one), one.row.created_on)
        if one.row.is_archived:
            return Step("trigger_archived", self._named(one), one.row.modified_on)
        if one.flow.is_archived:
            return Step("flow_archived", self._named(one))
        return Step("flow_voice", self._named(one)) if one.flow.type == VOICE else None

    def _of_place(self, one: Stored) -> Step | None:
        new, scene = one.new, self.scene
        if new.channel is not None and new.channel != scene.channel:
            return Step("other_channel", self._named(one, channel=self._names.get(new.channel, "")))
        if new.groups and not new.groups & scene.groups:
            return Step("not_in_group", self._named(one, groups=self._list(new.groups)))
        if new.exclude_groups & scene.groups:
            return Step("in_excluded_group", self._named(one, groups=self._list(new.exclude_groups & scene.groups)))
        return None

    def _of_turn(self, one: Stored) -> Step:
        """It fits, and something else went before."""
        scene, taken = self.scene, self._taken
        if scene.waiting is not None and one.row.type == KEYWORD and scene.is_deaf:
            return Step("flow_ignores_triggers", self._named(one, waiting=scene.waiting))
        if scene.waiting is not None and one.row.type == CATCH_ALL:
            return Step("session_went_first", self._named(one, waiting=scene.waiting))
        if one.row.type == CATCH_ALL and scene.taken_type == KEYWORD:
            return Step("keyword_went_first", self._named(one))
        if taken is None or taken.row.type != one.row.type:
            return Step("trigger_changed", self._named(one), one.row.modified_on)
        mine, theirs = self._score(one), self._score(taken)
        if mine < theirs or _is_general(one, taken):
            return Step("better_trigger", self._named(one))
        if mine == theirs and one.row.id > taken.row.id:
            return Step("older_trigger", self._named(one))
        return Step("trigger_changed", self._named(one), one.row.modified_on)

    def _score(self, one: Stored) -> int:
        """0 where a condition no longer holds."""
        new = one.new
        place = Candidate(one.row.uuid, one.row.type, channel=new.channel, groups=new.groups, exclude_groups=new.exclude_groups)
        return score(place, self.scene.channel, self.scene.groups) or 0

    def _is_said(self, one: Stored) -> bool:
        return any(collate(word, self._collation) in self._said for word in one.new.keywords)

    def _list(self, uuids: frozenset[str]) -> str:
        return ", ".join(sorted(self._names.get(uuid, "") for uuid in uuids))


def _is_general(one: Stored, taken: Stored) -> bool:
    """A referral went to the trigger that names its referrer."""
    return bool(taken.new.referrer_id) and not one.new.referrer_id


def _names(session: Session, workspace_id: int) -> Mapping[str, str]:
    """Of groups and channels, by UUID."""
    group, channel, share = tables.ContactGroup, tables.Channel, tables.ChannelWorkspace
    groups = session.execute(select(group.uuid, group.name).where(group.workspace_id == workspace_id))
    channels = select(channel.uuid, channel.name).join(share, share.channel_id == channel.id)
    phones = session.execute(channels.where(share.workspace_id == workspace_id))
    return {uuid: name for rows in (groups, phones) for uuid, name in rows}
