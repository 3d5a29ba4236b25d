"""Which function fills in which form, and what it wants read. A new form is a line here and one in the law pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.domain.definitions import II06A_1, QD766_1
from reporting.domain.forms import (
    feedback,
    index766,
    internal,
    narrative,
    one_stop,
    publication,
    settlement_by_unit,
    simplification,
    unit_indices,
)
from reporting.domain.forms.definition import MARKS, Form
from reporting.domain.forms.material import Filled, Material, Need
from reporting.domain.report import Report

Fill = Callable[[Material], Filled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """definition: of standing by days."""

    fill: Fill
    needs: frozenset[Need] = frozenset()
    definition: str = II06A_1


_LONG = frozenset(
    {
        Need.SETTLEMENT,
        Need.BEFORE,
        Need.FEEDBACK,
        Need.CONTROL,
        Need.EVALUATIONS,
        Need.ON_TIME,
        Need.RATINGS,
    }
)

FILLINGS: Mapping[str, Filling] = {
    "settlement-by-unit": Filling(fill=settlement_by_unit.filled, needs=frozenset({Need.SETTLEMENT})),
    "one-stop-by-field": Filling(fill=one_stop.by_field),
    "one-stop-by-level": Filling(fill=one_stop.by_level),
    "feedback-by-unit": Filling(fill=feedback.filled, needs=frozenset({Need.FEEDBACK})),
    "publication": Filling(fill=publication.filled),
    "simplification": Filling(fill=simplification.filled, needs=frozenset({Need.CONTROL})),
    "narrative": Filling(fill=narrative.filled, needs=_LONG - {Need.ON_TIME, Need.BEFORE}),
    "index-766": Filling(
        fill=index766.filled,
        needs=frozenset({Need.SETTLEMENT, Need.FEEDBACK, Need.RATINGS, Need.HANDLED, Need.HANDED_OVER, Need.DIGITAL}),
        definition=QD766_1,
    ),
    "unit-indices": Filling(fill=unit_indices.filled, needs=frozenset({Need.EVALUATIONS})),
    "weekly": Filling(fill=internal.weekly, needs=_LONG - {Need.EVALUATIONS, Need.RATINGS}),
    "half-year": Filling(fill=internal.long, needs=_LONG),
    "year": Filling(fill=internal.long, needs=_LONG),
}


def report_of(
    material: Material, notices: tuple[str, ...], *, agency_name: str, receiver: str, law_version: str
) -> Report:
    """The form filled in, with everything that one must know to trust it."""
    form, period = material.form, material.period
    made = FILLINGS[form.key].fill(material)
    return Report(
        form=form.key,
        number=form.number,
        title=form.title,
        title_en=form.title_en,
        agency=material.agency,
        agency_name=agency_name,
        receiver=form.receiver or receiver,
        legal_ref=form.legal_ref,
        law_version=law_version,
        definitions=made.definitions,
        first=period.first,
        last=period.last,
        as_of=material.as_of,
        sheets=made.sheets,
        sections=made.sections,
        unverified=(*notices, *_unverified(form), *_partial(material), *made.unverified),
    )


def _unverified(form: Form) -> tuple[str, ...]:
    """What is not known of the form itself."""
    said = []
    if not form.complete:
        said.append("Chưa có đủ các cột của biểu in.")
    if form.mark in ("I", "M"):
        said.append(f"Biểu {MARKS[form.mark]}, chưa kiểm chứng: đối chiếu với văn bản trước khi ký.")
    if form.note:
        said.append(form.note)
    return tuple(said)


def _partial(material: Material) -> tuple[str, ...]:
    if not material.department:
        return ()
    return (f"Chỉ gồm phần của {material.department_name(material.department)}.",)
