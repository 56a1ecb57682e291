"""The RPC client against the wire."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from pathlib import Path

import pytest

from app.errors import Forbidden, Invalid, NotFound, NotSignedIn, OutpostError
from tests.ui.rpc_server import RpcServer, make_tls
from tests.ui.stub_office import CLINIC, NOW, StubOffice
from ui.client import Client, Endpoint, read_local


def test_results_have_the_contracts_types(direct_client: Client, office: StubOffice) -> None:
    phones = direct_client.phones.all()
    assert phones == office.phone_list
    assert phones[0].last_seen_on == NOW - dt.timedelta(minutes=3)
    page = direct_client.messages.conversations(CLINIC.uuid, limit=3)
    assert page.rows[0].name == "Jean Bosco Habimana"
    assert page.next == "3"


def test_arguments_by_place_and_by_name_and_bytes(direct_client: Client) -> None:
    export = b'{"version": "13", "flows": [{"name": "Stock"}]}'
    report = direct_client.imports.preview(CLINIC.uuid, content=export)
    assert [line.name for line in report.lines] == ["Stock"]


def test_a_method_without_result_gives_none(direct_client: Client, office: StubOffice) -> None:
    assert direct_client.phones.release(office.phone_list[0].uuid) is None
    assert len(office.phone_list) == 2


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (Forbidden("phones.all"), Forbidden),
        (NotSignedIn(), NotSignedIn),
        (NotFound("phone", 7), NotFound),
        (Invalid("number", "not_possible", value="12"), Invalid),
        (OutpostError("no_channel", retryable=True, tries=3), OutpostError),
    ],
)
def test_errors_come_back_as_they_were(direct_client: Client, office: StubOffice, raised: OutpostError, kind: type) -> None:
    office.failures["phones.all"] = raised
    with pytest.raises(kind) as caught:
        direct_client.phones.all()
    assert (caught.value.code, caught.value.params, caught.value.retryable) == (raised.code, raised.params, raised.retryable)


def test_one_connection_serves_many_calls(direct_client: Client, server: RpcServer) -> None:
    for _ in range(20):
        direct_client.phones.all()
    assert server.connections == 1


def test_a_connection_that_the_engine_closed_is_replaced(direct_client: Client, server: RpcServer) -> None:
    direct_client.phones.all()
    server.close_connections()
    assert len(direct_client.phones.all()) == 3
    assert server.connections == 2


def test_calls_from_several_threads_share_nothing(direct_client: Client) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(direct_client.phones.all()))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 8


def test_another_offices_certificate_is_refused(
    server: RpcServer, tmp_path: Path, direct_client: Client, office: StubOffice
) -> None:
    stranger = (make_tls(tmp_path / "other") / "ca.pem").read_text()
    other = Client(Endpoint("127.0.0.1", server.port, stranger))
    with pytest.raises(OutpostError) as caught:
        other.people.sign_in("amina", office.password)
    assert caught.value.code == "engine_untrusted"
    assert "people.sign_in" not in office.calls
    other.close()


def test_nobody_there_is_unreachable_and_worth_another_try(direct_client: Client, server: RpcServer) -> None:
    server.close()
    with pytest.raises(OutpostError) as caught:
        direct_client.office.status()
    assert (caught.value.code, caught.value.retryable) == ("engine_unreachable", True)


def test_a_reply_of_another_version_is_explained(direct_client: Client, office: StubOffice) -> None:
    office.services["office"].status = lambda: {"name": "x", "is_set_up": "perhaps"}
    with pytest.raises(OutpostError) as caught:
        direct_client.office.status()
    assert caught.value.code == "window_too_old"


def test_closing_wakes_a_call_that_waits(direct_client: Client, office: StubOffice) -> None:
    office.hold = threading.Event()
    errors: list[str] = []

    def call() -> None:
        try:
            direct_client.phones.all()
        except OutpostError as error:
            errors.append(error.code)

    thread = threading.Thread(target=call)
    thread.start()
    while "phones.all" not in office.calls:
        pass
    direct_client.close()
    thread.join(5)
    office.hold.set()
    assert errors == ["closed"]


def test_moving_to_the_port_of_a_new_engine(direct_client: Client, office: StubOffice, server: RpcServer, tls: Path) -> None:
    direct_client.phones.all()
    server.close()
    second = RpcServer(office, tls)
    direct_client.move(second.endpoint)
    assert len(direct_client.phones.all()) == 3
    second.close()


def test_the_endpoint_file_must_fit_the_certificate(server: RpcServer, tmp_path: Path) -> None:
    assert read_local(tmp_path) is None
    server.write_endpoint(tmp_path, setup_token="abc")
    found = read_local(tmp_path)
    assert found is not None
    assert found[0].setup_token == "abc"
    assert found[1] == dataclasses.replace(server.endpoint, host="127.0.0.1")
    server.write_endpoint(tmp_path, fingerprint="00" * 32)
    assert read_local(tmp_path) is None
    (tmp_path / "engine.json").write_text('{"pid": 12')
    assert read_local(tmp_path) is None
