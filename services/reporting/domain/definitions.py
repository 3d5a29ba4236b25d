"""What a figure of timeliness counts: a versioned name, how it is worked out, and what is a matter of policy.

How each basis works out is code (``verdict.py``, ``standing.py``); what may be chosen or may change with the law is
data (``lawpack/definitions.toml``), with dates and a mark for how sure it is. A name never changes its basis or its
formula: another way of counting is another name. Its policy may change from a day on, as an edition of the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem

ON_TIME_1 = "on_time@1"
OWN_SLICE_1 = "own_slice@1"
II06A_1 = "ii06a@1"
QD766_1 = "qd766@1"


class Basis(StrEnum):
    """How a definition works out."""

    VERDICT = "verdict"  # once per dossier, by instants, against the due instant without extension
    OWN_TIME = "own-time"  # once per dossier and department, its own time against its own budgets
    DAYS = "days"  # by local dates: the day it was finished against the due day


class Ending(StrEnum):
    """How an accepted dossier was done with."""

    GRANTED = "granted"
    REFUSED = "refused"  # a result that refuses, after examination
    WITHDRAWN = "withdrawn"
    APPLICANT_DEADLINE = "applicant-deadline"  # the applicant let the own deadline pass
    AUTHORITY = "authority"  # stopped by the authority, in writing


class Treatment(StrEnum):
    """What a definition makes of an ending, or of a dossier without a due date."""

    BY_DUE = "by-due"  # judged like any result
    ON_TIME = "on-time"  # counts as on time, whatever the dates
    LEFT_OUT = "left-out"  # counts nowhere; an on_time@1 deadline that had been missed before stays missed


class Against(StrEnum):
    """By which appointment. An apology moves the current one; the original moves with pauses and the calendar alone."""

    CURRENT = "current"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A choice, and where it comes from. mark: V read in the text, P practice, I inferred, M from memory."""

    treatment: Treatment
    mark: str
    legal_ref: str = ""
    note: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One edition of a named way of counting, shown beside every figure.

    counts_open: whether open dossiers in time count as good and all open ones as counted (the QĐ 766 index does so).
    valid_to: the last local day, included; None without an end.
    """

    name: str
    basis: Basis
    counts_open: bool
    title_vi: str
    title_en: str
    formula_vi: str
    formula_en: str
    legal_ref: str
    mark: str
    valid_from: date
    valid_to: date | None
    endings: Mapping[Ending, Policy]
    without_due_date: Policy

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Of a table of ``definitions.toml``; raises KeyError, TypeError or ValueError for one that is not whole."""
        return cls(
            name=data["name"],
            basis=Basis(data["basis"]),
            counts_open=data.get("counts_open", False),
            title_vi=data["title_vi"],
            title_en=data["title_en"],
            formula_vi=data["formula_vi"],
            formula_en=data["formula_en"],
            legal_ref=data["legal_ref"],
            mark=data["mark"],
            valid_from=data["valid_from"],
            valid_to=data.get("valid_to"),
            endings={ending: _policy(data["endings"][ending.value]) for ending in Ending},
            without_due_date=_policy(data["without_due_date"]),
        )

    def treats(self, ending: Ending) -> Treatment:
        return self.endings[ending].treatment

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Definitions:
    """All editions of all definitions, in the order of the data."""

    def __init__(self, editions: Iterable[Definition]) -> None:
        self.editions: Sequence[Definition] = tuple(editions)
        self.names: Sequence[str] = tuple(dict.fromkeys(each.name for each in self.editions))

    def named(self, name: str, on: date) -> Definition:
        """The edition that holds on a local day (the last of a period).

        Raises Problem ``definition-unknown`` that names the known ones, ``definition-not-in-force``.
        """
        return self._named(name, on, self.editions)

    def with_verdicts(self, name: str, on: date) -> Definition:
        """The same of those that give verdicts of their own, each on a day: not those that compare days."""
        return self._named(name, on, [each for each in self.editions if each.basis is not Basis.DAYS])

    def _named(self, name: str, on: date, offered: Sequence[Definition]) -> Definition:
        editions = [each for each in offered if each.name == name]
        if not editions:
            known = ", ".join(dict.fromkeys(each.name for each in offered))
            raise Problem(
                "definition-unknown",
                Kind.INVALID,
                f"There is no such definition of on time. Known: {known}.",
                fields={"definition": f"must be one of: {known}"},
            )
        held = next((each for each in editions if each.holds_on(on)), None)
        if held is None:
            first = min(each.valid_from for each in editions)
            raise Problem(
                "definition-not-in-force",
                Kind.INVALID,
                f"{name} is counted from {first} on: choose a period that ends later, or another definition.",
                fields={"to": f"must not be before {first} with {name}"},
            )
        return held


def _policy(data: Mapping[str, Any]) -> Policy:
    return Policy(
        treatment=Treatment(data["treatment"]),
        mark=data["mark"],
        legal_ref=data.get("legal_ref", ""),
        note=data.get("note", ""),
        note_en=data.get("note_en", ""),
    )
