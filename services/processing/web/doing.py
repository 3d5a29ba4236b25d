"""What the forms of a case's page do: each reads its fields, asks one use case, and names what is then said.

A field is named after its form, ``dung-reason``: a page has one of a name.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from chassis.kernel.errors import invalid
from chassis.web.forms import Form
from chassis.web.visitor import Visitor
from processing.application.apologise_and_extend import ApologiseAndExtend
from processing.application.assign_task import AssignTask
from processing.application.changing import Asked
from processing.application.complete_task import CompleteTask
from processing.application.consultations import (
    AnswerConsultation,
    RemindConsultation,
    RequestConsultations,
    Wanted,
    WithdrawConsultation,
)
from processing.application.correct_case import CorrectCase
from processing.application.decide import Decide
from processing.application.request_payment import RequestPayment
from processing.application.request_supplement import RequestSupplement
from processing.application.return_task import ReturnTask
from processing.application.stop_case import StopCase
from processing.application.use_cases import UseCases
from processing.domain.vocabulary import Opinion, Outcome, PayableKind

MOST_LINES = 50  # as over HTTP; more is refused rather than cut off
Done = Callable[[str, Visitor, Form], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """zone: in which dates are typed. Every form carries the case's version: only if it still is as the page showed."""

    use_cases: UseCases
    zone: tzinfo

    @property
    def actions(self) -> dict[str, Done]:
        """Last part of the address → what it does; answers the keyword of what is then said."""
        return {
            "phan-cong": self.assign,
            "hoan-thanh": self.complete,
            "tra-lai": self.send_back,
            "quyet-dinh": self.decide,
            "bo-sung": self.ask_papers,
            "nghia-vu": self.ask_payment,
            "xin-loi": self.apologise,
            "dung": self.stop,
            "dinh-chinh": self.correct,
            "lay-y-kien": self.consult,
            "don-doc": self.remind,
            "thoi-lay-y-kien": self.withdraw,
        }

    async def assign(self, _: str, looking: Visitor, form: Form) -> str:
        officer = form.text("officer") or looking.signed_in.subject
        await self.use_cases.assign_task(
            AssignTask(
                asked=asked(looking, form),
                task_id=form.text("task"),
                officer=officer,
                reason=form.text("phan-cong-reason"),
            )
        )
        return "assigned"

    async def complete(self, _: str, looking: Visitor, form: Form) -> str:
        await self.use_cases.complete_task(
            CompleteTask(asked=asked(looking, form), task_id=form.text("task"), note=form.text("note"))
        )
        return "completed"

    async def send_back(self, _: str, looking: Visitor, form: Form) -> str:
        command = ReturnTask(
            asked=asked(looking, form),
            task_id=form.text("task"),
            reason=form.text("tra-lai-reason"),
            to_step=form.text("tra-lai-to_step"),
        )
        await self.use_cases.return_task(command)
        return "returned"

    async def decide(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        if (outcome := form.text("quyet-dinh-outcome")) not in set(Outcome):
            raise invalid("invalid-request", "Choose what is decided.", outcome="choose one")
        await self.use_cases.decide(
            Decide(
                asked=asked(looking, form),
                dossier_id=dossier_id,
                outcome=Outcome(outcome),
                reason=form.text("quyet-dinh-reason"),
                despite_consultations=form.text("quyet-dinh-despite_consultations"),
            )
        )
        return "decided"

    async def ask_papers(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        lines = tuple(line.strip() for line in form.text("bo-sung-documents").splitlines() if line.strip())
        if not lines:
            raise invalid("invalid-request", "Name everything that is missing.", documents="one line each")
        if len(lines) > MOST_LINES:
            raise invalid("invalid-request", f"Name at most {MOST_LINES} papers.", documents="too many lines")
        await self.use_cases.request_supplement(
            RequestSupplement(
                asked=asked(looking, form),
                dossier_id=dossier_id,
                documents=lines,
                reason=form.text("bo-sung-reason"),
            )
        )
        return "papers-asked"

    async def ask_payment(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        kind = form.text("nghia-vu-kind")
        command = RequestPayment(
            asked=asked(looking, form),
            dossier_id=dossier_id,
            kind=PayableKind(kind) if kind in set(PayableKind) else PayableKind.OTHER,
            amount_vnd=_dong(form.text("nghia-vu-amount")),
            reason=form.text("nghia-vu-reason"),
        )
        await self.use_cases.request_payment(command)
        return "payment-asked"

    async def apologise(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        command = ApologiseAndExtend(
            asked=asked(looking, form),
            dossier_id=dossier_id,
            new_due_at=_instant(form.text("xin-loi-new_day"), form.text("xin-loi-new_time"), self.zone),
            reason=form.text("xin-loi-reason"),
        )
        await self.use_cases.apologise_and_extend(command)
        return "apologised"

    async def stop(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        await self.use_cases.stop_case(
            StopCase(asked=asked(looking, form), dossier_id=dossier_id, reason=form.text("dung-reason"))
        )
        return "stopped"

    async def correct(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        entry = form.text("entry")
        command = CorrectCase(
            asked=asked(looking, form),
            dossier_id=dossier_id,
            reason=form.text("dinh-chinh-reason"),
            entry=int(entry) if entry.isascii() and entry.isdigit() and len(entry) < 5 else None,
        )
        await self.use_cases.correct_case(command)
        return "corrected"

    async def consult(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        if not (chosen := form.all("consultee")):
            raise invalid("invalid-request", "Choose who is asked.", consultee="choose at least one")
        day, why = form.text("lay-y-kien-due_at"), form.text("lay-y-kien-later_reason")
        due_at = _instant(day, form.text("lay-y-kien-time") or "17:00", self.zone, field="due_at") if day else None
        command = RequestConsultations(
            asked=asked(looking, form),
            dossier_id=dossier_id,
            question=form.text("lay-y-kien-question"),
            wanted=tuple(Wanted(consultee=key, due_at=due_at, later_reason=why) for key in chosen),
            documents=tuple(line.strip() for line in form.text("lay-y-kien-documents").splitlines() if line.strip()),
        )
        await self.use_cases.consultations.request(command)
        return "consulted"

    async def answer(self, consultation_id: str, looking: Visitor, form: Form) -> str:
        if (opinion := form.text("cho-y-kien-opinion")) not in set(Opinion):
            raise invalid("invalid-request", "Choose the opinion.", opinion="choose one")
        command = AnswerConsultation(
            asked=asked(looking, form),
            consultation_id=consultation_id,
            opinion=Opinion(opinion),
            text=form.text("cho-y-kien-text"),
        )
        await self.use_cases.consultations.answer(command)
        return "answered"

    async def remind(self, _: str, looking: Visitor, form: Form) -> str:
        command = RemindConsultation(asked=asked(looking, form), consultation_id=form.text("consultation"))
        await self.use_cases.consultations.remind(command)
        return "reminded"

    async def withdraw(self, _: str, looking: Visitor, form: Form) -> str:
        command = WithdrawConsultation(
            asked=asked(looking, form),
            consultation_id=form.text("consultation"),
            reason=form.text("thoi-lay-y-kien-reason"),
        )
        await self.use_cases.consultations.withdraw(command)
        return "unasked"


def asked(looking: Visitor, form: Form) -> Asked:
    """By the visitor, if the case still is as the page showed it."""
    return Asked(actor=looking.signed_in, if_version=form.count("version", 0, most=10**7) or None)


def _dong(typed: str) -> int:
    """``125.000.000 đ``; raises Problem for what is no amount."""
    text = re.sub(r"[.,\s]|đ$|đồng$", "", typed)
    if not (text.isascii() and text.isdigit() and 0 < int(text or 0) < 10**13):
        raise invalid("invalid-request", "Write the amount in whole đồng.", amount="a number above 0")
    return int(text)


def _instant(day: str, at: str, zone: tzinfo, *, field: str = "new_day") -> datetime:
    """A day and a time as browsers send them."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(at), zone)
    except ValueError:
        raise invalid("invalid-request", "Write a day and a time.", **{field: "a day and a time"}) from None
