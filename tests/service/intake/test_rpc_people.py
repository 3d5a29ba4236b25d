"""People over gRPC: who may ask for an address, what a list hides, and that asking is recorded."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from motcua.common.v1 import feedback_pb2
from motcua.intake.v1 import (
    applicant_service_pb2,
    contact_service_pb2,
    dossier_service_pb2,
    feedback_service_pb2,
    personal_data_service_pb2,
)
from service.intake.rpc import Rpc, filing
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    LEADER,
    RECEPTIONIST,
    SYSTEM,
)


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
