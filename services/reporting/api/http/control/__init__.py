"""Control work over HTTP: plans, inspections, findings, reviews, proposals, initiatives, the log."""

from __future__ import annotations

from fastapi import APIRouter

from reporting.api.http.control import findings, inspections, notes, plans, proposals, reviews
from reporting.application.control import ControlWork


def router(work: ControlWork) -> APIRouter:
    made = APIRouter(tags=["Kiểm soát thủ tục hành chính · Control work"])
    for topic in (plans, inspections, findings, reviews, proposals, notes):
        topic.add_to(made, work)
    return made
