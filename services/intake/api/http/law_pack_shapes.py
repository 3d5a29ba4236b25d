"""What clients send and receive about law packs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from intake.api.http.answers import Answer
from intake.api.http.shapes import Shape
from intake.domain.law_diff import Change, Section
from intake.domain.law_packs.plan import LawPlan, Revision
from intake.domain.law_packs.swaps import Swap
from intake.domain.law_packs.wording import in_short

_TEXT = Annotated[str, StringConstraints(max_length=2000)]
Files = Annotated[
    dict[str, str],
    Field(
        description="every file of the pack's folder by its path, 3 MB in all",
        examples=[{"agency.yaml": "token: heza\n…", "procedures/cap-gpld.yaml": "key: cap-gpld\n…"}],
    ),
]


class PackIn(BaseModel):
    """A pack's folder."""

    model_config = ConfigDict(extra="forbid")
    files: Files


class EnactmentIn(PackIn):
    """A pack's folder, why it comes into force, and by which decision."""

    reason: Annotated[_TEXT, Field(examples=["Hoán đổi ngày làm việc dịp Quốc khánh"])]
    legal_ref: Annotated[_TEXT, Field(examples=["CV 9859/VPCP-KGVX"])]


class SwapIn(BaseModel):
    """Hoán đổi ngày làm việc: a weekday off for a Saturday that is worked."""

    model_config = ConfigDict(extra="forbid")
    day_off: Annotated[date, Field(examples=["2026-12-31"])]
    working_day: Annotated[date, Field(examples=["2026-12-26"])]
    legal_ref: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(examples=["Quyết định mẫu"])

    def swap(self) -> Swap:
        return Swap(day_off=self.day_off, working_day=self.working_day, legal_ref=self.legal_ref)


class CalendarChangeIn(BaseModel):
    """One of the two."""

    model_config = ConfigDict(extra="forbid")
    swap: SwapIn | None = None
    calendar_yaml: str | None = Field(default=None, description="a whole calendar.yaml in place of the one in force")


class DifferenceOut(Answer):
    what: Change
    kind: Section
    key: str = Field(examples=["2026-08-31"])
    detail: str


class MovesOut(Answer):
    """One department's open dossiers. `kept`: they stay, because their deadline has passed or would have."""

    department: str
    open: int
    moved: int
    later: int
    earlier: int
    kept: int


class ShiftOut(Answer):
    """So many open dossiers go from one due day to another."""

    department: str
    previous_due_on: date
    due_on: date
    count: int


class LawPlanOut(Answer):
    """Kế hoạch thay đổi. `base_digest` is what `If-Match` must say when it is applied."""

    base_digest: str
    digest: str
    changes: list[DifferenceOut]
    open: int = Field(description="open dossiers looked at; 0 if the calendar stays")
    moved: int = Field(description="of these, due at another instant")
    departments: list[MovesOut]
    shifts: list[ShiftOut]


class RevisionOut(Answer):
    """A pack that was put into force. `digest` is the `law_revision` of events."""

    position: int
    digest: str
    applied_at: datetime
    applied_by: str
    reason: str
    legal_ref: str


class RevisionPage(Answer):
    items: list[RevisionOut]
    next_page_token: str | None = None
    total_size: int


def plan_shape(plan: LawPlan) -> Shape:
    return {
        "base_digest": plan.base_digest,
        "digest": plan.digest,
        "changes": [
            {"what": each.change, "kind": each.section, "key": each.name, "detail": in_short(each)}
            for each in plan.differences
        ],
        "open": sum(row.open for row in plan.preview.moves),
        "moved": sum(row.moved for row in plan.preview.moves),
        "departments": [{name: getattr(row, name) for name in MovesOut.model_fields} for row in plan.preview.moves],
        "shifts": [{name: getattr(row, name) for name in ShiftOut.model_fields} for row in plan.preview.shifts],
    }


def revision_shape(revision: Revision) -> Shape:
    return {name: getattr(revision, name) for name in RevisionOut.model_fields}
