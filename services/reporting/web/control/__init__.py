"""Pages of control work, ``/kiem-soat``. No rule of the domain lives here: pages call the use cases.

overview     /kiem-soat              what is due and late, how the year's plans go
plans        /kiem-soat/ke-hoach     plans of inspections and reviews
inspections  /kiem-soat/kiem-tra     inspections, and what figures suggest to inspect
findings     /kiem-soat/ton-tai      findings and the divisions' answers
reviews      /kiem-soat/ra-soat      procedures reviewed; /kiem-soat/chi-phi reckons compliance cost
proposals    /kiem-soat/phuong-an    simplification and what became of it
notes        /kiem-soat/sang-kien, /kiem-soat/tuyen-truyen   ideas; the log
"""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter

from chassis.web.chrome import Chrome
from reporting.application.control import ControlWork
from reporting.domain.days import HO_CHI_MINH
from reporting.web.control import findings, inspections, notes, overview, plans, proposals, reviews, words
from reporting.web.control.asking import Control

SAID = {
    "done": ("Đã ghi nhận.", "Recorded."),
    "begun": ("Đã lập.", "Begun."),
}


def pages(work: ControlWork, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner."""
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets="/kiem-soat/assets",
        environment=environment,
        zone=lambda: HO_CHI_MINH,
        said=SAID,
        names={"words": words},
    )
    made, asking = chrome.router(), Control(chrome=chrome, work=work)
    for topic in (overview, plans, inspections, findings, reviews, proposals, notes):
        topic.add_to(made, asking)
    return made
