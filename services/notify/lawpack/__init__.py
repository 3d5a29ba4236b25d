"""Rules of notify that are data: read once, checked by reading them all."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from notify.domain.ladder import Ladder, Ladders


def ladders() -> Ladders:
    """Of ``ladders.toml``; raises for a file that is not whole: the service does not start with half a ladder."""
    text = files("notify.lawpack").joinpath("ladders.toml").read_text(encoding="utf-8")
    return Ladders(Ladder.from_dict(row) for row in tomllib.loads(text)["ladders"])
