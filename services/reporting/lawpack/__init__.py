"""Rules of reporting that are data: read once, checked by reading them all."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from reporting.domain.definitions import Definition, Definitions
from reporting.domain.evaluation_rules import Edition
from reporting.domain.forms.book import FormBook, Sender
from reporting.domain.forms.definition import Form, Profile
from reporting.domain.forms.index_rules import IndexRule
from reporting.domain.forms.material import Level
from reporting.domain.forms.periods import PeriodRule


def evaluation_editions() -> tuple[Edition, ...]:
    """Of ``evaluation.toml``; raises for a file that is not whole: the service does not start with half a rule."""
    text = files("reporting.lawpack").joinpath("evaluation.toml").read_text(encoding="utf-8")
    return tuple(Edition.from_dict(row) for row in tomllib.loads(text)["editions"])


def definitions() -> Definitions:
    """Of ``definitions.toml``; raises for a file that is not whole."""
    text = files("reporting.lawpack").joinpath("definitions.toml").read_text(encoding="utf-8")
    return Definitions(Definition.from_dict(row) for row in tomllib.loads(text)["definitions"])


def form_book() -> FormBook:
    """Of ``forms.toml``, ``periods.toml`` and ``index766.toml``; raises for files that are not whole."""
    data = tomllib.loads(files("reporting.lawpack").joinpath("forms.toml").read_text(encoding="utf-8"))
    periods = tomllib.loads(files("reporting.lawpack").joinpath("periods.toml").read_text(encoding="utf-8"))
    index = tomllib.loads(files("reporting.lawpack").joinpath("index766.toml").read_text(encoding="utf-8"))
    return FormBook(
        profiles=[Profile(**row) for row in data["profiles"]],
        own=[Form.from_dict(row) for row in data["forms"]],
        rules=[PeriodRule.from_dict(row) for row in periods["rules"]],
        levels=[Level(**row) for row in data["levels"]],
        senders={row["token"]: Sender(name=row["name"], receiver=row["receiver"]) for row in data["agencies"]},
        statutory_periods=data["statutory"]["periods"],
        statutory_kinds=tuple(data["statutory"]["kinds"]),
        index_rules=tuple(IndexRule.from_dict(row) for row in index["rules"]),
    )
