"""The same register over gRPC, on a real server: what other systems and services call."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from intake.api.grpc import servicers
from intake.application.law_in_force import LawInForce
from motcua.common.v1 import feedback_pb2, vocabulary_pb2
from motcua.intake.v1 import (
    applicant_service_pb2,
    applicant_service_pb2_grpc,
    calendar_pb2,
    catalogue_service_pb2,
    catalogue_service_pb2_grpc,
    contact_service_pb2,
    contact_service_pb2_grpc,
    dossier_pb2,
    dossier_service_pb2,
    dossier_service_pb2_grpc,
    export_service_pb2,
    export_service_pb2_grpc,
    fee_pb2,
    fee_service_pb2,
    fee_service_pb2_grpc,
    feedback_service_pb2,
    feedback_service_pb2_grpc,
    personal_data_service_pb2,
    personal_data_service_pb2_grpc,
    tracking_service_pb2,
    tracking_service_pb2_grpc,
)
from motcua.intake.v1 import form_service_pb2 as form_pb
from motcua.intake.v1 import form_service_pb2_grpc as form_rpc
from motcua.intake.v1 import register_book_service_pb2 as book_pb
from motcua.intake.v1 import register_book_service_pb2_grpc as book_rpc
from service.intake.counter import Counter, body
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rpc:
    """Stubs that speak as somebody."""

    counter: Counter
    channels: dict[str, RpcChannel]
    port: int

    def channel(self, actor: Actor) -> Any:
        token = self.counter.issuer.token(actor.subject, actor.roles, agency=actor.agency, department=actor.department)
        self.channels[actor.subject] = RpcChannel(f"127.0.0.1:{self.port}", lambda: token, 10.0)
        return self.channels[actor.subject].channel

    def dossiers(self, actor: Actor) -> Any:
        return dossier_service_pb2_grpc.DossierServiceStub(self.channel(actor))

    def catalogue(self, actor: Actor) -> Any:
        return catalogue_service_pb2_grpc.CatalogueServiceStub(self.channel(actor))

    def fees(self, actor: Actor) -> Any:
        return fee_service_pb2_grpc.FeeServiceStub(self.channel(actor))

    def reads(self, actor: Actor) -> Any:
        return personal_data_service_pb2_grpc.PersonalDataServiceStub(self.channel(actor))

    def exports(self, actor: Actor) -> Any:
        return export_service_pb2_grpc.ExportServiceStub(self.channel(actor))

    def feedback(self, actor: Actor) -> Any:
        return feedback_service_pb2_grpc.FeedbackServiceStub(self.channel(actor))

    def contacts(self, actor: Actor) -> Any:
        return contact_service_pb2_grpc.ContactServiceStub(self.channel(actor))

    def applicants(self, actor: Actor) -> Any:
        return applicant_service_pb2_grpc.ApplicantServiceStub(self.channel(actor))


@pytest.fixture
async def rpc(counter: Counter, tmp_path: Path) -> AsyncIterator[Rpc]:
    verifier = TokenVerifier(JwksFile(tmp_path / "jwks.json"), counter.issuer.issuer, counter.issuer.audience)
    made = servicers(counter.use_cases, LawInForce(heza()), counter.clock)
    server = RpcServer("127.0.0.1", 0, made, verifier, Health(), grace_seconds=1)
    await server.start()
    calling = Rpc(counter=counter, channels={}, port=server.port)
    yield calling
    for channel in calling.channels.values():
        await channel.stop()
    await server.stop()


def filing(key: str = "", **changes: Any) -> Any:
    applicant = body()["applicant"] | {"kind": dossier_pb2.APPLICANT_KIND_ORGANISATION}
    plain: dict[str, Any] = {
        "procedure": "cap-gpld",
        "channel": vocabulary_pb2.CHANNEL_ONLINE,
        "applicant": dossier_pb2.Applicant(**applicant),
        "documents": [dossier_pb2.Document(key=name) for name in WORK_PERMIT_DOCUMENTS],
        "request": "Cấp mới",
        "idempotency_key": key,
    }
    return dossier_service_pb2.RegisterDossierRequest(**(plain | changes))


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


async def test_contacts_are_for_services_only(rpc: Rpc) -> None:
    filed = (await rpc.dossiers(APPLICANT).RegisterDossier(filing())).dossier
    ask = applicant_service_pb2.GetContactRequest(dossier_id=filed.id)
    contact = await rpc.applicants(SYSTEM).GetContact(ask)
    assert (contact.name, contact.email, contact.phone, contact.language) == (
        "Công ty TNHH Mẫu Hải Phòng",
        "lienhe@vidu.vn",
        "0912345678",
        "vi",
    )
    assert contact.account == APPLICANT.subject
    whole = await rpc.applicants(SYSTEM).GetApplicant(applicant_service_pb2.GetApplicantRequest(dossier_id=filed.id))
    assert (whole.applicant.identity_number, len(whole.documents), whole.request) == ("0201234567", 7, "Cấp mới")
    for actor in (APPLICANT, RECEPTIONIST, LEADER):
        with pytest.raises(Problem) as refusal:
            await rpc.applicants(actor).GetContact(ask)
        assert refusal.value.slug == "role-forbidden"


async def test_who_sent_feedback_can_be_reached_by_services_only(rpc: Rpc) -> None:
    sent = await rpc.feedback(APPLICANT).SubmitFeedback(
        feedback_service_pb2.SubmitFeedbackRequest(
            kind=feedback_pb2.FEEDBACK_KIND_PROPOSAL,
            sender=feedback_service_pb2.FeedbackSender(
                name="Nguyễn Văn Mẫu", address="1 Đường Mẫu, Hải Phòng", phone="0912345678", email="mau@vidu.vn"
            ),
            title="Góp ý",
            content="Nội dung góp ý",
        )
    )
    ask = contact_service_pb2.GetFeedbackContactRequest(feedback_id=sent.feedback.ref.feedback_id)
    contact = await rpc.contacts(SYSTEM).GetFeedbackContact(ask)
    assert (contact.name, contact.email, contact.phone) == ("Nguyễn Văn Mẫu", "mau@vidu.vn", "0912345678")
    for actor in (APPLICANT, RECEPTIONIST, LEADER, CONTROL):
        with pytest.raises(Problem) as refusal:
            await rpc.contacts(actor).GetFeedbackContact(ask)
        assert refusal.value.slug == "role-forbidden"
    with pytest.raises(Problem) as unknown:
        await rpc.contacts(SYSTEM).GetFeedbackContact(contact_service_pb2.GetFeedbackContactRequest(feedback_id="x"))
    assert unknown.value.slug == "feedback-unknown"


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


async def test_people_are_looked_for_and_lists_mask_them(rpc: Rpc) -> None:
    await rpc.counter.registered(APPLICANT)
    query = dossier_service_pb2.ListDossiersRequest(person=dossier_service_pb2.PersonQuery(name="mau hai ph"))
    found = await rpc.dossiers(RECEPTIONIST).ListDossiers(query)
    assert [each.masked_applicant.name for each in found.dossiers] == ["Công ty TNHH M… H… P…"]
    with pytest.raises(Problem) as refused:
        await rpc.dossiers(CONTROL).ListDossiers(query)
    assert refused.value.slug == "role-forbidden"


async def test_whoever_asks_for_an_applicant_is_recorded(rpc: Rpc) -> None:
    dossier = await rpc.counter.registered(APPLICANT)
    contact = applicant_service_pb2.GetContactRequest(dossier_id=dossier["id"])
    await rpc.applicants(SYSTEM).GetContact(contact)
    asked = personal_data_service_pb2.ListPersonalDataReadsRequest(dossier_id=dossier["id"], page_size=1)
    page = await rpc.reads(CONTROL).ListPersonalDataReads(asked)
    assert (page.total_size, page.reads[0].purpose, list(page.reads[0].fields)) == (
        1,
        "contact",
        ["name", "phone", "email"],
    )


async def test_a_list_is_exported(rpc: Rpc) -> None:
    await rpc.counter.registered(APPLICANT)
    stub = rpc.exports(RECEPTIONIST)
    made = await stub.CreateExport(
        export_service_pb2.CreateExportRequest(format=export_service_pb2.EXPORT_FORMAT_CSV, idempotency_key="k")
    )
    assert await rpc.counter.use_cases.exports.run()
    export_id = made.export.id
    done = await stub.GetExport(export_service_pb2.GetExportRequest(export_id=export_id))
    assert (done.export.state, done.export.rows_total) == (export_service_pb2.EXPORT_STATE_DONE, 1)
    request = export_service_pb2.ReadExportFileRequest(export_id=export_id)
    content = b"".join([part.part async for part in stub.ReadExportFile(request)])
    assert len(content) == done.export.size
    await stub.DeleteExport(export_service_pb2.DeleteExportRequest(export_id=export_id))
    with pytest.raises(Problem) as gone:
        await stub.GetExport(export_service_pb2.GetExportRequest(export_id=export_id))
    assert gone.value.slug == "export-unknown"


async def test_forms_are_listed_and_rendered_as_over_http(rpc: Rpc) -> None:
    dossier = await rpc.counter.accepted(APPLICANT)
    forms = form_rpc.FormServiceStub(rpc.channel(APPLICANT))
    listed = await forms.ListForms(form_pb.ListFormsRequest(dossier_id=dossier["id"]))
    assert [(form.key, form.number) for form in listed.forms] == [("receipt", 1)]
    request = form_pb.RenderFormRequest(dossier_id=dossier["id"], form="receipt")
    answer = await rpc.counter.get(f"/v1/dossiers/{dossier['id']}/forms/receipt.pdf", APPLICANT)
    assert (await forms.RenderForm(request)).pdf == answer.content
    for form, slug in (
        ("apology", "form-not-issued"),
        ("mau-01", "invalid-request"),
        ("control-sheet", "role-forbidden"),
    ):
        with pytest.raises(Problem) as refused:
            await forms.RenderForm(form_pb.RenderFormRequest(dossier_id=dossier["id"], form=form))
        assert refused.value.slug == slug


async def test_the_register_book_is_read_and_rendered_as_over_http(rpc: Rpc) -> None:
    codes = [(await rpc.counter.accepted(RECEPTIONIST))["code"] for _ in range(2)]
    books = book_rpc.RegisterBookServiceStub(rpc.channel(RECEPTIONIST))
    wanted = book_pb.RegisterBook(year=2026, opens_on="2026-04-01")
    first = await books.ListEntries(book_pb.ListEntriesRequest(book=wanted, page_size=1))
    second = await books.ListEntries(
        book_pb.ListEntriesRequest(book=wanted, page_size=1, page_token=first.next_page_token)
    )
    seen = [(entry.number, entry.code) for page in (first, second) for entry in page.entries]
    assert seen == [(1, codes[0]), (2, codes[1])]
    assert (first.total_size, second.next_page_token, first.entries[0].applicant) == (
        2,
        "",
        "Công ty TNHH Mẫu Hải Phòng",
    )
    for form, begins in (
        (book_pb.BOOK_FORMAT_PDF, b"%PDF"),
        (book_pb.BOOK_FORMAT_XLSX, b"PK"),
    ):
        request = book_pb.RenderRegisterBookRequest(book=wanted, format=form)
        assert (await books.RenderRegisterBook(request)).content.startswith(begins)
    stranger = book_rpc.RegisterBookServiceStub(rpc.channel(APPLICANT))
    with pytest.raises(Problem) as refused:
        await stranger.ListEntries(book_pb.ListEntriesRequest(book=wanted))
    assert refused.value.slug == "role-forbidden"


async def test_who_holds_the_receipt_follows_and_rates_by_rpc(rpc: Rpc) -> None:
    dossier = await rpc.counter.accepted()
    receipt = (await rpc.counter.get(f"/v1/dossiers/{dossier['id']}/receipt")).json()
    opened = {"code": receipt["code"], "secret": receipt["tracking_secret"]}
    stub = tracking_service_pb2_grpc.TrackingServiceStub(rpc.channel(NEIGHBOUR))
    tracked = await stub.TrackDossier(tracking_service_pb2.TrackDossierRequest(**opened))
    assert (tracked.state, tracked.timeliness) == (
        dossier_pb2.DOSSIER_STATE_ACCEPTED,
        vocabulary_pb2.TIMELINESS_IN_TIME,
    )
    rating = tracking_service_pb2.RateByReceiptRequest(**opened, rating=5)
    wrong = tracking_service_pb2.RateByReceiptRequest(code=opened["code"], secret="AAAA", rating=5)
    for asked, slug in ((wrong, "tracking-unknown"), (rating, "rating-not-allowed")):
        with pytest.raises(Problem) as refusal:
            await stub.RateByReceipt(asked)
        assert refusal.value.slug == slug
    await rpc.counter.rows_changed("UPDATE dossiers SET state = 'result_ready'")
    await stub.RateByReceipt(rating)
    assert (await rpc.counter.get(f"/v1/dossiers/{dossier['id']}")).json()["rating"] == 5


async def test_a_dossier_taken_in_elsewhere_is_followed_by_rpc_too(rpc: Rpc) -> None:
    stub = rpc.dossiers(RECEPTIONIST)
    request = filing()
    request.channel = vocabulary_pb2.CHANNEL_COUNTER
    request.site, request.counter, request.origin.agency = "tru-so", "quay-2", "Trung tâm Mẫu"
    request.external_refs.add(system="a.vn", number="1")
    filed = (await stub.RegisterDossier(request)).dossier
    assert (filed.site, filed.counter, filed.external_refs[0].number) == ("tru-so", "quay-2", "1")
    sent = dossier_service_pb2.RecordForwardingRequest(dossier_id=filed.id, leg=dossier_pb2.FORWARDING_LEG_SENT)
    assert (await stub.RecordForwarding(sent)).dossier.forwarding.HasField("sent_at")
    more = dossier_service_pb2.AddExternalRefRequest(
        dossier_id=filed.id, ref=dossier_pb2.ExternalRef(system="b.vn", number="2")
    )
    assert len((await stub.AddExternalRef(more)).dossier.external_refs) == 2
    wanted = dossier_service_pb2.ListDossiersRequest(site="tru-so", reception=dossier_pb2.RECEPTION_FILTER_DUE)
    assert (await stub.ListDossiers(wanted)).total_size == 0
    sites = await rpc.catalogue(RECEPTIONIST).ListSites(catalogue_service_pb2.ListSitesRequest())
    assert [(site.token, site.is_default, len(site.counters)) for site in sites.sites] == [("tru-so", True, 2)]
