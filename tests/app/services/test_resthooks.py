"""Named events of flows, and who hears them."""

from __future__ import annotations

import pytest

from app.errors import Forbidden, Invalid, NotFound, OutpostError
from app.services.assets import DatabaseAssets
from app.services.resthooks import MAX_SUBSCRIBERS, Resthooks, check_url
from tests.app.support import Office


def test_subscribers_come_and_go(office: Office) -> None:
    service = Resthooks(office.core, office.admin)
    service.create(office.workspace, "New-Registration")
    source = DatabaseAssets(office.store, office.workspace_id)
    assert source.objects("resthooks") == [{"slug": "new-registration", "subscribers": []}]
    service.subscribe(office.workspace, "new-registration", "http://10.0.0.2/a")
    hook = service.subscribe(office.workspace, "new-registration", "http://10.0.0.2/b")
    assert source.objects("resthooks")[0]["subscribers"] == ["http://10.0.0.2/a", "http://10.0.0.2/b"]
    left = service.unsubscribe(office.workspace, "new-registration", hook.subscribers[0].id)
    assert [one.url for one in left.subscribers] == ["http://10.0.0.2/b"]
    assert source.objects("resthooks")[0]["subscribers"] == ["http://10.0.0.2/b"]
    with pytest.raises(NotFound):
        service.unsubscribe(office.workspace, "new-registration", hook.subscribers[0].id)


def test_an_address_stands_there_once_and_there_are_not_too_many(office: Office) -> None:
    service = Resthooks(office.core, office.admin)
    service.create(office.workspace, "hook")
    for number in range(MAX_SUBSCRIBERS):
        service.subscribe(office.workspace, "hook", f"http://10.0.0.2/{number}")
    with pytest.raises(Invalid):
        service.subscribe(office.workspace, "hook", "http://10.0.0.2/0")
    with pytest.raises(OutpostError) as caught:
        service.subscribe(office.workspace, "hook", "http://10.0.0.2/more")
    assert caught.value.code == "limit_reached"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "10.0.0.2",
        "ftp://10.0.0.2/",
        "http://",
        "http://[::1",
        "http://a:99999/",
        "http://a/\nb",
        "http://é/",
        "http://a/" + "b" * 255,
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(Invalid):
        check_url(url)


@pytest.mark.parametrize("slug", ["", "two words", "é", "a" * 51, "a/b"])
def test_what_is_no_slug(office: Office, slug: str) -> None:
    with pytest.raises(Invalid):
        Resthooks(office.core, office.admin).create(office.workspace, slug)


def test_only_administrators_say_whom_flows_call(office: Office) -> None:
    Resthooks(office.core, office.admin).create(office.workspace, "hook")
    editor = Resthooks(office.core, office.people["editor"])
    assert [hook.slug for hook in editor.all(office.workspace)] == ["hook"]
    with pytest.raises(Forbidden):
        editor.subscribe(office.workspace, "hook", "http://10.0.0.2/")
