"""Gazetteers, aliases, and what flows find."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.contracts.locations import PlacesFile
from app.engine.contact import Contact
from app.engine.envs import Environment
from app.engine.locations import locations_of
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import gazetteer_files, gazetteer_rows, places
from app.services.flow_runtime import runtime_of
from app.services.gazetteer_files import read_places
from app.services.locations import MAX_ALIASES, Locations
from app.store import tables
from tests.app.services.conversing import Line, add_keyword, flow, import_flows, new_id, node, rows, send
from tests.app.support import Office

CSV = b"""country,state,district,ward
Rwanda,Kigali City,Gasabo,Gisozi
Rwanda,Kigali City,Gasabo,Jabana
Rwanda,Kigali City,Nyarugenge,Gitega
Rwanda,Eastern Province,Gatsibo,Kageyo
Rwanda,Eastern Province,Kayonza,
"""


def csv_file(content: bytes = CSV, name: str = "rwanda.csv") -> PlacesFile:
    return PlacesFile(name, content)


def feature(**properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[[29.1, -1.2], [29.3, 1]]]},
    }


def geojson(name: str, *features: dict[str, Any]) -> PlacesFile:
    return PlacesFile(name, json.dumps({"type": "FeatureCollection", "features": list(features)}).encode())


RAPIDPRO = [
    geojson("R171496admin0_simplified.json", feature(osm_id="171496", name="Rwanda", name_en="Rwanda", is_in_country=None)),
    geojson(
        "R171496admin1_simplified.json",
        feature(osm_id=1708283, name="Kigali City", name_en="Kigali City", is_in_country="171496"),
        feature(osm_id="171591", name="Eastern Province", parent_id="171496"),
    ),
    geojson(
        "R171496admin2_simplified.json",
        feature(osm_id=1711131.0, name="Gatsibo", is_in_state="171591", is_in_country="171496"),
        feature(osm_id="1711163", name="None", name_en="Kayônza", parent_id=171591),
    ),
]


def locations(office: Office) -> Locations:
    return Locations(office.core, office.admin)


def paths(office: Office) -> list[str]:
    return [row.path for row in rows(office, tables.Location)]


def found(office: Office, text: str, level: int = 2, workspace_id: int | None = None) -> list[str]:
    with office.store.read() as session:
        shared = runtime_of(office.core).assets.get(session, workspace_id or office.workspace_id)
    known = locations_of(shared.assets)
    return [place.path for place in known.find_fuzzy(Environment(), text, level, None)] if known else []


def test_rapidpros_geojson(office: Office) -> None:
    report = locations(office).import_places("rw", RAPIDPRO)
    assert (report.country, report.name, report.levels, report.added, report.skipped_count) == ("RW", "Rwanda", [1, 2, 2], 5, 0)
    assert paths(office) == [
        "Rwanda",
        "Rwanda > Kigali City",
        "Rwanda > Eastern Province",
        "Rwanda > Eastern Province > Gatsibo",
        "Rwanda > Eastern Province > Kayônza",
    ]
    assert [row.code for row in rows(office, tables.Location)] == ["171496", "1708283", "171591", "1711131", "1711163"]
    assert found(office, "gatsibo") == ["Rwanda > Eastern Province > Gatsibo"]


def test_levels_as_a_property_and_a_zip_of_files(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in RAPIDPRO[1:]:
            archive.writestr(f"boundaries/{file.name}", file.content)
        archive.writestr("README.txt", "hello")
    country = geojson("all.geojson", feature(osm_id=171496, name="Rwanda", level=0))
    report = locations(office).import_places("RW", [PlacesFile("rw.zip", packed.getvalue()), country])
    assert (report.levels, report.skipped_count) == ([1, 2, 2], 0)


@pytest.mark.parametrize(
    "content",
    [
        CSV,
        CSV.replace(b",", b";"),
        b"\xef\xbb\xbf" + CSV.replace(b"\n", b"\r\n"),
        b"Country,Province,District,Ward\n" + CSV.partition(b"\n")[2],
        b"code,parent,level,name\nRW,,0,Rwanda\ne,RW,1,Eastern Province\nk,RW,1,Kigali City\ng,k,2,Gasabo\nn,k,2,Nyarugenge\n"
        b"a,e,2,Gatsibo\ny,e,2,Kayonza\n1,g,3,Gisozi\n2,g,3,Jabana\n3,n,3,Gitega\n4,a,3,Kageyo\n",
    ],
)
def test_csv(office: Office, content: bytes) -> None:
    report = locations(office).import_places("RW", [csv_file(content)])
    assert (report.levels, report.skipped_count) == ([1, 2, 4, 4], 0)
    assert "Rwanda > Kigali City > Gasabo > Gisozi" in paths(office)


def test_what_can_not_come_is_said(office: Office) -> None:
    content = (
        "code,parent,level,name\nRW,,0,Rwanda\nKE,,0,Kenya\nk,RW,1,Kigali City\nk2,RW,1,KIGALI  city\nk,RW,1,Again\n"
        "x,nowhere,2,Lost\ny,RW,2,Too deep\nz,RW,1,A > B\nw,RW,1,\n,RW,1,No code\nv,RW,9,Level\nu,RW,one,Level\n"
    )
    report = locations(office).preview("RW", [csv_file(content.encode())])
    assert report.levels == [1, 1]
    assert sorted((place.name, place.reason) for place in report.skipped) == [
        ("", "name"),
        ("A > B", "name"),
        ("Again", "code_taken"),
        ("KIGALI city", "name_taken"),
        ("Kenya", "level"),
        ("Level", "level"),
        ("Level", "level"),
        ("Lost", "parent"),
        ("No code", "code"),
        ("Too deep", "parent"),
    ]
    assert paths(office) == []


def test_an_import_replaces_the_country_and_keeps_what_is_known_by_code(office: Office) -> None:
    service = locations(office)
    service.import_places("RW", [csv_file()])
    service.import_places("KE", [csv_file(b"country,state\nKenya,Nairobi\n")])
    service.set_aliases(office.workspace, "rwanda/kigali city", ["Kigali"])
    service.set_aliases(office.workspace, "rwanda/eastern province/kayonza", ["Kayo"])
    newer = csv_file(CSV.replace(b"Rwanda,Eastern Province,Kayonza,\n", b"").replace(b"Gisozi", b"Kinyinya"))
    preview = service.preview("RW", [newer])
    assert (preview.added, preview.changed, preview.removed) == (1, 0, 2)
    assert (preview.aliases_kept, preview.aliases_lost) == (1, 1)
    assert service.import_places("RW", [newer]) == preview
    assert found(office, "kigali", 1) == ["Rwanda > Kigali City"]
    assert (found(office, "Kayo"), found(office, "Kinyinya", 3)) == ([], ["Rwanda > Kigali City > Gasabo > Kinyinya"])
    assert [one.country for one in service.gazetteers()] == ["KE", "RW"]
    assert service.gazetteers()[1].levels == [1, 2, 3, 4]


def test_removing_a_country(office: Office) -> None:
    service = locations(office)
    service.import_places("RW", [csv_file()])
    service.set_aliases(office.workspace, "rwanda/kigali city", ["Kigali"])
    assert found(office, "Gasabo")
    service.remove("RW")
    assert (found(office, "Gasabo"), paths(office), service.gazetteers()) == ([], [], [])
    assert rows(office, tables.LocationAlias) == []
    with pytest.raises(NotFound):
        service.remove("RW")


def test_aliases_are_a_workspaces_own(office: Office) -> None:
    service = locations(office)
    service.import_places("RW", [csv_file()])
    place = service.set_aliases(office.workspace, "rwanda/kigali city", ["Kigali", " KIGALI ", "Kigali city", "Capitale"])
    assert (place.aliases, place.children) == (["KIGALI", "Capitale"], 2)
    assert found(office, "capitale", 1) == ["Rwanda > Kigali City"]
    assert found(office, "capitale", 1, office.other_workspace_id) == []
    for taken in ("KIGALI city", "Capitale"):
        with pytest.raises(OutpostError) as caught:
            service.set_aliases(office.workspace, "rwanda/eastern province", ["East", taken])
        assert caught.value.code == "place_name_taken"
    service.set_aliases(office.other_workspace, "rwanda/eastern province", ["Capitale"])
    assert service.set_aliases(office.workspace, "rwanda/kigali city", []).aliases == []
    assert found(office, "capitale", 1) == []
    for wrong in ([f"Name {number}" for number in range(MAX_ALIASES + 1)], ["n" * 65], ['"']):
        with pytest.raises(Invalid):
            service.set_aliases(office.workspace, "rwanda/kigali city", wrong)
    with pytest.raises(NotFound):
        service.set_aliases(office.workspace, "kenya", ["X"])


def test_looking_around(office: Office) -> None:
    service = locations(office)
    assert service.places(office.workspace) == []
    service.import_places("RW", [csv_file()])
    service.set_aliases(office.workspace, "rwanda/kigali city/nyarugenge", ["Ga-town"])
    [country] = service.places(office.workspace)
    assert (country.name, country.level, country.children) == ("Rwanda", 0, 2)
    states = service.places(office.workspace, country.code)
    assert [place.name for place in states] == ["Eastern Province", "Kigali City"]
    page = service.find(office.workspace, "gA", limit=2)
    rest = service.find(office.workspace, "gA", page.next, limit=2)
    assert [place.name for place in (*page.rows, *rest.rows)] == ["Gasabo", "Gatsibo", "Nyarugenge"]
    assert rest.next is None
    assert service.find(office.workspace, "100%_").rows == []
    with pytest.raises(NotFound):
        service.places(office.workspace, "nowhere")


def test_flows_find_places_and_fields_hold_their_paths(office: Office) -> None:
    locations(office).import_places("RW", [csv_file()])
    made = flow("Where", node([_set_field("state", "Kigali City"), _set_field("district", "gasabo!")]), node([send("ok")]))
    made["nodes"][0]["exits"][0]["destination_uuid"] = made["nodes"][1]["uuid"]
    made["nodes"][1]["actions"] = [send("You live in @contact.fields.district")]
    fields = [{"key": "state", "name": "State", "type": "state"}, {"key": "district", "name": "District", "type": "district"}]
    import_flows(office, made, fields=fields)
    add_keyword(office, made["uuid"], "where")
    assert Line(office, office.add_phone()).hear("where") == ["You live in Rwanda > Kigali City > Gasabo"]
    [contact] = rows(office, tables.Contact)
    assert {value.get("district") for value in contact.fields.values()} == {None, "Rwanda > Kigali City > Gasabo"}


def _set_field(key: str, value: str) -> dict[str, Any]:
    return {"type": "set_contact_field", "uuid": new_id(), "field": {"key": key, "name": key.title()}, "value": value}


def test_places_are_loaded_when_the_first_is_looked_for_and_shared(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    locations(office).import_places("RW", [csv_file()])
    loads = []
    original = places._trees
    monkeypatch.setattr(places, "_trees", lambda *args: loads.append(args[1]) or original(*args))
    made = flow("Hello", node([send("Hello")]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "hello")
    assert Line(office, office.add_phone()).hear("hello") == ["Hello"]
    assert loads == []
    assert found(office, "Gasabo") == found(office, "Gasabo", 2, office.other_workspace_id) != []
    import_flows(office, flow("Another"))
    assert found(office, "Gasabo")
    assert loads == ["RW"]
    locations(office).set_aliases(office.workspace, "rwanda/kigali city", ["Kigali"])
    assert found(office, "Kigali", 1)
    assert found(office, "Gasabo", 2, office.other_workspace_id)
    assert loads == ["RW", "RW"]


def test_what_an_import_may_be(office: Office) -> None:
    service = locations(office)
    for person in ("administrator", "editor", "agent"):
        with pytest.raises(Forbidden):
            Locations(office.core, office.people[person]).import_places("RW", [csv_file()])
    with pytest.raises(Invalid):
        service.import_places("XX", [csv_file()])
    with pytest.raises(Invalid):
        service.import_places("RW", [csv_file()] * (gazetteer_files.MAX_FILES + 1))


def deep() -> bytes:
    return b'{"features": [{"properties": {"osm_id": "1"}, "geometry": ' + b"[" * 200_000 + b"]" * 200_000 + b"}]}"


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b" " * 2_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "places_empty"),
        ([PlacesFile("a.csv", b"")], "places_unreadable"),
        ([PlacesFile("a.csv", b"name,place\nx,y\n")], "places_unreadable"),
        ([PlacesFile("a.csv", b"\xff\xfe\x00a")], "places_unreadable"),
        ([PlacesFile("a.csv", b"country,state\n")], "places_empty"),
        ([PlacesFile("a.csv", b"code,parent,level,name\nk,RW,1,Kigali\n")], "places_empty"),
        ([PlacesFile("a.json", b"")], "places_unreadable"),
        ([PlacesFile("a.json", b"[]")], "places_unreadable"),
        ([PlacesFile("a.json", b'{"features": 3}')], "places_unreadable"),
        ([PlacesFile("a.json", b'{"features": [{"properties": []}]}')], "places_unreadable"),
        ([PlacesFile("a.json", b'{"features": [{}]}')], "places_empty"),
        ([PlacesFile("a.json", b'{"features": [')], "places_unreadable"),
        ([PlacesFile("a.json", deep())], "places_unreadable"),
        ([PlacesFile("a.zip", b"PK\x03\x04 not really")], "places_unreadable"),
        ([PlacesFile("a.exe", b"MZ")], "places_unreadable"),
        ([PlacesFile("a.zip", bomb())], "places_too_large"),
        ([PlacesFile("a.csv", b"country,state\n" + b"".join(b"R,s%d\n" % n for n in range(60)))], "places_too_many"),
        ([geojson("a.json", *[feature(osm_id=n) for n in range(60)])], "places_too_many"),
    ],
)
def test_files_that_are_no_gazetteer(
    office: Office, files: Sequence[PlacesFile], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer_files, "MAX_PLACES", 50)
    monkeypatch.setattr(gazetteer_files, "MAX_BYTES", 1_000_000)
    with pytest.raises(OutpostError) as caught:
        locations(office).import_places("RW", list(files))
    assert caught.value.code == code
    assert (paths(office), locations(office).gazetteers()) == ([], [])
    assert rows(office, tables.Audit, tables.Audit.method == "locations.import_places") == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdé "), st.sampled_from("abcdx"), st.integers(-1, 4), st.text(max_size=4)), max_size=12)
)
def test_whatever_fits_is_a_tree(lines: list[tuple[str, str, int, str]]) -> None:
    content = "code,parent,level,name\n" + "".join(
        f"{code},{above},{level},{json.dumps(name)[1:-1].replace(',', ' ')}\n" for code, above, level, name in lines
    )
    try:
        made = read_places([PlacesFile("a.csv", content.encode())])
    except OutpostError as error:
        assert error.code in ("places_empty", "places_unreadable")
        return
    below: set[tuple[str, str]] = set()
    for place in made.places.values():
        above = made.places.get(place.above)
        assert (above is None) == (place.level == 0)
        assert above is None or (above.level == place.level - 1 and place.path == f"{above.path} > {place.name}")
        assert (place.above, place.key) not in below
        below.add((place.above, place.key))
    assert sum(made.levels) == len(made.places)


def test_a_contact_of_a_workspace_without_places(office: Office) -> None:
    with office.store.read() as session:
        shared = runtime_of(office.core).assets.get(session, office.workspace_id)
    assert locations_of(shared.assets) is None
    assert Contact.read({"uuid": new_id(), "created_on": "2026-01-01T00:00:00Z", "status": "active"}, shared.assets)


def test_two_imports_at_once_end_as_the_later_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    service, original, calls = locations(office), gazetteer_rows.compare, []

    def slow(*args: Any) -> gazetteer_rows.Difference:
        difference = original(*args)
        calls.append(difference)
        if len(calls) == 1:
            locations(office).import_places("RW", RAPIDPRO)
        return difference

    monkeypatch.setattr(gazetteer_rows, "compare", slow)
    report = service.import_places("RW", [csv_file()])
    assert (report.added, report.removed) == (11, 5)
    assert len(paths(office)) == 11
    assert "Rwanda > Eastern Province > Kayônza" not in paths(office)


def test_a_place_that_moves_keeps_its_row_and_aliases(office: Office) -> None:
    service = locations(office)
    head = b"code,parent,level,name\nRW,,0,Rwanda\ne,RW,1,East\nk,RW,1,Kigali\n"
    service.import_places("RW", [csv_file(head + b"g,k,2,Gasabo\nx,g,3,Gisozi\n")])
    service.set_aliases(office.workspace, "g", ["Gas"])
    report = service.import_places("RW", [csv_file(head + b"n,RW,1,North\ng,n,2,Gasabo\nx,g,3,Gisozi\n")])
    assert (report.added, report.changed, report.removed, report.aliases_kept) == (1, 2, 0, 1)
    assert found(office, "gas") == ["Rwanda > North > Gasabo"]
    assert found(office, "Gisozi", 3) == ["Rwanda > North > Gasabo > Gisozi"]
