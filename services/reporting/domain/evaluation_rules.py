"""The rules of the evaluation: points and bands, as data with the day from which they hold and how they are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From this total on. name: in Vietnamese."""

    least: Decimal
    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One text of the rules.

    points: of the labels of indices 1, 2, 4 and 7. contacts: how much asking for papers, filing and collecting in
    person weigh in index 3. Shares, in per cent: at_counter of procedures done wholly at the counter (5); feedback_all
    and feedback_most of those answered in time (8); online_procedures, online_most and online_some of procedures and
    dossiers (9). mark: V read, P practice, I inferred, M from memory.
    """

    key: str
    title: str
    valid_from: date
    mark: str
    note: str
    points: Mapping[int, Mapping[str, int]]
    contacts: tuple[int, int, int]
    at_counter: int
    feedback_all: int
    feedback_most: int
    online_procedures: int
    online_most: int
    online_some: int
    officer_indices: tuple[int, ...]
    officer_bands: tuple[Band, ...]
    unit_bands: tuple[Band, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Of a table of ``evaluation.toml``; raises KeyError or ValueError for what is missing or not a number."""
        share = data["percent"]
        weights = data["contacts"]
        return cls(
            key=data["key"],
            title=data["title"],
            valid_from=data["valid_from"],
            mark=data["mark"],
            note=data["note"],
            points={int(index): dict(labels) for index, labels in data["points"].items()},
            contacts=(weights["asked_in_handling"], weights["filed_at_counter"], weights["collected_at_counter"]),
            at_counter=share["at_counter"],
            feedback_all=share["feedback_all"],
            feedback_most=share["feedback_most"],
            online_procedures=share["online_procedures"],
            online_most=share["online_most"],
            online_some=share["online_some"],
            officer_indices=tuple(data["officer_indices"]),
            officer_bands=_bands(data["officer_bands"]),
            unit_bands=_bands(data["unit_bands"]),
        )


def edition_on(editions: Sequence[Edition], on: date) -> Edition:
    """The rules that hold on a local day; raises Problem ``rules-unknown`` before the first."""
    held = [edition for edition in editions if edition.valid_from <= on]
    if not held:
        first = min(edition.valid_from for edition in editions)
        raise Problem(
            "rules-unknown",
            Kind.INVALID,
            f"There are rules of evaluation from {first} on: choose a period that ends later.",
            fields={"to": f"must not be before {first}"},
        )
    return max(held, key=lambda edition: edition.valid_from)


def _bands(rows: Sequence[Mapping[str, str]]) -> tuple[Band, ...]:
    """The highest first."""
    bands = (
        Band(least=Decimal(row["least"]), key=row["key"], name=row["name"], name_en=row["name_en"]) for row in rows
    )
    return tuple(sorted(bands, key=lambda band: band.least, reverse=True))
