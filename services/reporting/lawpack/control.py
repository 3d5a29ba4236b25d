"""Incomes, targets and the day of the plan, with their dates and marks."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from reporting.domain.control.rules import ControlRules


def control_rules() -> ControlRules:
    """Of ``control.toml``; raises for a file that is not whole: the service does not start with half a rule."""
    text = files("reporting.lawpack").joinpath("control.toml").read_text(encoding="utf-8")
    return ControlRules.from_dict(tomllib.loads(text))
