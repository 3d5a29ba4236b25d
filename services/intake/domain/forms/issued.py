"""Which forms exist for a dossier: what has happened decides, and the law of the day on which it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from intake.domain.dossier import Dossier
from intake.domain.facts import Stage
from intake.domain.forms.control_slip import Handover, HandoverKind
from intake.domain.forms.heading import FormKey
from intake.domain.lawpack import Form, LawPack
from intake.domain.states import State

REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedForm:
    """key: what it is for. dated: instant of what it tells of. request_id: of a supplement request, else empty."""

    form: Form
    dated: datetime
    request_id: str = ""

    @property
    def key(self) -> FormKey:
        return FormKey(self.form.key)

    @property
    def names_applicant(self) -> bool:
        """Whether personal data stands on it."""
        return self.key is not FormKey.CONTROL_SHEET


class FormNotIssued(Problem):
    """The form does not exist for the dossier, yet or ever."""

    def __init__(self, key: FormKey) -> None:
        super().__init__("form-not-issued", Kind.REFUSED, _WHEN[key], fields={"form": "not issued"})


_WHEN: dict[FormKey, str] = {
    FormKey.RECEIPT: "The receipt exists once the dossier is accepted.",
    FormKey.SUPPLEMENT_REQUEST: "There is no such supplement request; the dossier lists those that were made.",
    FormKey.REFUSAL: "The dossier was not refused, neither at the counter nor after appraisal.",
    FormKey.APOLOGY: "Nobody has apologised for a delay and set a new date for this dossier.",
    FormKey.STOP_NOTICE: "The notice exists from 15/9/2025 on, once a withdrawal holds: the department says within "
    "moments whether it had decided before.",
    FormKey.CONTROL_SHEET: "The control sheet exists once the dossier is accepted.",
    FormKey.REGISTER: "The register book is not of one dossier: see GET /v1/register-book.",
}


def issued_forms(dossier: Dossier, law: LawPack, handovers: Sequence[Handover] = ()) -> tuple[IssuedForm, ...]:
    """Every form that exists at the moment, in the order in which they came to be."""
    return tuple(sorted(_in_law(dossier, law, handovers), key=lambda issued: issued.dated))


def issued_form(
    dossier: Dossier, law: LawPack, key: FormKey, request_id: str = "", handovers: Sequence[Handover] = ()
) -> IssuedForm:
    """The latest of that key, or the one of a supplement request; raises FormNotIssued."""
    found = [
        issued
        for issued in issued_forms(dossier, law, handovers)
        if issued.key is key and (not request_id or issued.request_id == request_id)
    ]
    if not found:
        raise FormNotIssued(key)
    return found[-1]


def is_by_department(dossier: Dossier, issued: IssuedForm) -> bool:
    """Whether the department wrote the form and keeps its words."""
    match issued.key:
        case FormKey.APOLOGY:
            return True
        case FormKey.REFUSAL:
            return dossier.refused_at is None
        case FormKey.SUPPLEMENT_REQUEST:
            asked = (r for r in dossier.supplements if r.request_id == issued.request_id)
            return any(request.stage is Stage.APPRAISAL for request in asked)
        case _:
            return False


def _in_law(dossier: Dossier, law: LawPack, handovers: Sequence[Handover]) -> Iterator[IssuedForm]:
    for key, dated, request_id in (*_happened(dossier), *_followed(dossier, handovers)):
        try:
            form = law.form_on(key, dated.astimezone(law.calendar.tz).date())
        except Problem:  # no such form in the law of that day
            continue
        yield IssuedForm(form=form, dated=dated, request_id=request_id)


def _happened(dossier: Dossier) -> Iterator[tuple[FormKey, datetime, str]]:
    if dossier.accepted_at is not None:
        yield FormKey.RECEIPT, dossier.accepted_at, ""
        yield FormKey.CONTROL_SHEET, dossier.accepted_at, ""
    for request in dossier.supplements:
        yield FormKey.SUPPLEMENT_REQUEST, request.requested_at, request.request_id
    if dossier.refused_at is not None:
        yield FormKey.REFUSAL, dossier.refused_at, ""
    if dossier.withdrawn_at is not None and _withdrawal_holds(dossier):
        yield FormKey.STOP_NOTICE, dossier.withdrawn_at, ""


def _followed(dossier: Dossier, handovers: Sequence[Handover]) -> Iterator[tuple[FormKey, datetime, str]]:
    """What the department's decision and apology bring about; an apology that was undone moves the date back."""
    if dossier.decided_at is not None and dossier.outcome == REFUSED:
        yield FormKey.REFUSAL, dossier.decided_at, ""
    extensions = [each.at for each in handovers if each.kind is HandoverKind.EXTENDED]
    if extensions and dossier.due_at != dossier.original_due_at:
        yield FormKey.APOLOGY, extensions[-1], ""


def _withdrawal_holds(dossier: Dossier) -> bool:
    """Before acceptance at once; afterwards when the department has said that it had not decided (ND118 art. 21)."""
    return dossier.state is State.WITHDRAWN and (dossier.accepted_at is None or dossier.stopped_at is not None)
