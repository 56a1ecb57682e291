"""The body of the current request."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import BadRequest


def read_body() -> bytes:
    """All of it. Raises RequestEntityTooLarge beyond `request.max_content_length`, BadRequest when it broke off."""
    body = request.get_data(cache=False, parse_form_data=False)
    if len(body) != (request.content_length or 0):
        raise BadRequest
    return body
