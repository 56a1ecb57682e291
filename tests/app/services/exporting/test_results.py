"""Results in RapidPro's columns."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app import ids
from app.errors import OutpostError
from app.services import tallies
from app.store import tables
from tests.app.services.conversing import ask, flow, import_flows, node, rows, send
from tests.app.services.exporting_office import add, export, local, set_anonymous
from tests.app.support import Office

FIRST = ["Contact UUID", "Contact Name", "URN Scheme", "URN Value", "Started", "Modified", "Exited", "Run UUID"]


def result(key: str, value: str, category: str, text: str = "", on: str = "2026-06-01T09:00:00Z") -> dict[str, Any]:
    answer = {"name": key.title(), "value": value, "category": category, "input": text, "node_uuid": "n", "created_on": on}
    return {key: answer}


def survey(name: str, *questions: str) -> dict[str, Any]:
    """Asks the questions one after the other, each answered by none, some or anything else."""
    uuids = [ids.uuid4() for _ in questions]
    end = ids.uuid4()
    following = [*uuids[1:], end]
    asked = [
        ask(question, {"none": to, "some": to}, to, uuid=uuid)
        for question, uuid, to in zip(questions, uuids, following, strict=True)
    ]
    return flow(name, node([send("Hello")], uuids[0]), *asked, node([send("Thanks")], None, end))


def add_run(office: Office, of: tables.Flow, contact: tables.Contact, **values: Any) -> tables.Run:
    now = office.clock.now()
    ours = {"workspace_id": office.workspace_id, "contact_id": contact.id}
    session = tables.Session(uuid=ids.uuid4(), status="completed", type="messaging", state={}, created_on=now, **ours)
    add(office, session)
    defaults = {"status": "completed", "results": {}, "responded": True, "created_on": now, "modified_on": now, "exited_on": None}
    run = tables.Run(uuid=ids.uuid4(), session_id=session.id, flow_id=of.id, **ours, **{**defaults, **values})
    add(office, run)
    return run


@pytest.fixture
def ada(office: Office) -> tables.Contact:
    return office.add_contact("Ada", "+250788111111")


@pytest.fixture
def stock(office: Office) -> tables.Flow:
    import_flows(office, survey("Stock", "Boxes", "Where from"))
    [made] = rows(office, tables.Flow)
    assert isinstance(made, tables.Flow)
    return made


def test_all_columns(office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path) -> None:
    results = {**result("boxes", "12", "Some", "=12"), **result("where_from", "Kigali", "Other", "kgl")}
    later = office.clock.now() + dt.timedelta(hours=1)
    done = add_run(office, stock, ada, results=results, modified_on=later, exited_on=later)
    open_ = add_run(office, stock, ada, results=result("boxes", "0", "None"), status="waiting", responded=False)
    found = export(office, "results", tmp_path, flows=[stock.uuid])
    asked = [f"{name} ({part}) - Stock" for name in ("Boxes", "Where from") for part in ("Category", "Value", "Text")]
    about, began = [ada.uuid, "Ada", "tel", "+250788111111"], local(2026, 6, 1, 11)
    ended = local(2026, 6, 1, 12)
    assert found == [
        [*FIRST, *asked],
        [*about, began, ended, ended, done.uuid, "Some", "12", "=12", "Other", "Kigali", "kgl"],
        [*about, began, began, None, open_.uuid, "None", "0", None, None, None, None],
    ]
    assert [row[7] for row in export(office, "results", tmp_path, flows=[stock.uuid], responded_only=True)[1:]] == [done.uuid]


def test_several_flows_in_the_order_of_time(office: Office, ada: tables.Contact, tmp_path: Path) -> None:
    import_flows(office, survey("One", "A"), survey("Two", "A"))
    flows = rows(office, tables.Flow)
    runs = []
    for n in range(12):
        office.clock.advance(60)
        runs.append(add_run(office, flows[n % 2], ada, results=result("a", str(n), "Other")))
    found = export(office, "results", tmp_path, flows=[flows[1].uuid, flows[0].uuid], format="csv")
    assert found[0][8:] == [f"A ({part}) - {name}" for name in ("Two", "One") for part in ("Category", "Value", "Text")]
    assert [row[7] for row in found[1:]] == [run.uuid for run in runs]
    assert [row[8:] for row in found[1:3]] == [["", "", "", "Other", "0", ""], ["Other", "1", "", "", "", ""]]


def test_a_result_that_is_gone_keeps_its_columns(office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path) -> None:
    add_run(office, stock, ada, results=result("old_question", "yes", "Yes"))
    with office.store.write(durable=False) as work:
        scope = tallies.flow_scope(stock.id, "result:old_question")
        tallies.add(work, office.workspace_id, [tallies.Tick(scope, "Yes", 1, office.clock.now().date())])
        work.commit()
    found = export(office, "results", tmp_path, flows=[stock.uuid])
    assert found[0][-3:] == [f"Old Question ({part}) - Stock" for part in ("Category", "Value", "Text")]
    assert found[1][-3:] == ["Yes", "yes", None]


def test_days_are_those_of_the_last_change(office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path) -> None:
    def run(began: int, changed: int) -> str:
        days = [dt.datetime(2026, 6, day, 12, tzinfo=dt.UTC) for day in (began, changed)]
        return add_run(office, stock, ada, created_on=days[0], modified_on=days[1]).uuid

    early, middle, late = run(1, 1), run(1, 3), run(3, 5)

    def found(**params: str) -> list[str]:
        return [row[7] for row in export(office, "results", tmp_path, flows=[stock.uuid], **params)[1:]]

    assert found(start="2026-06-02", end="2026-06-04") == [middle]
    assert found(end="2026-06-03") == [early, middle]
    assert found(start="2026-06-03") == [middle, late]


def test_batches_join_whatever_happens_meanwhile(
    office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All began at one moment; a run that changes while the export runs is neither lost nor doubled."""
    runs = [add_run(office, stock, ada).uuid for _ in range(120)]
    monkeypatch.setattr("app.services.exporting.results.BATCH", 10)
    found = export(office, "results", tmp_path, flows=[stock.uuid])
    assert [row[7] for row in found[1:]] == runs


def test_damaged_results_and_an_unreadable_flow(office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path) -> None:
    add_run(office, stock, ada, results={"boxes": "text", "where_from": {"category": 5}})
    assert export(office, "results", tmp_path, flows=[stock.uuid])[1][8:] == [None, None, None, "5", None, None]
    with office.store.write(durable=False) as work:
        revision = work.session.get_one(tables.FlowRevision, (stock.id, stock.revision))
        revision.definition = {"nodes": "none"}
        work.session.get_one(tables.Flow, stock.id).name = "Stock 2"  # assets are read anew
        work.commit()
    assert export(office, "results", tmp_path, flows=[stock.uuid])[0] == FIRST


def test_anonymous(office: Office, ada: tables.Contact, stock: tables.Flow, tmp_path: Path) -> None:
    add_run(office, stock, ada)
    set_anonymous(office)
    found = export(office, "results", tmp_path, flows=[stock.uuid])
    assert (found[0][3], found[1][3]) == ("Anon Value", f"{ada.id:010d}")


def test_flows_that_are_gone(office: Office, stock: tables.Flow, tmp_path: Path) -> None:
    assert len(export(office, "results", tmp_path, flows=["no such flow", stock.uuid])) == 1
    with pytest.raises(OutpostError, match="export_gone"):
        export(office, "results", tmp_path, flows=["no such flow"])
