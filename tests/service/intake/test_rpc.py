"""The same register over gRPC, on a real server: what other systems and services call."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Kind, Problem
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import (
    calendar_pb2,
    catalogue_service_pb2,
    dossier_pb2,
    dossier_service_pb2,
    fee_pb2,
    fee_service_pb2,
)
from service.intake.rpc import Rpc, filing
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    LEADER,
    NEIGHBOUR,
    RECEPTIONIST,
    SYSTEM,
    WORK_PERMIT_DOCUMENTS,
    heza,
)


async def test_a_dossier_is_filed_accepted_read_and_listed(rpc: Rpc) -> None:
    applicant, receptionist = rpc.dossiers(APPLICANT), rpc.dossiers(RECEPTIONIST)
    filed = (await applicant.RegisterDossier(filing("k"))).dossier
    assert (await applicant.RegisterDossier(filing("k"))).dossier.id == filed.id
    accept = dossier_service_pb2.AcceptDossierRequest(dossier_id=filed.id, expected_version=1)
    accepted = (await receptionist.AcceptDossier(accept)).dossier
    assert accepted.code == "H24.15-260420-0001"
    assert accepted.state == dossier_pb2.DOSSIER_STATE_ACCEPTED
    assert accepted.due_at.ToJsonString() == "2026-05-07T10:00:00Z"
    assert not accepted.HasField("applicant")

    by_code = dossier_service_pb2.GetDossierRequest(dossier_id=accepted.code)
    assert (await applicant.GetDossier(by_code)).dossier.applicant.name == "Công ty TNHH Mẫu Hải Phòng"
    assert not (await rpc.dossiers(CONTROL).GetDossier(by_code)).dossier.HasField("applicant")
    states = [dossier_pb2.DOSSIER_STATE_ACCEPTED]
    listed = await rpc.dossiers(LEADER).ListDossiers(dossier_service_pb2.ListDossiersRequest(states=states))
    assert ([dossier.id for dossier in listed.dossiers], listed.total_size) == ([filed.id], 1)


async def test_refusals_come_as_problems_with_slug_and_fields(rpc: Rpc) -> None:
    applicant = rpc.dossiers(APPLICANT)
    for request, slug, kind, fields in [
        (filing(procedure="khong-co"), "procedure-unknown", Kind.INVALID, {"procedure"}),
        (filing(channel=0), "invalid-request", Kind.INVALID, {"channel"}),
        (filing(documents=[]), "documents-missing", Kind.INVALID, {f"documents.{k}" for k in WORK_PERMIT_DOCUMENTS}),
        (filing(channel=vocabulary_pb2.CHANNEL_POST), "role-forbidden", Kind.FORBIDDEN, set()),
        (filing("\n"), "idempotency-key-malformed", Kind.INVALID, {"idempotency_key"}),
        (filing(applicant=dossier_pb2.Applicant()), "invalid-request", Kind.INVALID, {"applicant.kind"}),
    ]:
        with pytest.raises(Problem) as refusal:
            await applicant.RegisterDossier(request)
        assert (refusal.value.slug, refusal.value.kind, set(refusal.value.fields)) == (slug, kind, fields)
    assert await rpc.counter.count("dossiers") == 0


async def test_a_stale_version_and_a_foreign_dossier(rpc: Rpc) -> None:
    filed = (await rpc.dossiers(APPLICANT).RegisterDossier(filing())).dossier
    with pytest.raises(Problem) as refusal:
        await rpc.dossiers(RECEPTIONIST).AcceptDossier(
            dossier_service_pb2.AcceptDossierRequest(dossier_id=filed.id, expected_version=7)
        )
    assert (refusal.value.slug, refusal.value.kind) == ("version-stale", Kind.STALE)
    with pytest.raises(Problem) as refusal:
        await rpc.dossiers(NEIGHBOUR).GetDossier(dossier_service_pb2.GetDossierRequest(dossier_id=filed.id))
    assert refusal.value.slug == "dossier-unknown"


async def test_the_catalogue_says_what_processing_needs(rpc: Rpc) -> None:
    catalogue = rpc.catalogue(SYSTEM)
    request = catalogue_service_pb2.GetProcedureVersionRequest(key="cap-gpld", version=3)
    version = (await catalogue.GetProcedureVersion(request)).procedure
    assert (version.code, version.limit.amount, version.department, version.valid_to) == (
        "1.014199",
        "10",
        "lao-dong",
        "",
    )
    assert [step.key for step in version.steps if step.decides] == ["ky-duyet"]
    calendar = (await catalogue.GetCalendar(catalogue_service_pb2.GetCalendarRequest())).calendar
    assert (calendar.revision, calendar.zone) == (heza().digest, "Asia/Ho_Chi_Minh")
    swapped = {day.on: day.kind for day in calendar.days}
    assert swapped["2024-04-29"] == calendar_pb2.CALENDAR_DAY_KIND_OFF
    assert swapped["2024-05-04"] == calendar_pb2.CALENDAR_DAY_KIND_WORK
    with pytest.raises(Problem) as refusal:
        await catalogue.GetCalendar(catalogue_service_pb2.GetCalendarRequest(revision="0" * 64))
    assert refusal.value.slug == "calendar-revision-unknown"


async def test_procedures_come_in_pages(rpc: Rpc) -> None:
    catalogue, seen, token = rpc.catalogue(SYSTEM), [], ""
    while True:
        request = catalogue_service_pb2.ListProceduresRequest(on="2026-05-01", page_size=10, page_token=token)
        page = await catalogue.ListProcedures(request)
        seen += [procedure.key for procedure in page.procedures]
        token = page.next_page_token
        if not token:
            break
    assert (len(seen), len(set(seen)), page.total_size) == (37, 37, 37)


async def test_a_fee_is_paid_by_rpc_and_given_back(rpc: Rpc) -> None:
    dossier_id = (await rpc.counter.accepted(APPLICANT))["id"]
    stub, bank = rpc.fees(RECEPTIONIST), rpc.fees(SYSTEM)
    asked = (await rpc.fees(APPLICANT).GetFees(fee_service_pb2.GetFeesRequest(dossier_id=dossier_id))).fees
    assert (asked.owed_vnd, asked.payables[0].amount_vnd) == (600_000, 600_000)
    payment = fee_service_pb2.RecordPaymentRequest(
        dossier_id=dossier_id,
        amount_vnd=600_000,
        method=fee_pb2.PAYMENT_METHOD_ONLINE,
        receipt_number="NH-1",
    )
    for _ in range(2):
        paid = (await bank.RecordPayment(payment)).fees
        assert (paid.status, len(paid.payments)) == (fee_pb2.PAYMENT_STATUS_PAID, 1)
    listed = await rpc.dossiers(RECEPTIONIST).ListDossiers(
        dossier_service_pb2.ListDossiersRequest(payment_status=fee_pb2.PAYMENT_STATUS_PAID)
    )
    assert [d.id for d in listed.dossiers] == [dossier_id]
    refund = fee_service_pb2.RefundPaymentRequest(
        dossier_id=dossier_id, payment_id=paid.payments[0].id, reason="Nộp nhầm"
    )
    assert (await stub.RefundPayment(refund)).fees.payments[0].undone_by == fee_pb2.UNDONE_BY_REFUND
    exempt = fee_service_pb2.ExemptFeeRequest(dossier_id=dossier_id, reason="Người khuyết tật", legal_ref="Đ10")
    assert (await stub.ExemptFee(exempt)).fees.status == fee_pb2.PAYMENT_STATUS_EXEMPT
    for wrong in (
        stub.CancelPayment(
            fee_service_pb2.CancelPaymentRequest(dossier_id=dossier_id, payment_id=paid.payments[0].id, reason="x")
        ),
        stub.AssessFee(fee_service_pb2.AssessFeeRequest(dossier_id=dossier_id, amount_vnd=1, legal_ref="x")),
    ):
        with pytest.raises(Problem) as refusal:
            await wrong
        assert refusal.value.slug in {"payment-undone", "assessment-not-allowed"}
