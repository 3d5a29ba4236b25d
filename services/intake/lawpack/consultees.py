"""Reads consultees.yaml: the bodies that may be consulted on a dossier."""

from __future__ import annotations

from collections.abc import Sequence

from intake.domain.consultees import AnswersBy, Consultee, ConsulteeKind
from intake.domain.organisation import Department
from intake.lawpack.filling import built
from intake.lawpack.organisation import check_each
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source
from intake.lawpack.validity import uncovered


def read_consultees(source: Source | None, schemas: Schemas) -> tuple[Consultee, ...]:
    """Everybody whom the file names; nobody when the pack has no such file, or it has findings."""
    if source is None or source.value is None or not schemas.check("consultees", source.value, source.add):
        return ()
    consultees = tuple(built(Consultee, row) for row in source.value["consultees"])
    check_each(source, "consultees", [(consultee.key, consultee) for consultee in consultees])
    for index, consultee in enumerate(consultees):
        _check_answering(source, index, consultee)
    return consultees


def _check_answering(source: Source, index: int, consultee: Consultee) -> None:
    """A department here, and nobody else, has an inbox; whoever answers by account says whose account."""
    path = ("consultees", index)
    is_here = consultee.kind is ConsulteeKind.DEPARTMENT
    if is_here != (consultee.answers_by is AnswersBy.INBOX):
        said = f"{consultee.key} is of kind {consultee.kind.value} and answers by {consultee.answers_by.value}"
        source.add((*path, "answers_by"), said, "write inbox for a department here, account or link for others")
    if is_here != (consultee.department is not None):
        fix = "name the department's token, for a department here and for nobody else"
        source.add((*path, "department"), f"does not go with kind {consultee.kind.value}", fix)
    if (consultee.answers_by is AnswersBy.ACCOUNT) != (consultee.agency is not None):
        fix = "name the agency that its accounts carry, for who answers by account and for nobody else"
        source.add((*path, "agency"), f"does not go with answering by {consultee.answers_by.value}", fix)


def check_departments(source: Source, consultees: Sequence[Consultee], departments: Sequence[Department]) -> None:
    """A department that may be asked exists for as long as it may be."""
    for index, consultee in enumerate(consultees):
        if consultee.department is None:
            continue
        same = [department for department in departments if department.token == consultee.department]
        path = ("consultees", index, "department")
        if not same:
            fix = "use a token of departments.yaml, or add it there"
            source.add(path, f"there is no department {consultee.department}", fix)
        elif (lacking := uncovered(consultee, same)) is not None:
            fix = "correct the dates here or in departments.yaml"
            source.add(path, f"department {consultee.department} does not exist on {lacking}", fix)
