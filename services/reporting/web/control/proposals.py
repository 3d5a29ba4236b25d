"""``/kiem-soat/phuong-an``: proposals to make procedures simpler, what they save, what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import invalid
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked, access
from reporting.application.control.ports import Wanted
from reporting.domain.control.proposals import AGREED, MOVES, Proposal, ProposalContent, ProposalState
from reporting.domain.control.reviews import Review
from reporting.protocol.control import read
from reporting.web.control.asking import HOME, Control, money
from reporting.web.control.deeds import Deed, Field, add_deeds, holds, offered, text

BASE = f"{HOME}/phuong-an"
_TEXTS = ("procedure", "procedure_name", "review_id", "kind", "content", "reason")
_PARTS = ("document", "article", "when", "body")


def add_to(made: APIRouter, control: Control) -> None:
    deeds = _deeds(control)

    async def show(proposal_id: str, looking: Visitor, form: Form | None = None) -> Response:
        proposal = await control.work.looking.one(looking.signed_in, Proposal, proposal_id)
        return await control.page(
            "proposal.html",
            looking,
            form,
            proposal=proposal,
            target=control.work.rules.target_on(proposal.drafted_on),
            base=f"{BASE}/{proposal.id}",
            deeds=offered(deeds, looking, proposal),
        )

    @made.get(BASE)
    async def proposals_page(looking: VisitorDep, trang: str = "") -> Response:
        actor = looking.signed_in
        return await control.page(
            "proposals.html",
            looking,
            listed=await control.listed(looking, Proposal, BASE, Wanted(), trang),
            agreed=await _saved(control, looking, AGREED),
            done=await _saved(control, looking, frozenset({ProposalState.CARRIED_OUT})),
            target=control.work.rules.target_on(control.today),
            may_draft=holds(lambda: access.reviewers(actor, actor.agency, actor.department)),
        )

    _drafting(made, control)

    @made.get(BASE + "/{proposal_id}")
    async def proposal_page(proposal_id: str, looking: VisitorDep) -> Response:
        return await show(proposal_id, looking)

    add_deeds(made, control, BASE, deeds, show)


async def _saved(control: Control, looking: Visitor, states: frozenset[ProposalState]) -> int:
    """Whole đồng a year, of all that the visitor may see in these states."""
    wanted = Wanted(states=frozenset(states))
    return sum(
        [each.saving.saved_vnd async for each in control.work.looking.every(looking.signed_in, Proposal, wanted)]
    )


def _drafting(made: APIRouter, control: Control) -> None:
    async def write(looking: Visitor, form: Form) -> Response:
        actor = looking.signed_in
        access.reviewers(actor, actor.agency, actor.department)
        return await control.page("proposal_form.html", looking, form)

    @made.get(BASE + "/lap")
    async def proposal_form(looking: VisitorDep, ra_soat: str = "") -> Response:
        shown: dict[str, str] = {}
        if ra_soat:
            review = await control.work.looking.one(looking.signed_in, Review, ra_soat)
            shown = {"procedure": review.procedure, "procedure_name": review.procedure_name, "review_id": review.id}
            if review.saving is not None:
                shown |= {"before_vnd": str(review.saving.before_vnd), "after_vnd": str(review.saving.after_vnd)}
        return await write(looking, Form.filled(shown))

    @made.post(BASE + "/lap")
    async def proposal_drafted(request: Request, looking: VisitorDep) -> Response:
        async def do(form: Form, asked: Asked) -> str:
            values: dict[str, Any] = {name: form.text(name) for name in _TEXTS}
            values["recommendation"] = {name: form.text(f"recommendation-{name}") for name in _PARTS}
            values |= {name: money(form.text(name)) for name in ("before_vnd", "after_vnd")}
            drafted = await control.work.proposals.draft(asked, read(ProposalContent, values))
            return f"{BASE}/{quote(drafted.id)}"

        return await control.sent(request, looking, do, lambda form: write(looking, form))


def _deeds(control: Control) -> list[Deed]:
    proposals = control.work.proposals

    def decision(key: str, word: str, vi: str, en: str, *, needed: bool, tone: str) -> Deed:
        return Deed(
            key=key,
            act=f"{word}-proposal",
            moves=MOVES,
            right=access.of_leader,
            name=(vi, en),
            fields=text("Ý kiến", "Remark", needed=needed),
            do=lambda asked, piece_id, said: proposals.decide(asked, piece_id, word, said["text"]),
            tone=tone,
        )

    async def carry_out(asked: Asked, proposal_id: str, said: dict[str, str]) -> object:
        try:
            on = date.fromisoformat(said["on"])
        except ValueError:
            raise invalid("invalid-request", "Correct these fields: on.", on="is needed") from None
        return await proposals.carry_out(asked, proposal_id, said["legal_act"], on)

    return [
        Deed(
            key="trinh",
            act="submit-proposal",
            moves=MOVES,
            right=access.of_control_team,
            name=("Trình lãnh đạo", "Submit to the leaders"),
            do=lambda asked, piece_id, _: proposals.submit(asked, piece_id),
        ),
        decision("chap-thuan", "accept", "Chấp thuận", "Accept", needed=False, tone=""),
        decision("mot-phan", "partly-accept", "Chấp thuận một phần", "Accept in part", needed=True, tone="second"),
        decision("tra-lai", "return", "Trả lại để sửa", "Return", needed=True, tone="second"),
        decision("khong-chap-thuan", "reject", "Không chấp thuận", "Reject", needed=True, tone="danger"),
        Deed(
            key="thuc-thi",
            act="carry-out-proposal",
            moves=MOVES,
            right=access.of_control_team,
            name=("Ghi nhận đã thực thi", "Carried out"),
            fields=(
                Field(name="legal_act", label=("Số, ký hiệu văn bản", "Number of the legal act"), kind="text"),
                Field(name="on", label=("Ngày có hiệu lực", "In effect from"), kind="date"),
            ),
            do=carry_out,
        ),
        Deed(
            key="khong-thuc-hien",
            act="lapse-proposal",
            moves=MOVES,
            right=access.of_control_team,
            name=("Ghi nhận không thực hiện", "Nothing came of it"),
            fields=text("Vì sao", "Why"),
            do=lambda asked, piece_id, said: proposals.lapse(asked, piece_id, said["text"]),
            tone="danger",
        ),
    ]
