"""What a client proves itself with to the broker: a file with a credentials JWT, or with the seed of an nkey."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_NKEY_SEED = "SU"


def authentication(path: Path | str | None) -> dict[str, Any]:
    """The argument of nats-py's ``connect`` for this file; nothing without one. Raises OSError."""
    if path is None:
        return {}
    content = Path(path).read_text("ascii").strip()
    return {"nkeys_seed_str": content} if content.startswith(_NKEY_SEED) else {"user_credentials": str(path)}
