"""What stands in an event and not in its subject."""

from __future__ import annotations

from typing import Any

import orjson


class CloudEventContents:
    """Fulfils ``application.feed.ports.Contents``. A body that cannot be read is about nothing."""

    def dossier(self, body: bytes) -> str:
        return str(_read(body).get("subject", ""))

    def procedure(self, body: bytes) -> str:
        data = _read(body).get("data")
        dossier = data.get("dossier") if isinstance(data, dict) else None
        return str(dossier.get("procedureKey", "")) if isinstance(dossier, dict) else ""


def _read(body: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return read if isinstance(read, dict) else {}
