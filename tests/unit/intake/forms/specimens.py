"""One filled-in specimen of each form under each circular. All of it is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from intake.domain.applicant import Applicant, Representative
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.forms.control_slip import Handover, HandoverKind
from intake.domain.forms.filling import Filling
from intake.domain.forms.filling import control_sheet as filled_control_sheet
from intake.domain.forms.heading import FormKey, heading
from intake.domain.forms.issued import IssuedForm, issued_form
from intake.domain.forms.letters import Apology, DepartmentLetters, Letter
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forms.register_book import BookSheet, Entry, person
from intake.domain.forms.register_book import book as register_book_of
from intake.domain.forms.sheets import Sheet
from intake.domain.procedures import Channel
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
    return request_supplement(registered(at), request, heza().agency.counter_requests_on(at.date()))[0]


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


def apology(at: datetime) -> Sheet:
    """Four days after acceptance the leader moves the appointment."""
    dossier = accepted(at)
    assert dossier.due_at is not None
    said_at, new_due_at = at + timedelta(days=4), dossier.due_at + timedelta(days=7)
    letter = Letter(officer="ld.ban.1", reason="Chờ ý kiến của Sở Nội vụ về vị trí công việc.")
    written = Apology(letter=letter, promised_at=dossier.due_at, new_due_at=new_due_at)
    extended = handover(9, HandoverKind.EXTENDED, said_at, due_at=new_due_at, unit="", officer="", step="")
    dossier = replace(dossier, due_at=new_due_at)
    letters = DepartmentLetters(supplements={}, apology=written, decision=None)
    return filling(dossier).apology(issued_form(dossier, heza(), FormKey.APOLOGY, "", [extended]), letters)


def handover(
    sequence: int,
    kind: HandoverKind,
    at: datetime,
    *,
    task: str = "",
    step: str = "tham-dinh",
    unit: str = "lao-dong",
    officer: str = "cv.laodong.1",
    due_at: datetime | None = None,
) -> Handover:
    return Handover(
        sequence=sequence,
        kind=kind,
        task_id=task,
        step=step,
        unit=unit,
        officer=officer,
        at=at,
        due_at=due_at or at + timedelta(days=1),
    )


def way(at: datetime) -> tuple[Dossier, list[Handover]]:
    """A dossier from hand to hand: to the head, to a specialist who asks for papers, to the leader who sends it back,
    to the leader again, to the counter, to the applicant."""
    given, done, day = HandoverKind.ASSIGNED, HandoverKind.COMPLETED, timedelta(days=1)
    steps = [step.key for step in heza().version_on("cap-gpld", at.date()).steps]
    hour = timedelta(hours=1)
    handovers = [
        handover(1, given, at + hour, task="t1", step=steps[1], officer="tp.laodong"),
        handover(2, done, at + 2 * hour, task="t1", step=steps[1], officer="tp.laodong"),
        handover(3, given, at + 2 * hour, task="t2", step=steps[2], due_at=at + 2 * day),
        handover(4, done, at + 3 * day, task="t2", step=steps[2], due_at=at + 2 * day),
        handover(5, given, at + 3 * day + hour, task="t3", step=steps[-2], unit="lanh-dao", officer="ld.ban.1"),
        handover(6, given, at + 3 * day + 2 * hour, task="t4", step=steps[2], due_at=at + 4 * day),
        handover(7, done, at + 4 * day, task="t4", step=steps[2], due_at=at + 4 * day),
        handover(8, given, at + 4 * day, task="t5", step=steps[-2], unit="lanh-dao", officer="ld.ban.1"),
        handover(9, done, at + 4 * day + hour, task="t5", step=steps[-2], unit="lanh-dao", officer="ld.ban.1"),
    ]
    asked = SupplementRequest(
        request_id="r-2",
        stage=Stage.APPRAISAL,
        requested_at=at + day,
        requested_by="cv.laodong.1",
        documents=(),
        reason="",
        applicant_deadline_at=None,
        supplemented_at=at + 2 * day,
    )
    dossier = replace(
        accepted(at),
        supplements=(asked,),
        result_issued_at=at + 4 * day + hour,
        returned_at=at + 5 * day,
        returned_by=Channel.POST,
    )
    return dossier, handovers


def control_sheet(at: datetime) -> Sheet:
    dossier, handovers = way(at)
    return filled_control_sheet(dossier, of(dossier, FormKey.CONTROL_SHEET), handovers, heza())


def register_book(at: datetime) -> Sheet:
    """The book of a year with two dossiers, of which one has been returned."""
    returned, open_one = way(at)[0], accepted(at, dossier_id="d-2", serial=2)
    who = deputy()
    lines = ((1, returned), (2, open_one))
    book = register_book_of(at.year, "Việc làm, lao động", None, None)
    return BookSheet(
        heading=heading(heza(), FormKey.REGISTER, at),
        book=book,
        is_closed=at.year < 2026,
        entries=tuple(Entry(number=n, dossier=d, person=person(who, is_whole=True)) for n, d in lines),
        law=heza(),
    )


def of(dossier: Dossier, key: FormKey) -> IssuedForm:
    return issued_form(dossier, heza(), key)


MAKERS = {
    FormKey.RECEIPT: receipt,
    FormKey.SUPPLEMENT_REQUEST: supplement_request,
    FormKey.REFUSAL: refusal,
    FormKey.APOLOGY: apology,
    FormKey.STOP_NOTICE: stop_notice,
    FormKey.CONTROL_SHEET: control_sheet,
    FormKey.REGISTER: register_book,
}
SPECIMENS: dict[str, Sheet] = {
    f"{key.value}.{law}": make(DAYS[law])
    for key, make in MAKERS.items()
    for law in (OLDER, NEWER)
    if not (key is FormKey.STOP_NOTICE and law == OLDER)
}
