"""Which opinions a demonstration asks for, and how each body answers. Pure and seeded, apart from the stories."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

SHARE = 0.2  # of the dossiers that reach a specialist
OTHERS = ("dau-tu", "doanh-nghiep", "lao-dong", "quy-hoach-xay-dung", "tai-nguyen-moi-truong")
OPINIONS = {"agree": 70, "agree_with_conditions": 20, "disagree": 5, "no_opinion": 5}


class Manner(StrEnum):
    """How a body keeps its deadline."""

    IN_TIME = "in_time"
    LATE = "late"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One department to be asked. share: of the step's work after which it is due; answered: of that time."""

    department: str
    manner: Manner
    share: float
    answered: float
    opinion: str


def wishes(seed: int, number: int, department: str) -> list[Wish]:
    """Whom the specialist of a dossier asks: mostly nobody, else one or two other departments."""
    draw = random.Random(f"{seed}/{number}")  # noqa: S311 - a story, not a secret
    if draw.random() >= SHARE:
        return []
    others = draw.sample([other for other in OTHERS if other != department], draw.choice([1, 1, 2]))
    return [_wish(draw, other) for other in others]


def _wish(draw: random.Random, department: str) -> Wish:
    manner = draw.choices(list(Manner), weights=[70, 20, 10])[0]
    return Wish(
        department=department,
        manner=manner,
        share=draw.uniform(0.4, 0.6),
        answered=draw.uniform(1.1, 1.4) if manner is Manner.LATE else draw.uniform(0.3, 0.9),
        opinion=draw.choices(list(OPINIONS), weights=list(OPINIONS.values()))[0],
    )
