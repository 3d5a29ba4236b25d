"""A dossier as it stands, gathered from intake and processing at the moment of handing over. Intake records each
look at an applicant, so it is on record that the data went out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from motcua.common.v1.vocabulary_pb2 import PAYABLE_KIND_FEE, Channel, DecisionOutcome
from motcua.intake.v1 import dossier_pb2, fee_pb2
from motcua.intake.v1.applicant_service_pb2 import GetApplicantRequest
from motcua.intake.v1.applicant_service_pb2_grpc import ApplicantServiceStub
from motcua.intake.v1.catalogue_service_pb2 import GetProcedureVersionRequest
from motcua.intake.v1.catalogue_service_pb2_grpc import CatalogueServiceStub
from motcua.intake.v1.dossier_service_pb2 import GetDossierRequest
from motcua.intake.v1.dossier_service_pb2_grpc import DossierServiceStub
from motcua.intake.v1.fee_service_pb2 import GetFeesRequest
from motcua.intake.v1.fee_service_pb2_grpc import FeeServiceStub
from motcua.processing.v1 import case_pb2
from motcua.processing.v1.case_service_pb2 import GetCaseRequest
from motcua.processing.v1.case_service_pb2_grpc import CaseServiceStub
from motcua.processing.v1.result_service_pb2 import ListResultsRequest
from motcua.processing.v1.result_service_pb2_grpc import ResultServiceStub
from notify.application.ports import Names
from notify.domain.sync import SyncedDossier
from notify.domain.sync_record import Charge, DossierRecord, Paper, ResultPaper, Stage


class GrpcRegister:
    """Fulfils ``application.sync.ports.Register``."""

    def __init__(self, intake: RpcChannel, processing: RpcChannel, names: Names) -> None:
        self._dossiers = DossierServiceStub(intake.channel)
        self._applicants = ApplicantServiceStub(intake.channel)
        self._fees = FeeServiceStub(intake.channel)
        self._catalogue = CatalogueServiceStub(intake.channel)
        self._cases = CaseServiceStub(processing.channel)
        self._results = ResultServiceStub(processing.channel)
        self._names = names
        self._procedures: dict[tuple[str, int], str] = {}

    async def gather(self, dossier: SyncedDossier, number_of: str) -> DossierRecord | None:
        found = (await self._dossiers.GetDossier(GetDossierRequest(dossier_id=dossier.dossier_id))).dossier
        code = _number(found, number_of)
        if not code:
            return None
        filed, fees, case, results, field = await asyncio.gather(
            self._applicants.GetApplicant(GetApplicantRequest(dossier_id=found.id)),
            self._fees_of(found.id),
            self._case_of(found.id),
            self._results_of(found.id),
            self._field(found.procedure.key, found.procedure.version),
        )
        return DossierRecord(
            dossier_id=found.id,
            code=code,
            agency=found.agency,
            department=found.department,
            department_name=await self._names.department(found.department, "vi"),
            procedure_key=found.procedure.key,
            procedure_code=found.procedure.code,
            procedure_name=found.procedure.name,
            field_key=field,
            field_name=field,
            channel=_word(Channel.Name(found.channel), "CHANNEL_"),
            result_by=_word(Channel.Name(found.result_by), "CHANNEL_"),
            status=int(found.portal_status),
            outcome=_word(DecisionOutcome.Name(found.outcome), "DECISION_OUTCOME_"),
            received_at=_at(found.received_at),
            accepted_at=_at_if(found, "accepted_at"),
            due_at=_at_if(found, "due_at"),
            returned_at=_at_if(found, "returned_at"),
            is_organisation=filed.applicant.kind == dossier_pb2.APPLICANT_KIND_ORGANISATION,
            applicant=filed.applicant.name,
            identity_number=filed.applicant.identity_number,
            address=filed.applicant.address,
            phone=filed.applicant.phone,
            email=filed.applicant.email,
            request=filed.request,
            milestones=dossier.milestones,
            papers=tuple(_paper(document) for document in filed.documents),
            charges=tuple(_charge(payable, fees) for payable in fees.payables) if fees is not None else (),
            stages=tuple(_stage(task) for task in case.tasks) if case is not None else (),
            results=tuple(ResultPaper(id=one.id, name=f"Kết quả {one.number}") for one in results),
        )

    async def _fees_of(self, dossier_id: str) -> fee_pb2.Fees | None:
        try:
            return (await self._fees.GetFees(GetFeesRequest(dossier_id=dossier_id))).fees
        except Problem as problem:
            _raise_unless_unknown(problem)
            return None

    async def _case_of(self, dossier_id: str) -> case_pb2.Case | None:
        """None before a department has it."""
        try:
            return (await self._cases.GetCase(GetCaseRequest(dossier_id=dossier_id))).case
        except Problem as problem:
            _raise_unless_unknown(problem)
            return None

    async def _results_of(self, dossier_id: str) -> Any:
        try:
            return (await self._results.ListResults(ListResultsRequest(dossier_id=dossier_id))).results
        except Problem as problem:
            _raise_unless_unknown(problem)
            return ()

    async def _field(self, key: str, version: int) -> str:
        if (key, version) not in self._procedures:
            request = GetProcedureVersionRequest(key=key, version=version)
            found = await self._catalogue.GetProcedureVersion(request)
            self._procedures[key, version] = found.procedure.field
        return self._procedures[key, version]


def _raise_unless_unknown(problem: Problem) -> None:
    if problem.kind is not Kind.NOT_FOUND:
        raise problem


def _number(dossier: dossier_pb2.Dossier, number_of: str) -> str:
    """The other system's own number, where it gave one; else ours."""
    theirs = next((ref.number for ref in dossier.external_refs if number_of and ref.system == number_of), "")
    return theirs or dossier.code


def _paper(document: dossier_pb2.Document) -> Paper:
    known = {file.id: file.name for file in document.stored_files}
    return Paper(
        key=document.key,
        name=document.name,
        is_digitised=document.is_digitised,
        is_reused=document.is_reused,
        is_from_national_store=document.is_from_national_store,
        replaces_result=document.replaces_result_code,
        files=tuple((file, known.get(file, "")) for file in document.files),
    )


def _charge(payable: fee_pb2.Payable, fees: fee_pb2.Fees) -> Charge:
    online = any(
        payment.payable == payable.key
        and payment.method == fee_pb2.PAYMENT_METHOD_ONLINE
        and payment.undone_by == fee_pb2.UNDONE_BY_UNSPECIFIED
        for payment in fees.payments
    )
    return Charge(
        key=payable.key,
        name=payable.note,
        amount_vnd=payable.amount_vnd if payable.HasField("amount_vnd") else None,
        is_fee=payable.kind == PAYABLE_KIND_FEE,
        is_online=online,
    )


def _stage(task: case_pb2.Task) -> Stage:
    return Stage(
        name=task.step_name,
        officer=task.officer,
        department=task.department,
        begun_at=_at_if(task, "started_at") or _at_if(task, "opened_at"),
        due_at=_at_if(task, "due_at"),
        done_at=_at_if(task, "completed_at"),
    )


def _at(stamp: Timestamp) -> datetime:
    at: datetime = stamp.ToDatetime(tzinfo=UTC)
    return at


def _at_if(message: Any, field: str) -> datetime | None:
    return _at(getattr(message, field)) if message.HasField(field) else None


def _word(name: str, prefix: str) -> str:
    word = name.removeprefix(prefix).lower()
    return "" if word == "unspecified" else word
