"""Dossiers: register, list, read, receipt, deadline."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, etag
from chassis.http.paging import PageDep, encode_cursor
from chassis.telemetry import logs
from intake.api.http.answers import DeadlineOut, DossierOut, DossierPage, ReceiptOut
from intake.api.http.requests import DossierIn
from intake.api.http.shapes import DossierShapes, answer, deadline_shape, receipt_shape
from intake.application import ExplainDeadline, GetDossier, GetReceipt, ListDossiers, RegisterDossier, UseCases
from intake.application.law_in_force import LawInForce
from intake.application.ports import Filter, Place
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel
from intake.domain.states import State

# Every look at an applicant's data is recorded with who looked (NĐ 13/2023 art. 38(2)).
_log = logs.get(__name__)

_STATE = Annotated[list[State] | None, Query(description="any of these; repeat the parameter for more than one")]
_DEPARTMENT = Annotated[str | None, Query(max_length=40, description="token, see GET /v1/departments")]
_FROM = Annotated[date | None, Query(description="received on this local day or later", examples=["2026-04-01"])]
_TO = Annotated[date | None, Query(description="received on this local day or earlier", examples=["2026-04-30"])]
_PROCEDURE = Annotated[str | None, Query(max_length=60, description="key or national code")]
_Q = Annotated[str | None, Query(max_length=50, description="the beginning of a dossier code: H24.15-260426")]


def router(use_cases: UseCases, shapes: DossierShapes, in_force: LawInForce) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers", tags=["Hồ sơ · Dossiers"])

    @made.post("", status_code=201, response_model=DossierOut, summary="Nộp hồ sơ · Register a dossier")
    async def register_dossier(body: DossierIn, actor: ActorDep, idempotency: IdempotencyDep) -> Response:
        """An applicant files online; a receptionist registers what comes to the counter or by post.

        The dossier is then `registered`: it has no code and no clock until it is accepted. It keeps the procedure
        version in force on the day it is received. Send an `Idempotency-Key`, so that trying again never files twice.
        """
        command = RegisterDossier(
            actor=actor,
            procedure=body.procedure,
            channel=body.channel,
            applicant=body.applicant.applicant(),
            documents=tuple(document.document() for document in body.documents),
            request=body.request,
            sets=body.sets,
            result_by=body.result_by,
            is_incomplete=body.incomplete,
            idempotency=idempotency,
        )
        return shapes.created(shapes.whole(await use_cases.register(command)))

    @made.get("", response_model=DossierPage, summary="Danh sách hồ sơ · List dossiers")
    async def list_dossiers(
        *,
        actor: ActorDep,
        page: PageDep,
        state: _STATE = None,
        department: _DEPARTMENT = None,
        channel: Channel | None = None,
        received_from: _FROM = None,
        received_to: _TO = None,
        procedure: _PROCEDURE = None,
        q: _Q = None,
        payment: PaymentStatus | None = None,
    ) -> Response:
        """The dossiers you may see, newest reception first, without applicants. All filters given must hold.

        `total_size` is exact. For the next page send `next_page_token` as `page_token` with the same filters.
        """
        wanted = Filter(
            states=frozenset(state) if state else None,
            department=department,
            channel=channel,
            received_from=_midnight(received_from, in_force, 0),
            received_before=_midnight(received_to, in_force, 1),
            procedure=procedure,
            code=q.strip().upper() if q and q.strip() else None,
            payment=payment,
        )
        filters = _digestible(wanted)
        found = await use_cases.find(
            ListDossiers(actor=actor, wanted=wanted, after=_place(page.after(filters)), size=page.page_size)
        )
        following = found.following
        token = following and encode_cursor((following.received_at.isoformat(), following.id), filters)
        items = [shapes.item(dossier) for dossier in found.dossiers]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})

    _one(made, use_cases, shapes)
    return made


def _one(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    @made.get("/{dossier_id}", response_model=DossierOut, summary="Một hồ sơ · One dossier")
    async def get_dossier(dossier_id: str, actor: ActorDep) -> Response:
        """By id or by code. `applicant` is there only for those who may see personal data; the answer is 404 for a
        dossier that is not yours to see. `ETag` is its version, for `If-Match`."""
        shown = await use_cases.get(GetDossier(actor=actor, dossier=dossier_id))
        if shown.applicant is not None:
            _log.info("applicant shown", dossier=shown.dossier.id, to=actor.subject)
        shape = shapes.whole(shown.dossier, shown.applicant, shown.request, shown.files)
        return answer(shape, headers={"ETag": etag(shown.dossier.version)})

    @made.get("/{dossier_id}/receipt", response_model=ReceiptOut, summary="Giấy tiếp nhận · The receipt (form 01)")
    async def get_receipt(dossier_id: str, actor: ActorDep) -> Response:
        """Every field of form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả, once the dossier is accepted."""
        receipt = await use_cases.receipt(GetReceipt(actor=actor, dossier_id=dossier_id))
        _log.info("applicant shown", dossier=dossier_id, to=actor.subject)
        return answer(receipt_shape(receipt))

    @made.get("/{dossier_id}/deadline", response_model=DeadlineOut, summary="Vì sao hẹn ngày đó · Why it is due then")
    async def explain_deadline(dossier_id: str, actor: ActorDep) -> Response:
        """Line by line, in Vietnamese and English, each skipped day with its legal reference."""
        return answer(deadline_shape(await use_cases.deadline(ExplainDeadline(actor=actor, dossier_id=dossier_id))))


def _midnight(on: date | None, in_force: LawInForce, days_later: int) -> datetime | None:
    """The beginning of a local day, so many days later."""
    if on is None:
        return None
    day = min(on, date.max - timedelta(days=2)) + timedelta(days=days_later)
    return datetime.combine(max(day, date(1, 1, 2)), time.min, tzinfo=in_force.pack.calendar.tz)


def _digestible(wanted: Filter) -> dict[str, Any]:
    """What a page token is bound to."""
    filters = {name: getattr(wanted, name) for name in Filter.__slots__}
    return filters | {"states": sorted(wanted.states) if wanted.states else None}


def _place(position: list[str | int | None] | None) -> Place | None:
    if position is None:
        return None
    return Place(received_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
