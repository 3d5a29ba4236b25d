"""``/viec/{dossier}``: one case. Its clock and how it was counted, its steps, and what the visitor may do now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from processing.application.changing import Seen
from processing.application.draft_apology import ApologyDraft
from processing.application.use_cases import UseCases
from processing.application.views import lines, stands
from processing.domain.clock import count
from processing.domain.consultation import Consultee
from processing.web import words
from processing.web.doing import Doing
from processing.web.inbox import HOME
from processing.web.may import may, may_be_extended

# What a use case says of a field, where a page has it under another name.
_FIELDS: Mapping[str, str] = {"amount_vnd": "amount", "new_due_at": "new_day"}
_SHOWN = (
    "reason",
    "officer",
    "consultee",
    "question",
    "due_at",
    "later_reason",
    "opinion",
    "text",
    "despite_consultations",
    "documents",
    "amount",
    "new_day",
    "outcome",
    "to_step",
)


Units = Callable[[], Awaitable[Mapping[str, tuple[str, str]]]]
"""Gives token → what the department is called; a token that is not there stands for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePages:
    chrome: Chrome
    use_cases: UseCases
    units: Units
    zone: tzinfo

    @property
    def doing(self) -> Doing:
        return Doing(use_cases=self.use_cases, zone=self.zone)

    async def show(
        self, wanted: str, looking: Visitor, form: Form | None = None, *, action: str = "", status: int = 200
    ) -> Response:
        """action: whose form is wrong, or is to be shown open."""
        actor = looking.signed_in
        deadline = await self.use_cases.get_deadline(actor, wanted)
        seen = deadline.seen
        standing, offered = stands(seen), may(actor, seen)
        apology = await self.use_cases.draft_apology.offered(actor, seen)
        draft = apology.draft if apology else None
        if apology is not None and apology.may_sign:
            offered = replace(offered, apologise=may_be_extended(seen.case))
        return self.chrome.page(
            "case.html",
            looking,
            status=status,
            seen=seen,
            case=seen.case,
            standing=standing,
            left=_left(seen),
            may=offered,
            lines=tuple(lines(deadline.derivation)),
            form=form or (_draft_form(draft, self.zone) if draft else Form()),
            draft=draft,
            action=action,
            units=await self.units(),
            consultees=await self._consultees() if offered.consult else (),
        )

    async def _consultees(self) -> tuple[Consultee, ...]:
        """Who may be asked; nobody while the law pack cannot be read."""
        try:
            return tuple((await self.use_cases.consultations.consultees()).values())
        except Problem:
            return ()

    async def change(self, request: Request, dossier_id: str, action: str, looking: Visitor) -> Response:
        """What was wrong with a form is said beside it, with what was typed."""
        form = await self.chrome.sent(request, looking)
        done = self.doing.actions.get(action)
        if done is None:
            return await self.show(dossier_id, looking, status=404)
        try:
            told = await done(dossier_id, looking, form)
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED, Kind.STALE):
                raise
            wrong = form.wrong(_placed(action, problem))
            return await self.show(dossier_id, looking, wrong, action=action, status=422)
        return self.chrome.go(f"{HOME}/{quote(dossier_id)}", tell=told)


def add_to(made: APIRouter, pages: CasePages) -> None:
    @made.get(HOME + "/{wanted}")
    async def case_page(wanted: str, looking: VisitorDep, mo: str = "") -> Response:
        """mo: the form that a message leads to."""
        return await pages.show(wanted, looking, action=mo if mo == "xin-loi" else "")

    @made.get(HOME + "/{dossier_id}/{action}")
    async def case_again(dossier_id: str, action: str, looking: VisitorDep) -> Response:
        """Who signed in anew, or changed the language, on what was an answer to a form."""
        del action, looking
        return pages.chrome.go(f"{HOME}/{quote(dossier_id)}")

    @made.post(HOME + "/{dossier_id}/{action}")
    async def case_changed(request: Request, dossier_id: str, action: str, looking: VisitorDep) -> Response:
        looking.signed_in  # noqa: B018 - whoever is not is led to sign in
        return await pages.change(request, dossier_id, action, looking)


def _draft_form(draft: ApologyDraft, zone: tzinfo) -> Form:
    """Form 04 filled in with what the draft proposes."""
    local = draft.new_due_at.astimezone(zone)
    return Form.filled(
        {
            "xin-loi-new_day": local.date().isoformat(),
            "xin-loi-new_time": local.strftime("%H:%M"),
            "xin-loi-reason": draft.reason,
        }
    )


def _left(seen: Seen) -> tuple[str, str] | None:
    """What is left of the limit, said in both languages; None when the clock has ended."""
    case = seen.case
    if case.issued_at is not None or case.stopped_at is not None:
        return None
    return words.time_left(count(case, seen.law).remaining_at(seen.now), case.limit.unit)


def _placed(action: str, problem: Problem) -> dict[str, str]:
    """Field of the action's form → what is wrong; a refusal that is about no field is about the page."""
    named = {_FIELDS.get(path, path): said for path, said in problem.fields.items()}
    known = {f"{action}-{name}": said for name, said in named.items() if name in _SHOWN}
    return known or {"main": problem.detail}
