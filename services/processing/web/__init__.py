"""Pages of processing, for those who handle dossiers. No rule of the domain lives here: pages call the use cases.

inbox    /viec                 officers, heads, leaders    what waits for me, for my department, to be assigned
case     /viec/{dossier}       whoever may see the case    its clock and steps, and what may be done now
opinions /y-kien/{token}       whoever holds a link        what a body is asked, and its one answer
asked    /viec/y-kien          the consulted department    what it was asked, and its one answer
doing    /viec/{dossier}/…     one form each               what those forms do
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter

from chassis.http.limits import Guesses
from chassis.web.chrome import Chrome
from processing.application.use_cases import UseCases
from processing.web import asked, case, doing, inbox, opinions, words

SAID = {
    "assigned": ("Đã phân công.", "Assigned."),
    "completed": ("Đã hoàn thành bước.", "The step is done."),
    "returned": ("Đã trả lại bước trước.", "It is back at an earlier step."),
    "papers-asked": (
        "Đã yêu cầu bổ sung (mẫu 02); Bộ phận Một cửa báo cho người nộp.",
        "The papers are asked for (form 02); the counter tells the applicant.",
    ),
    "payment-asked": ("Đã yêu cầu thực hiện nghĩa vụ tài chính.", "The payment is asked for."),
    "decided": ("Đã ghi nhận quyết định.", "The decision is recorded."),
    "apologised": ("Đã xin lỗi và hẹn lại ngày trả (mẫu 04).", "Apologised, with a new date (form 04)."),
    "stopped": ("Đã dừng giải quyết hồ sơ.", "Handling is stopped."),
    "corrected": ("Đã đính chính.", "Corrected."),
    "consulted": ("Đã gửi lấy ý kiến.", "The opinions are asked for."),
    "answered": ("Đã gửi ý kiến.", "The opinion is given."),
    "reminded": ("Đã đôn đốc.", "Reminded."),
    "unasked": ("Đã thôi lấy ý kiến.", "The opinion is no longer awaited."),
}


def pages(use_cases: UseCases, units: case.Units, *, zone: str, environment: str) -> APIRouter:
    """Every page. units: what departments are called. zone: IANA name of where the office stands. environment: demo and
    sandbox show a banner."""
    tz = ZoneInfo(zone)
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets="/viec/assets",
        environment=environment,
        zone=lambda: tz,
        said=SAID,
        names={"words": words},
    )
    made = chrome.router()
    inbox.add_to(made, inbox.Inbox(chrome=chrome, use_cases=use_cases))
    opinions.add_to(made, opinions.OpinionPages(chrome=chrome, use_cases=use_cases, guesses=Guesses()))
    asking = doing.Doing(use_cases=use_cases, zone=tz)
    asked.add_to(made, asked.AskedPages(chrome=chrome, use_cases=use_cases, doing=asking))
    case.add_to(made, case.CasePages(chrome=chrome, use_cases=use_cases, units=units, zone=tz))
    return made
