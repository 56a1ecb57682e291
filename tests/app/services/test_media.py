"""Files: what they are, kept once, counted, given out by links, swept away."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services import media, media_files, media_refs
from app.services.broadcasts import Broadcasts
from app.services.media import Media, MediaDesk
from app.services.messages import Messages
from app.services.outgoing import create_outgoing
from app.store import tables
from tests.app.services.conversing import import_flows, run_queue, send, stock_flow
from tests.app.support import Office

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 300


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (b"GIF89a" + b"\x00" * 300, "image/gif"),
        (b"#!AMR\n" + b"\x00" * 300, "audio/amr"),
        (b"\x00\x00\x00\x18ftyp3gp4" + b"\x00" * 300, "video/3gpp"),
        (b"%PDF-1.4\n" + b"a" * 300, "application/pdf"),
        ("Амина, 12\nمرحبا".encode(), "text/plain"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, found: str) -> None:
    assert media_files.sniff(content) == found


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"MZ" + b"\x00" * 300, "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (b"a\x00b", "type"),
        (b"\xff\xfe\xfd\xfc", "type"),
        (b"a" * (media_files.MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_not_kept(office: Office, content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        Media(office.core, office.admin).add(office.workspace, "x.png", content)
    assert caught.value.params["reason"] == reason
    assert list(media.media_files(office.core).names()) == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.JPG", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\x\\été\u202e.jpg.exe", "été.jpg.exe.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("n" * 300, "n" * 96 + ".jpg"),
    ],
)
def test_names_are_made_harmless(name: str, shown: str) -> None:
    assert media_files.clean_name(name, "image/jpeg") == shown


def test_the_same_bytes_are_kept_once_for_all_workspaces(office: Office) -> None:
    service = Media(office.core, office.admin)
    first = service.add(office.workspace, "a.png", PNG)
    again = service.add(office.workspace, "b.png", PNG)
    other = service.add(office.other_workspace, "c.png", PNG)
    assert first == again
    assert first.uuid != other.uuid
    assert len(list(media.media_files(office.core).names())) == 1
    assert first.attachment == f"image/png:/media/{first.uuid}.png"
    assert [file.uuid for file in service.all(office.workspace).rows] == [first.uuid]


def test_pages(office: Office) -> None:
    service = Media(office.core, office.admin)
    made = [service.add(office.workspace, "", f"text {number}".encode()).uuid for number in range(5)]
    page = service.all(office.workspace, limit=3)
    rest = service.all(office.workspace, before=page.next, limit=3)
    assert [file.uuid for file in (*page.rows, *rest.rows)] == made[::-1]
    assert rest.next is None


def opened(office: Office, path: str, **changed: str) -> object:
    parts = urlsplit(path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
    uuid = query.pop("uuid", parts.path.removeprefix("/media/").partition(".")[0])
    return MediaDesk(office.core).open(uuid, query["expires"], query["signature"])


def test_a_link_leads_to_its_file_for_an_hour_and_to_nothing_else(office: Office) -> None:
    service = Media(office.core, office.admin)
    file, other = service.add(office.workspace, "a.png", PNG), service.add(office.workspace, "b.jpg", JPEG)
    link = service.link(office.workspace, file.attachment.partition(":")[2])
    found = MediaDesk(office.core).open(
        file.uuid, parse_qs(urlsplit(link.path).query)["expires"][0], parse_qs(urlsplit(link.path).query)["signature"][0]
    )
    assert found is not None
    assert (found.path.read_bytes(), found.content_type, found.name) == (PNG, "image/png", "a.png")
    assert opened(office, link.path, uuid=other.uuid) is None
    assert opened(office, link.path, signature="é") is None
    assert opened(office, link.path, expires="99999999999") is None
    assert opened(office, link.path, expires="1e9") is None
    office.clock.advance(3601)
    assert opened(office, link.path) is None


def test_a_link_from_a_future_that_a_wrong_clock_made_is_not_good(office: Office) -> None:
    service = Media(office.core, office.admin)
    link = service.link(office.workspace, service.add(office.workspace, "a.png", PNG).uuid)
    office.clock.leap(-300 * 86400)
    assert opened(office, link.path) is None


def test_who_asks_before_any_link_was_given_writes_nothing(office: Office) -> None:
    assert MediaDesk(office.core).open("x", "1780000000", "y") is None
    with office.store.read() as session:
        assert session.get(tables.Setting, media.KEY) is None


def test_links_are_for_the_workspace_and_its_people(office: Office) -> None:
    file = Media(office.core, office.admin).add(office.other_workspace, "a.png", PNG)
    with pytest.raises(NotFound):
        Media(office.core, office.admin).link(office.workspace, file.uuid)
    with pytest.raises(Forbidden):
        Media(office.core, office.people["viewer"]).add(office.workspace, "a.png", PNG)
    with pytest.raises(NotFound):
        Media(office.core, office.admin).link(office.workspace, "https://example.org/a.png")


def refer(office: Office, kind: str, row_id: int, *attachments: str) -> None:
    with office.store.write() as work:
        media_refs.use(work.session, office.workspace_id, attachments, kind=kind, row_id=row_id, now=office.clock.now())
        work.commit()


def test_a_file_stays_while_somebody_refers_to_it(office: Office) -> None:
    service = Media(office.core, office.admin)
    used, unused = service.add(office.workspace, "a.png", PNG), service.add(office.workspace, "b.jpg", JPEG)
    refer(office, "msg", 7, used.attachment, "image/png:https://example.org/x.png")
    refer(office, "flow", 3, used.attachment)
    age_files(office)
    office.clock.advance(2 * 86400)
    assert media.sweep(office.core) == 1
    assert [(file.uuid, file.uses) for file in service.all(office.workspace).rows] == [(used.uuid, 2)]
    refer(office, "flow", 3)
    with office.store.write() as work:
        media_refs.release(work.session, "msg", [7], office.clock.now())
        work.commit()
    assert media.sweep(office.core) == 0
    office.clock.advance(2 * 86400)
    assert media.sweep(office.core) == 1
    assert list(media.media_files(office.core).names()) == []
    with pytest.raises(NotFound):
        service.link(office.workspace, unused.uuid)


def test_a_file_of_two_workspaces_goes_with_the_last(office: Office) -> None:
    service = Media(office.core, office.admin)
    service.add(office.workspace, "a.png", PNG)
    other = service.add(office.other_workspace, "a.png", PNG)
    with office.store.write() as work:
        media_refs.use(work.session, office.other_workspace_id, [other.attachment], kind="msg", row_id=1, now=office.clock.now())
        work.commit()
    age_files(office)
    office.clock.advance(2 * 86400)
    assert media.sweep(office.core) == 1
    assert len(list(media.media_files(office.core).names())) == 1


def test_what_a_kill_left_is_swept_and_what_is_young_is_not(office: Office) -> None:
    files = media.media_files(office.core)
    stray = files.put(PNG)
    half = files.path(stray).with_name(stray + ".half")
    half.write_bytes(b"ha")
    media.sweep(office.core)
    assert {name for name, _ in files.names()} == {stray, half.name}
    age_files(office)
    media.sweep(office.core)
    assert list(files.names()) == []


def test_a_file_that_was_swept_while_it_was_added_is_written_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    put = media_files.MediaFiles.put
    calls = []

    def swept_at_once(self: media_files.MediaFiles, content: bytes) -> str:
        name = put(self, content)
        calls.append(name)
        if len(calls) == 1:
            self.remove(name)
        return name

    monkeypatch.setattr(media_files.MediaFiles, "put", swept_at_once)
    Media(office.core, office.admin).add(office.workspace, "a.png", PNG)
    assert len(calls) == 2
    assert media.media_files(office.core).path(calls[0]).read_bytes() == PNG


def test_a_full_disk_is_said_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_files, "MIN_FREE_BYTES", 1 << 60)
    with pytest.raises(OutpostError) as caught:
        Media(office.core, office.admin).add(office.workspace, "a.png", PNG)
    assert caught.value.code == "disk_full"
    with office.store.read() as session:
        assert session.scalars(select(tables.Media)).all() == []


def age_files(office: Office) -> None:
    """The system's clock wrote them; the office's is in 2026."""
    old = (office.clock.now() - dt.timedelta(days=3)).timestamp()
    folder: Path = office.core.settings.paths.media
    for path in folder.rglob("*"):
        os.utime(path, (old, old))


def uses(office: Office) -> dict[str, int]:
    return {file.name: file.uses for file in Media(office.core, office.admin).all(office.workspace).rows}


def test_a_message_holds_its_files_until_it_is_deleted(office: Office) -> None:
    contact = office.add_contact("Ada", "+250788111111")
    file = Media(office.core, office.admin).add(office.workspace, "a.png", PNG)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        person = work.session.get_one(tables.Contact, contact.id)
        msg = create_outgoing(work, office.core, workspace=space, contact=person, text="look", attachments=[file.attachment])
        work.commit()
    assert uses(office) == {"a.png": 1}
    Messages(office.core, office.admin).delete(office.workspace, [msg.uuid])
    assert uses(office) == {"a.png": 0}


def test_a_flow_holds_the_files_of_all_its_revisions(office: Office) -> None:
    service = Media(office.core, office.admin)
    first, second = service.add(office.workspace, "a.png", PNG), service.add(office.workspace, "b.jpg", JPEG)
    flow = stock_flow()
    flow["nodes"][0]["actions"].append(send("look", attachments=[first.attachment]))
    import_flows(office, flow)
    assert uses(office) == {"a.png": 1, "b.jpg": 0}
    flow["nodes"][0]["actions"][-1]["attachments"] = [second.attachment]
    import_flows(office, flow)
    assert uses(office) == {"a.png": 1, "b.jpg": 1}


def test_a_broadcast_holds_its_files(office: Office) -> None:
    office.add_contact("Ada", "+250788111111")
    file = Media(office.core, office.admin).add(office.workspace, "a.png", PNG)
    text = BroadcastText("look", [file.attachment])
    recipients = Recipients(urns=["tel:+250788111111"])
    Broadcasts(office.core, office.admin).send(office.workspace, {"eng": text}, "eng", recipients, Exclusions())
    assert uses(office) == {"a.png": 1}
    office.add_phone()
    run_queue(office)
    assert uses(office) == {"a.png": 2}
