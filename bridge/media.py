"""Files on the TLS port: given out by signed links, taken in from signed-in people."""

from __future__ import annotations

import threading

import msgspec
from flask import Response, request, send_file
from werkzeug.exceptions import NotFound as PageNotFound

from app.errors import NotSignedIn, OutpostError
from app.ports import BridgeServices
from bridge.bodies import read_body
from bridge.rpc import bearer_token, reply, trouble

MEDIA_PREFIX = "/media"
UPLOAD_LIMIT = 25 * 1024 * 1024 + 1024  # the service says exactly
MAX_UPLOADS = 2  # at a time: each stands in memory


class MediaRoutes:
    """The two views."""

    def __init__(self, services: BridgeServices) -> None:
        self._services = services
        self._places = threading.BoundedSemaphore(MAX_UPLOADS)

    def get(self, name: str) -> Response:
        """A file by its signed link. Nothing in it may run, and no other page may show it."""
        found = self._services.media.open(
            name.partition(".")[0], request.args.get("expires", ""), request.args.get("signature", "")
        )
        if found is None:
            raise PageNotFound
        response = send_file(found.path.resolve(), mimetype=found.content_type, download_name=found.name, conditional=True)
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    def add(self, workspace: str) -> Response:
        """`POST /media/<workspace>?name=`, the bytes as body; answers as the RPC does for `media.add`."""
        try:
            actor = self._services.front.authenticate(bearer_token(), request.remote_addr or "")
            if actor.user_id is None:
                raise NotSignedIn
            if not self._places.acquire(blocking=False):
                raise OutpostError("too_many_uploads", retryable=True)
            try:
                request.max_content_length = UPLOAD_LIMIT
                content = read_body()
                service = self._services.front.service("media", actor)
                made = service.add(workspace, request.args.get("name", ""), content)  # type: ignore[attr-defined]
            finally:
                self._places.release()
            return reply({"result": msgspec.to_builtins(made)})
        except OutpostError as error:
            return trouble(error)
