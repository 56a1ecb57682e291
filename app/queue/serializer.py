"""Task messages as JSON. Never pickle: whoever can write the queue must not be able to run code."""

from __future__ import annotations

import json
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer


class JsonSerializer(Serializer):  # type: ignore[misc]
    """A message is `{"id", "name", "args"}`; the rest of Huey's message (pipelines, chords, expiry) is not used here."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps({"id": data.id, "name": data.name, "args": list(data.args)}, separators=(",", ":")).encode()

    def _deserialize(self, data: bytes) -> Message:
        read: dict[str, Any] = json.loads(data)
        return Message(id=read["id"], name=read["name"], args=tuple(read["args"]))
