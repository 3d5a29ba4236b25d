"""How a line of the index is counted where the law leaves it open: data with its own dates and mark, for each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from reporting.domain.forms.definition import MARKS, holds


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRule:
    """Of the line with that key. good, judged: labels that count in the numerator and in the denominator; every good
    one is judged. What has another label is in neither, and is told. said: in words, in Vietnamese. mark: V, P, I, M.
    """

    key: str
    good: tuple[str, ...]
    judged: tuple[str, ...]
    said: str
    mark: str
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Raises ValueError for a rule that is not whole."""
        made = cls(**dict(row) | {name: tuple(row[name]) for name in ("good", "judged")})
        if not made.good or not set(made.good) <= set(made.judged) or made.mark not in MARKS:
            raise ValueError(f"rule of line {made.key}: good labels must be judged ones, the mark one of V, P, I, M")
        return made


def rules_on(rules: Iterable[IndexRule], on: date) -> dict[str, IndexRule]:
    """By line."""
    return {rule.key: rule for rule in rules if holds(rule.valid_from, rule.valid_to, on)}
