"""What tickets are about."""

from __future__ import annotations

import pytest

from app.errors import Invalid, OutpostError
from app.services.tickets import Tickets
from app.services.topics import Topics
from tests.app.support import Office


def test_general_is_there_from_the_beginning_and_stays(office: Office) -> None:
    service = Topics(office.core, office.admin)
    service.create(office.workspace, "Billing")
    general, billing = service.all(office.workspace)
    assert (general.name, general.is_default, billing.is_default) == ("General", True, False)
    for call in (
        lambda: service.rename(office.workspace, general.uuid, "Other"),
        lambda: service.delete(office.workspace, general.uuid),
    ):
        with pytest.raises(OutpostError) as caught:
            call()
        assert caught.value.code == "topic_default"
    with pytest.raises(Invalid):
        service.create(office.workspace, "GENERAL")


def test_a_topic_with_open_tickets_stays(office: Office) -> None:
    service, tickets = Topics(office.core, office.admin), Tickets(office.core, office.admin)
    billing = service.create(office.workspace, "Billing")
    ticket = tickets.open(office.workspace, office.add_contact("Ada").uuid, topic=billing.uuid)
    assert [(one.open, one.closed) for one in service.all(office.workspace)] == [(0, 0), (1, 0)]
    with pytest.raises(OutpostError) as caught:
        service.delete(office.workspace, billing.uuid)
    assert (caught.value.code, caught.value.params["count"]) == ("topic_has_tickets", 1)
    tickets.close(office.workspace, [ticket.uuid])
    service.delete(office.workspace, billing.uuid)
    assert [(one.open, one.closed) for one in service.deleted(office.workspace)] == [(0, 1)]
    assert tickets.ticket(office.workspace, ticket.uuid).topic_name == "Billing"
