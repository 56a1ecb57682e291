"""What labels, globals, topics, templates and resthooks share: names, deleting and restoring, limits, flows that use them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import limits, uses
from app.services.globals import Globals
from app.services.labels import Labels
from app.services.objects import check_name
from app.services.resthooks import Resthooks
from app.services.templates import Templates
from app.services.topics import Topics
from app.store import tables
from tests.app.services.conversing import flow, import_flows, new_id, node, send
from tests.app.support import Office


@dataclass(frozen=True)
class Noun:
    """How one of the services is called alike. `known` is how its methods name a row: by uuid, key or slug."""

    service: Any
    table: Any
    limit: str
    topic: str
    known: str
    create: Callable[[Any, str, str], Any]
    action: Callable[[Any], dict[str, Any]]

    def called(self, row: Any) -> str:
        return str(getattr(row, self.known))


def _import_template(service: Any, workspace: str, name: str) -> Any:
    service.import_json(workspace, json.dumps([{"uuid": new_id(), "name": name, "translations": []}]).encode())
    return next(row for row in service.all(workspace) if row.name == " ".join(name.split()))


NOUNS = {
    "label": Noun(
        Labels,
        tables.Label,
        "labels",
        "labels",
        "uuid",
        lambda service, workspace, name: service.create(workspace, name),
        lambda row: {"type": "add_input_labels", "uuid": new_id(), "labels": [{"uuid": row.uuid, "name": row.name}]},
    ),
    "global": Noun(
        Globals,
        tables.Global,
        "globals",
        "globals",
        "key",
        lambda service, workspace, name: service.create(workspace, name, "42"),
        lambda row: send(f"Welcome to @globals.{row.key}"),
    ),
    "topic": Noun(
        Topics,
        tables.Topic,
        "topics",
        "topics",
        "uuid",
        lambda service, workspace, name: service.create(workspace, name),
        lambda row: {"type": "open_ticket", "uuid": new_id(), "topic": {"uuid": row.uuid, "name": row.name}, "note": ""},
    ),
    "template": Noun(
        Templates,
        tables.Template,
        "templates",
        "templates",
        "uuid",
        _import_template,
        lambda row: send("Hi", template={"uuid": row.uuid, "name": row.name}, template_variables=[]),
    ),
    "resthook": Noun(
        Resthooks,
        tables.Resthook,
        "resthooks",
        "resthooks",
        "slug",
        lambda service, workspace, name: service.create(workspace, "-".join(name.lower().split())),
        lambda row: {"type": "call_resthook", "uuid": new_id(), "resthook": row.slug, "result_name": "Hook"},
    ),
}


@pytest.fixture(params=NOUNS, name="noun")
def _noun(request: pytest.FixtureRequest) -> Noun:
    return NOUNS[request.param]


def of(office: Office, noun: Noun) -> Any:
    return noun.service(office.core, office.admin)


def audited(office: Office) -> list[tuple[str, str | None, str]]:
    with office.store.read() as session:
        rows = session.scalars(select(tables.Audit).order_by(tables.Audit.id)).all()
        return [(row.method, row.subject, row.outcome) for row in rows]


def test_made_deleted_and_restored(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    made = noun.create(service, office.workspace, "Some Thing")
    before = service.all(office.workspace)
    assert made in before
    service.delete(office.workspace, noun.called(made))
    assert made not in service.all(office.workspace)
    assert [row.uuid for row in service.deleted(office.workspace)] == [made.uuid]
    assert service.restore(office.workspace, made.uuid).uuid == made.uuid
    assert [row.uuid for row in service.all(office.workspace)] == [row.uuid for row in before]
    assert service.deleted(office.workspace) == []
    methods = [method.partition(".")[2] for method, _, outcome in audited(office) if outcome == "done"]
    assert methods[-2:] == ["delete", "restore"]
    assert len(methods) == 3


def test_windows_hear_of_it(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    seq = office.core.changes.latest()
    made = noun.create(service, office.workspace, "Some Thing")
    service.delete(office.workspace, noun.called(made))
    changes = office.core.changes.since(seq, 0)
    assert changes is not None
    assert {(change.topic, change.workspace) for change in changes} == {(noun.topic, office.workspace)}
    assert len(changes) == 2


def test_names_are_one_rows_only(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    made = noun.create(service, office.workspace, "Some Thing")
    if noun.service is not Templates:  # the same name is the same template
        with pytest.raises(Invalid) as caught:
            noun.create(service, office.workspace, "SOME  thing")
        assert caught.value.params["reason"] == "taken"
    service.delete(office.workspace, noun.called(made))
    noun.create(service, office.workspace, "some thing")
    with pytest.raises(Invalid) as caught:
        service.restore(office.workspace, made.uuid)
    assert caught.value.params["reason"] == "taken"
    noun.create(service, office.other_workspace, "Some Thing")


def test_what_a_flow_uses_stays(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    made = noun.create(service, office.workspace, "Some Thing")
    free = noun.create(service, office.workspace, "Other Thing")
    survey = flow("Survey", node([noun.action(made)]))
    import_flows(office, survey, flow("Plain", node([send("Hi")])))
    with pytest.raises(OutpostError) as caught:
        service.delete(office.workspace, noun.called(made))
    assert (caught.value.code, caught.value.params["count"], caught.value.params["by"]) == ("in_use", 1, "Survey")
    service.delete(office.workspace, noun.called(free))
    import_flows(office, {**survey, "nodes": [node([send("Hi")])]})
    service.delete(office.workspace, noun.called(made))


def test_there_is_a_limit(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.limits = {noun.limit: limits.count(work.session, space.id, noun.limit) + 1}
        work.commit()
    first = noun.create(service, office.workspace, "First")
    with pytest.raises(OutpostError) as caught:
        noun.create(service, office.workspace, "Second")
    assert (caught.value.code, caught.value.params["kind"]) == ("limit_reached", noun.limit)
    service.delete(office.workspace, noun.called(first))
    noun.create(service, office.workspace, "Second")
    with pytest.raises(OutpostError) as caught:
        service.restore(office.workspace, first.uuid)
    assert caught.value.code == "limit_reached"


def test_other_workspaces_have_their_own(office: Office, noun: Noun) -> None:
    service = of(office, noun)
    made = noun.create(service, office.workspace, "Some Thing")
    assert made.uuid not in {row.uuid for row in service.all(office.other_workspace)}
    for call in (service.delete, service.restore):
        with pytest.raises(NotFound):
            call(office.other_workspace, noun.called(made))
    assert made in service.all(office.workspace)


def test_viewers_change_nothing(office: Office, noun: Noun) -> None:
    made = noun.create(of(office, noun), office.workspace, "Some Thing")
    viewer = noun.service(office.core, office.people["viewer"])
    with pytest.raises(Forbidden):
        viewer.delete(office.workspace, noun.called(made))
    with pytest.raises(Forbidden):
        noun.create(viewer, office.workspace, "Other")
    assert made in of(office, noun).all(office.workspace)
    assert audited(office)[-1][2] == "refused"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "empty"),
        (" \t\n ", "empty"),
        ("n" * 65, "too_long"),
        ('a "quoted" one', "characters"),
        ("back\\slash", "characters"),
        ("nul\0", "characters"),
        ("half \ud83d", "characters"),
        ("\u0301 ", None),
        ("Naïve  café ", None),
        ("አማርኛ", None),
        ("n" * 64, None),
    ],
)
def test_which_names_are_taken(name: str, reason: str | None) -> None:
    if reason is None:
        assert check_name(name) == " ".join(name.split())
        return
    with pytest.raises(Invalid) as caught:
        check_name(name)
    assert caught.value.params["reason"] == reason


def test_renaming(office: Office) -> None:
    service = Labels(office.core, office.admin)
    one, other = service.create(office.workspace, "Spam"), service.create(office.workspace, "Urgent")
    assert service.rename(office.workspace, one.uuid, "SPAM").name == "SPAM"
    with pytest.raises(Invalid):
        service.rename(office.workspace, one.uuid, "urgent")
    assert [row.name for row in service.all(office.workspace)] == ["SPAM", "Urgent"]
    assert service.rename(office.workspace, other.uuid, "À faire").name == "À faire"
    assert [row.name for row in service.all(office.workspace)] == ["SPAM", "À faire"]


def test_labels_count_their_messages_and_come_back_with_them(office: Office) -> None:
    service = Labels(office.core, office.admin)
    made = service.create(office.workspace, "Urgent")
    msg = office.add_msg(office.add_contact("Ada", "+250788111111"), "Help")
    with office.store.write() as work:
        label = work.session.scalars(select(tables.Label)).one()
        work.session.add(tables.MsgLabel(label_id=label.id, msg_id=msg.id))
        work.commit()
    assert [row.messages for row in service.all(office.workspace)] == [1]
    service.delete(office.workspace, made.uuid)
    assert service.restore(office.workspace, made.uuid).messages == 1


def test_archived_flows_count_as_users_and_unreadable_ones_break_nothing(office: Office) -> None:
    service = Globals(office.core, office.admin)
    service.create(office.workspace, "Org Name", "Clinic")
    made = flow("Survey", node([send("@globals.org_name")]))
    import_flows(office, made)
    with office.store.write() as work:
        work.session.scalars(select(tables.Flow)).one().is_archived = True
        work.commit()
    assert service.all(office.workspace)[0].flows == ["Survey"]
    with office.store.write() as work:
        row = work.session.scalars(select(tables.Flow)).one()
        row.revision += 1
        broken = {**made, "nodes": "none"}
        revision = tables.FlowRevision(
            flow_id=row.id, revision=row.revision, spec_version="13.1.0", definition=broken, created_on=office.clock.now()
        )
        work.session.add(revision)
        work.commit()
    assert service.all(office.workspace)[0].flows == []


def test_flows_are_read_once_a_revision(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import_flows(office, flow("Survey", node([send("@globals.org_name")])), flow("Plain", node([send("Hi")])))
    read = []
    original = uses._references
    monkeypatch.setattr(uses, "_references", lambda *args: read.append(args[0]) or original(*args))
    for _ in range(3):
        uses.warm(office.store, office.workspace_id)
    assert len(read) == 2


def test_many_users_are_named_in_part() -> None:
    with pytest.raises(OutpostError) as caught:
        uses.refuse_used("label", "Urgent", [f"Flow {number}" for number in range(12)])
    assert caught.value.params["count"] == 12
    assert str(caught.value.params["by"]).endswith("Flow 9 …")
