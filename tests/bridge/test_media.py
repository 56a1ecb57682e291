"""Files over TLS: signed links out, uploads in."""

from __future__ import annotations

import json

import pytest

from app.contracts.media import MediaFile
from tests.bridge.http_client import Answer, ask
from tests.bridge.test_real_core import RealOffice
from tests.bridge.test_real_core import office as office  # noqa: PLC0414 (a fixture)

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300


def request(office: RealOffice, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    port = office.engine.server.tls_port
    return ask(port, method, path, body, ca=office.engine.settings.paths.tls / "ca.pem", headers=headers)


def call(office: RealOffice, method: str, **args: object) -> dict[str, str]:
    body = json.dumps({"args": args}).encode()
    answer = request(office, "POST", f"/rpc/media/{method}", body, Authorization=f"Bearer {office.token}")
    result: dict[str, str] = answer.json["result"]
    return result


def upload(office: RealOffice, body: bytes, token: str | None = None) -> Answer:
    headers = {"Authorization": f"Bearer {token or office.token}"}
    return request(office, "POST", f"/media/{office.workspace}?name=photo.png", body, **headers)


def test_a_file_goes_in_and_comes_out(office: RealOffice) -> None:
    made = MediaFile(**upload(office, PNG).json["result"])
    link = call(office, "link", workspace=office.workspace, address=made.attachment.partition(":")[2])
    answer = request(office, "GET", link["path"])
    assert (answer.status, answer.body) == (200, PNG)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    part = request(office, "GET", link["path"], Range="bytes=1-3")
    assert (part.status, part.body) == (206, b"PNG")


def test_only_the_link_opens_it(office: RealOffice) -> None:
    made = upload(office, PNG).json["result"]
    link = call(office, "link", workspace=office.workspace, address=made["uuid"])["path"]
    assert request(office, "GET", link[:-1] + ("0" if link[-1] != "0" else "1")).status == 404
    assert request(office, "GET", link.partition("?")[0]).status == 404
    assert ask(office.engine.server.phone_port, "GET", link).status == 404


@pytest.mark.parametrize(
    ("body", "token", "status", "code"),
    [
        (b"<html>", None, 422, "invalid"),
        (PNG, "wrong", 401, "not_signed_in"),
        (b"a" * (25 * 1024 * 1024 + 10), None, 422, "invalid"),
    ],
)
def test_what_is_refused(office: RealOffice, body: bytes, token: str | None, status: int, code: str) -> None:
    answer = upload(office, body, token)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)


def test_a_body_beyond_all_limits_is_not_read(office: RealOffice) -> None:
    assert upload(office, b"a" * (25 * 1024 * 1024 + 4096)).status == 413
