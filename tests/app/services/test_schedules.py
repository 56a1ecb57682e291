"""When schedules fire, in local time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.errors import Invalid
from app.services import schedules
from app.services.schedules import NewSchedule, latest_missed, next_fire
from app.store import tables
from tests.app.services.conversing import rows
from tests.app.support import START, Office

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "hour", "expected"),
    [
        ("2026-03-28T12:00", 2, "2026-03-29T01:30"),  # 02:30 is jumped over: an hour later, 03:30
        ("2026-03-29T01:30", 2, "2026-03-30T00:30"),
        ("2026-10-24T12:00", 2, "2026-10-25T00:30"),  # 02:30 comes twice: the first
        ("2026-10-25T00:30", 2, "2026-10-26T01:30"),
        ("2026-10-25T01:00", 2, "2026-10-26T01:30"),  # between both: not again
    ],
)
def test_gaps_and_folds_of_daylight_saving(now: str, hour: int, expected: str) -> None:
    assert next_fire(NewSchedule("daily", hour, 30), utc(now), BERLIN) == utc(expected)


@pytest.mark.parametrize(
    ("zone", "schedule", "now", "expected"),
    [
        ("America/Nuuk", NewSchedule("daily", 23, 30), "2024-03-31T01:10", "2024-03-31T01:30"),  # the 30th's, at 0:30 of the 31st
        ("America/Nuuk", NewSchedule("weekly", 23, 30, days_of_week="S"), "2024-03-31T01:10", "2024-03-31T01:30"),
        ("Australia/Lord_Howe", NewSchedule("daily", 2, 15), "2026-10-03T12:00", "2026-10-03T15:45"),  # half an hour later: 2:45
        ("Australia/Lord_Howe", NewSchedule("daily", 1, 45), "2026-04-04T12:00", "2026-04-04T14:45"),  # the first of both
        ("Australia/Lord_Howe", NewSchedule("daily", 1, 45), "2026-04-04T14:45", "2026-04-05T15:15"),
        ("Africa/Cairo", NewSchedule("daily", 0, 0), "2026-04-23T12:00", "2026-04-23T22:00"),
        ("Pacific/Apia", NewSchedule("weekly", 9, 0, days_of_week="F"), "2011-12-24T00:00", "2011-12-30T19:00"),  # no 30th
        ("Africa/Blantyre", NewSchedule("monthly", 8, 0, 29), "2027-01-30T00:00", "2027-02-28T06:00"),
        ("Africa/Blantyre", NewSchedule("monthly", 8, 0, 30), "2028-02-01T00:00", "2028-02-29T06:00"),
        ("Africa/Blantyre", NewSchedule("monthly", 8, 0, 29), "2099-12-30T00:00", "2100-01-29T06:00"),
        ("Africa/Blantyre", NewSchedule("monthly", 8, 0, 31), "2100-02-01T00:00", "2100-02-28T06:00"),
        ("Africa/Blantyre", NewSchedule("weekly", 0, 0, days_of_week="UM"), "2026-06-07T22:00", "2026-06-13T22:00"),
        ("Asia/Kathmandu", NewSchedule("daily", 0, 0), "2026-06-07T18:14", "2026-06-07T18:15"),
        ("Asia/Kathmandu", NewSchedule("daily", 0, 0), "2026-06-07T18:15", "2026-06-08T18:15"),
    ],
)
def test_the_next_time_in_other_zones(zone: str, schedule: NewSchedule, now: str, expected: str) -> None:
    assert next_fire(schedule, utc(now), ZoneInfo(zone)) == utc(expected)


@pytest.mark.parametrize(
    ("schedule", "due_on", "now", "expected"),
    [
        (NewSchedule("daily", 8, 0), "2026-06-01T06:00", "2026-06-04T05:59", "2026-06-03T06:00"),
        (NewSchedule("daily", 8, 0), "2026-06-01T06:00", "2026-06-04T06:00", "2026-06-04T06:00"),
        (NewSchedule("daily", 8, 0), "2026-06-01T06:00", "2026-06-01T06:00", "2026-06-01T06:00"),
        (NewSchedule("weekly", 8, 0, days_of_week="MF"), "2026-06-01T06:00", "2026-06-14T00:00", "2026-06-12T06:00"),
        (NewSchedule("monthly", 8, 0, 31), "2026-05-31T06:00", "2026-07-30T00:00", "2026-06-30T06:00"),
        (NewSchedule("never", 8, 0), "2026-06-01T06:00", "2026-07-30T00:00", "2026-06-01T06:00"),
        (NewSchedule("daily", 8, 0), "2026-06-01T05:00", "2026-06-01T05:30", "2026-06-01T05:00"),  # its first time was another
    ],
)
def test_the_newest_time_that_was_missed(schedule: NewSchedule, due_on: str, now: str, expected: str) -> None:
    assert latest_missed(schedule, utc(due_on), utc(now), BERLIN) == utc(expected)


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        (NewSchedule("hourly", 8, 0), "repeat"),
        (NewSchedule("hourly", None, 0), "hour"),  # type: ignore[arg-type]
        (NewSchedule("daily", 24, 0), "hour"),
        (NewSchedule("daily", 8, 60), "minute"),
        (NewSchedule("weekly", 8, 0), "days_of_week"),
        (NewSchedule("weekly", 8, 0, days_of_week="X"), "days_of_week"),
        (NewSchedule("monthly", 8, 0), "day_of_month"),
        (NewSchedule("monthly", 8, 0, 32), "day_of_month"),
    ],
)
def test_what_cannot_be_is_refused(schedule: NewSchedule, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        next_fire(schedule, START, BERLIN)
    assert caught.value.params == {"field": "schedule", "reason": reason}


def _add(office: Office, **values: object) -> int:
    row = {"workspace_id": office.workspace_id, "repeat": "daily", "hour": 8, "minute": 0, "created_on": START}
    with office.store.write() as work:
        made = tables.Schedule(**{**row, "modified_on": START, **values})
        work.session.add(made)
        work.commit()
        return made.id


def test_another_zone_keeps_the_time_of_the_day(office: Office) -> None:
    _add(office, next_fire=utc("2026-06-02T06:00"))  # 08:00 in Kigali
    _add(office, next_fire=utc("2026-06-01T09:30"), repeat="daily", hour=11, minute=30)  # 11:30 there is past in Yangon
    _add(office, next_fire=utc("2026-07-01T06:00"), repeat="never")
    _add(office, next_fire=utc("2026-06-01T06:00"))  # due: it will fire as it was
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.timezone = "Asia/Yangon"
        assert schedules.move_zone(work.session, space, ZoneInfo("Africa/Kigali"), START) == 3
        work.commit()
    times = ["2026-06-02T01:30", "2026-06-02T05:00", "2026-07-01T01:30", "2026-06-01T06:00"]
    assert [row.next_fire for row in rows(office, tables.Schedule)] == [utc(one) for one in times]


def test_what_fired_in_a_future_that_was_none_counts_from_now(office: Office) -> None:
    _add(office, next_fire=utc("2027-01-02T06:00"), last_fire=utc("2027-01-01T06:00"))
    _add(office, next_fire=utc("2027-01-02T06:00"))  # its first time is then
    _add(office, next_fire=None, last_fire=utc("2027-01-01T06:00"), repeat="never")
    with office.store.write() as work:
        assert schedules.forget_future(work.session, START) == 1
        work.commit()
    found = [(row.next_fire, row.last_fire) for row in rows(office, tables.Schedule)]
    assert found == [
        (utc("2026-06-02T06:00"), None),
        (utc("2027-01-02T06:00"), None),
        (None, utc("2027-01-01T06:00")),
    ]


def test_the_pulse_hears_of_the_next_after_what_is_due(office: Office) -> None:
    _add(office, next_fire=utc("2026-06-01T08:00"))
    _add(office, next_fire=utc("2026-06-01T09:05"), is_paused=True)
    with office.store.read() as session:
        assert schedules.next_due_on(session, START) is None
    _add(office, next_fire=utc("2026-06-01T09:10"))
    with office.store.read() as session:
        assert schedules.next_due_on(session, START) == utc("2026-06-01T09:10")
