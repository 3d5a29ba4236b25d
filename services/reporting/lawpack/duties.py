"""The rules of obligations and of periods: read once, checked by reading them all."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from reporting.domain.forms.periods import PeriodRule, rule_of
from reporting.domain.obligation_rules import Duties, Rule


def duties() -> Duties:
    """Of ``obligations.toml`` and ``periods.toml``; raises for files that are not whole, or do not fit together."""
    text = files("reporting.lawpack").joinpath("obligations.toml").read_text(encoding="utf-8")
    rules = tuple(Rule.from_dict(row) for row in tomllib.loads(text)["obligations"])
    cuts = _period_rules()
    for rule in rules:
        rule_of(cuts, rule.periods)
    return Duties(rules=rules, cuts=cuts)


def _period_rules() -> tuple[PeriodRule, ...]:
    text = files("reporting.lawpack").joinpath("periods.toml").read_text(encoding="utf-8")
    return tuple(PeriodRule.from_dict(row) for row in tomllib.loads(text)["rules"])
