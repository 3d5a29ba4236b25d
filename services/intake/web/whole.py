"""One dossier as its applicant and the counter see it, read by the use cases with the visitor's own rights."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.web.visitor import Visitor
from intake.application import GetDossier, ListForms, UseCases
from intake.application.fees import GetFees
from intake.application.law_in_force import LawInForce
from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.files.stored import StoredFile
from intake.domain.forms.issued import IssuedForm
from intake.domain.organisation import Department
from intake.domain.procedures import ProcedureVersion
from intake.domain.reception import RATEABLE
from intake.domain.states import AT_WORK, State
from intake.web import uploads
from intake.web.listing import Line, Lists
from intake.web.stages import Stage, stages

WITHDRAWABLE = AT_WORK | {State.REGISTERED, State.SUPPLEMENT_REQUESTED}
SUPPLEMENTABLE = frozenset({State.SUPPLEMENT_REQUESTED, State.AWAITING_SUPPLEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """applicant, request: null for those who may not see them. wanted: lines of the open request, in words.

    asked: keys of its documents, empty when it asks in words too. files: key of a document → its files.
    """

    dossier: Dossier
    line: Line
    version: ProcedureVersion
    applicant: Applicant | None
    request: str | None
    forms: tuple[IssuedForm, ...]
    account: Account
    stages: tuple[Stage, ...]
    department: Department | None
    wanted: tuple[str, ...]
    asked: frozenset[str]
    files: dict[str, list[StoredFile]]

    @property
    def values(self) -> dict[str, object]:
        """What a template is given, with what may be done now."""
        dossier = self.dossier
        return {name: getattr(self, name) for name in self.__slots__} | {
            "accept": uploads.ACCEPT,
            "may_supplement": dossier.state in SUPPLEMENTABLE and dossier.open_supplement is not None,
            "may_withdraw": dossier.state in WITHDRAWABLE and dossier.decided_at is None,
            "may_rate": dossier.state in RATEABLE and dossier.rating is None,
        }


class Dossiers:
    """Dossiers for pages, one at a time."""

    def __init__(self, use_cases: UseCases, law: LawInForce, lists: Lists) -> None:
        self._use_cases, self._law, self._lists = use_cases, law, lists

    async def seen(self, wanted: str, looking: Visitor) -> Seen:
        """wanted: id or code. Raises DossierUnknown for what the visitor may not see."""
        actor = looking.signed_in
        shown = await self._use_cases.get(GetDossier(actor=actor, dossier=wanted))
        dossier, pack = shown.dossier, self._law.pack
        files = {file.id: file for file in shown.files}
        fees = await self._use_cases.fees.get(GetFees(actor=actor, dossier_id=dossier.id))
        return Seen(
            dossier=dossier,
            line=self._lists.line(dossier),
            version=pack.version(dossier.procedure_key, dossier.procedure_version),
            applicant=shown.applicant,
            request=shown.request,
            forms=await self._use_cases.forms.list(ListForms(actor=actor, dossier_id=dossier.id)),
            account=fees.account,
            stages=stages(dossier),
            department=next((d for d in pack.departments if d.token == dossier.department), None),
            wanted=requested(dossier, self._law),
            files={d.key: [files[i] for i in d.files if i in files] for d in dossier.documents},
            asked=_asked(dossier, pack.version(dossier.procedure_key, dossier.procedure_version)),
        )


def requested(dossier: Dossier, in_force: LawInForce) -> tuple[str, ...]:
    """Every line of the open request, in words; for those who may read the counter's own words."""
    if (request := dossier.open_supplement) is None:
        return ()
    version = in_force.pack.version(dossier.procedure_key, dossier.procedure_version)
    names = {requirement.key: requirement.name for requirement in version.documents}
    return tuple(names.get(line, line) for line in request.documents)


def _asked(dossier: Dossier, version: ProcedureVersion) -> frozenset[str]:
    lines = frozenset(dossier.open_supplement.documents if dossier.open_supplement else ())
    return lines if lines <= {requirement.key for requirement in version.documents} else frozenset()
