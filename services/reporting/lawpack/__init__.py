"""Rules of reporting that are data: read once, checked by reading them all."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from reporting.domain.definitions import Definition, Definitions
from reporting.domain.evaluation_rules import Edition


def evaluation_editions() -> tuple[Edition, ...]:
    """Of ``evaluation.toml``; raises for a file that is not whole: the service does not start with half a rule."""
    text = files("reporting.lawpack").joinpath("evaluation.toml").read_text(encoding="utf-8")
    return tuple(Edition.from_dict(row) for row in tomllib.loads(text)["editions"])


def definitions() -> Definitions:
    """Of ``definitions.toml``; raises for a file that is not whole."""
    text = files("reporting.lawpack").joinpath("definitions.toml").read_text(encoding="utf-8")
    return Definitions(Definition.from_dict(row) for row in tomllib.loads(text)["definitions"])
