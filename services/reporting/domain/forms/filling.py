"""Which function fills in which form, and what it wants read. A new form is a line here and one in the law pack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reporting.domain.forms import settlement_by_unit
from reporting.domain.forms.definition import MARKS, Form
from reporting.domain.forms.material import Filled, Material, Need
from reporting.domain.report import Report

Fill = Callable[[Material], Filled]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """opens: whether its cells open to the dossiers of the report on settlement."""

    fill: Fill
    needs: frozenset[Need]
    opens: bool = False


FILLINGS: Mapping[str, Filling] = {
    "settlement-by-unit": Filling(fill=settlement_by_unit.filled, needs=frozenset({Need.SETTLEMENT}), opens=True),
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
