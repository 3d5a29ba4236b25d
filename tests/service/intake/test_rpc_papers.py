"""What is printed, exported and followed over gRPC."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import (
    catalogue_service_pb2,
    dossier_pb2,
    dossier_service_pb2,
    export_service_pb2,
    tracking_service_pb2,
    tracking_service_pb2_grpc,
)
from motcua.intake.v1 import form_service_pb2 as form_pb
from motcua.intake.v1 import form_service_pb2_grpc as form_rpc
from motcua.intake.v1 import register_book_service_pb2 as book_pb
from motcua.intake.v1 import register_book_service_pb2_grpc as book_rpc
from service.intake.rpc import Rpc, filing
from unit.intake.world import (
    APPLICANT,
    NEIGHBOUR,
    RECEPTIONIST,
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
