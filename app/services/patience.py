"""So that what waits long does not keep those waiting who need not: turns with a slow web service, and who waits for such a turn.

A task that would have to wait (for long, where `app.store.locks` are concerned) is parked: its worker goes on with other work,
and the task is queued again as soon as what it wanted is free. The rows are as they were, in their order. What a kill parks for
ever the recovery pass finds within a minute.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from app.engine.universe import Http, HttpRequest, HttpResponse
from app.ports import TaskRef
from app.store.locks import Busy, WhenFree


class Parking:
    """Tasks that can go on now, until somebody queues them."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._ready: dict[str, TaskRef] = {}

    def free(self, task: TaskRef) -> None:
        with self._mutex:
            self._ready[task.key] = task

    def take(self) -> list[TaskRef]:
        if not self._ready:
            return []
        with self._mutex:
            ready = list(self._ready.values())
            self._ready.clear()
            return ready


class WebLane:
    """How many turns of one process may wait for web services at a time, so that a worker is left for the others.

    A turn takes a place with its first call, before anything has gone out, and keeps it to its end.
    """

    def __init__(self, places: int = 1) -> None:
        self._places = places
        self._mutex = threading.Lock()
        self._taken = 0
        self._parked: dict[Hashable, WhenFree] = {}
        self._mine = _Mine()

    @property
    def is_full(self) -> bool:
        return self._taken >= self._places

    @contextmanager
    def turn(self, when_free: WhenFree, key: Hashable = None) -> Iterator[None]:
        """It may end by Busy; `when_free` is called when there is a place, once for each key that has been refused."""
        self._mine.when_free, self._mine.key, self._mine.has_place = when_free, key, False
        try:
            yield
        finally:
            self._mine.when_free = None
            self._end(self._mine.has_place)

    @contextmanager
    def without_calls(self) -> Iterator[None]:
        """A turn that ends by Busy as soon as it wants to call: it is to be played another time, by itself."""
        self._mine.is_quick = True
        try:
            yield
        finally:
            self._mine.is_quick = False

    def enter(self) -> None:
        """This thread's turn is about to call. Raises Busy."""
        if self._mine.is_quick:
            raise Busy
        when_free = self._mine.when_free
        if when_free is None or self._mine.has_place:
            return
        with self._mutex:
            if self._taken >= self._places:
                self._parked[self._mine.key] = when_free
                raise Busy
            self._taken += 1
        self._mine.has_place = True

    def _end(self, had_place: bool) -> None:
        """One that goes on may find that it calls nobody any more: then its end lets the next one go on."""
        if not had_place and not self._parked:
            return
        with self._mutex:
            self._taken -= had_place
            free = self._places - self._taken
            going = [self._parked.pop(key) for key in list(self._parked)[:free]]
        for when_free in going:
            when_free()


class _Mine(threading.local):
    when_free: WhenFree | None = None
    key: Hashable = None
    has_place: bool = False
    is_quick: bool = False


class PatientHttp:
    """Implements `app.engine.universe.Http` over another one."""

    def __init__(self, http: Http, *lanes: WebLane) -> None:
        self._http = http
        self._lanes = lanes

    def send(self, request: HttpRequest) -> HttpResponse:
        for lane in self._lanes:  # a turn stands in one of them
            lane.enter()
        return self._http.send(request)
