"""Pages of intake, for applicants and for the counter. No rule of the domain lives here: pages call the use cases.

catalogue   /thu-tuc            everybody              procedures, searched, as of any day
tracking    /tra-cuu            holder of a receipt    progress, rating
filing      /nop-ho-so          applicant              a dossier, step by step, kept as a draft
mine        /ho-so-cua-toi      applicant              own dossiers: forms, supplement, withdrawal, rating
desk        /quay               receptionist           queues, one dossier and what may be done to it
officers    /ho-so              who handles it         a dossier to read: applicant, documents, files
take_in     /quay/tiep-nhan     receptionist           a dossier at the counter, with its one outcome
feedback    /phan-anh           everybody              sent, followed by code and secret, published answers
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from chassis.history.proofs import Proofs
from chassis.http.limits import Guesses
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.web.chrome import Chrome
from intake.application import UseCases
from intake.application.law_in_force import LawInForce
from intake.web import catalogue, desk, feedback, filing, filing_routes, mine, officers, take_in, tracking, words
from intake.web.listing import Lists
from intake.web.whole import Dossiers

SAID = {
    "signed-in": ("Bạn đã đăng nhập.", "You are signed in."),
    "filed": (
        "Đã nộp hồ sơ. Bộ phận Một cửa sẽ kiểm tra và báo cho bạn; bạn theo dõi ngay ở trang này.",
        "The dossier is filed. The counter will check it and tell you; follow it on this page.",
    ),
    "draft-saved": ("Đã lưu bản nháp.", "The draft is saved."),
    "draft-deleted": ("Đã xoá bản nháp.", "The draft is deleted."),
    "supplemented": ("Đã nhận giấy tờ bổ sung.", "The further documents are received."),
    "withdrawn": ("Đã rút hồ sơ.", "The dossier is withdrawn."),
    "rated": ("Cảm ơn bạn đã đánh giá.", "Thank you for your rating."),
    "feedback-sent": (
        "Đã gửi. Hãy ghi lại mã phản ánh và mã tra cứu ở trang này.",
        "It is sent. Keep the code and the secret shown on this page.",
    ),
    "accepted": (
        "Đã tiếp nhận. In giấy tiếp nhận và hẹn trả kết quả (mẫu 01) ở mục Giấy tờ của cơ quan.",
        "Accepted. Print the receipt (form 01) under Forms to download.",
    ),
    "requested": (
        "Đã lập phiếu yêu cầu bổ sung (mẫu 02); in ở mục Giấy tờ của cơ quan.",
        "The request for documents (form 02) is made; print it under Forms to download.",
    ),
    "refused": (
        "Đã lập phiếu từ chối (mẫu 03); in ở mục Giấy tờ của cơ quan.",
        "The refusal (form 03) is made; print it under Forms to download.",
    ),
    "paid": ("Đã ghi nhận tiền nộp.", "The payment is recorded."),
    "sent": ("Đã ghi nhận gửi kết quả qua bưu chính.", "The result is on its way by post."),
    "came-back": (
        "Đã ghi nhận bưu chính trả lại; kết quả ở quầy.",
        "The post brought it back; the result is at the counter.",
    ),
    "handed-over": ("Đã trả kết quả, hồ sơ kết thúc.", "The result is handed over; the dossier is closed."),
}


def pages(
    use_cases: UseCases,
    in_force: LawInForce,
    *,
    clock: Clock,
    ids: Ids,
    environment: str,
    guesses: Guesses,
    history: Proofs,
) -> APIRouter:
    """Every page. environment: demo and sandbox show a banner."""
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets="/assets",
        environment=environment,
        zone=lambda: in_force.pack.calendar.tz,
        said=SAID,
        names={"words": words},
    )
    made = chrome.router()
    lists = Lists(use_cases, in_force, clock)
    dossiers = Dossiers(use_cases, in_force, lists)
    catalogue.add_to(made, chrome, use_cases, in_force)
    tracking.add_to(made, chrome, tracking.Tracking(use_cases, in_force, guesses, history))
    filing_routes.add_to(made, filing.Filing(chrome=chrome, use_cases=use_cases, ids=ids))
    mine.add_to(made, chrome, use_cases, lists, dossiers)
    take_in.add_to(made, take_in.TakingIn(chrome=chrome, use_cases=use_cases, ids=ids))
    desk.add_to(made, desk.Desk(chrome=chrome, use_cases=use_cases, lists=lists, dossiers=dossiers))
    officers.add_to(made, chrome, dossiers)
    feedback.add_to(made, feedback.FeedbackPages(chrome=chrome, use_cases=use_cases, ids=ids, guesses=guesses))
    return made
