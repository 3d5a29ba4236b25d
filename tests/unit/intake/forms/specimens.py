"""One filled-in specimen of each form under each circular. All of it is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from intake.domain.applicant import Applicant, Representative
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.forms.filling import Filling
from intake.domain.forms.heading import FormKey
from intake.domain.forms.issued import IssuedForm, issued_form
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forms.sheets import Sheet
from intake.domain.reception import refuse, request_supplement, withdraw
from unit.intake.world import RECEPTIONIST, SECRET, accepted, applicant, heza, local, registered

OLDER, NEWER = "tt01-2018", "tt03-2025"
DAYS = {OLDER: local("2025-04-21 09:30"), NEWER: local("2026-04-20 09:30")}
PAGES = PublicPages("https://motcua.vidu.vn")


def deputy() -> Applicant:
    """An applicant who sends somebody."""
    return applicant(
        representative=Representative(
            name="Nguyễn Thị Hường Mẫu",
            identity_number="031199000001",
            address="Số 1 phố Thử Nghiệm, Hải Phòng",
            phone="0987654321",
            email="huong.mau@vidu.vn",
            authority="Giấy uỷ quyền số 01/2026/UQ-MẪU",
        )
    )


def filling(dossier: Dossier, who: Applicant | None = None, secret: str = SECRET) -> Filling:
    return Filling(dossier=dossier, applicant=who or deputy(), secret=secret, law=heza(), pages=PAGES)


def receipt(at: datetime) -> Sheet:
    return filling(accepted(at)).receipt()


def asked(at: datetime) -> Dossier:
    """The counter asks for two papers, one by its key and one in words."""
    request = SupplementRequest(
        request_id="r-1",
        stage=Stage.INTAKE,
        requested_at=at,
        requested_by=RECEPTIONIST.subject,
        documents=("suc-khoe", "Bản dịch hộ chiếu có chứng thực"),
        reason="Giấy khám sức khoẻ đã quá 12 tháng; hộ chiếu chưa có bản dịch.",
        applicant_deadline_at=None,
        supplemented_at=None,
    )
    return request_supplement(registered(at), request)[0]


def supplement_request(at: datetime) -> Sheet:
    dossier = asked(at)
    return filling(dossier).supplement_request(of(dossier, FormKey.SUPPLEMENT_REQUEST))


def refusal(at: datetime) -> Sheet:
    dossier = refuse(registered(at), reason="Vị trí công việc không thuộc diện cấp giấy phép lao động.", at=at)[0]
    return filling(dossier).refusal(of(dossier, FormKey.REFUSAL))


def stop_notice(at: datetime) -> Sheet:
    dossier = withdraw(accepted(at), at)[0]
    dossier = replace(dossier, stopped_at=at, stop_cause="withdrawn")
    return filling(dossier).stop_notice(of(dossier, FormKey.STOP_NOTICE))


def of(dossier: Dossier, key: FormKey) -> IssuedForm:
    return issued_form(dossier, heza(), key)


MAKERS = {
    FormKey.RECEIPT: receipt,
    FormKey.SUPPLEMENT_REQUEST: supplement_request,
    FormKey.REFUSAL: refusal,
    FormKey.STOP_NOTICE: stop_notice,
}
SPECIMENS: dict[str, Sheet] = {
    f"{key.value}.{law}": make(DAYS[law])
    for key, make in MAKERS.items()
    for law in (OLDER, NEWER)
    if not (key is FormKey.STOP_NOTICE and law == OLDER)
}
