"""motcua.reporting.v1.ObligationService: the same use cases as HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import obligation_service_pb2 as pb
from motcua.reporting.v1.obligation_service_pb2_grpc import ObligationServiceServicer
from reporting.api.grpc.services import local_day_of
from reporting.application.obligations import Act, ActOnObligation, Deed, GetObligation, ListObligations
from reporting.application.obligations.look import AskObligation, AskObligations
from reporting.domain.obligation import Obligation, State

_PREFIX = "OBLIGATION_STATE_"
_LONGEST_NOTE = 2000


class ObligationServicer(ObligationServiceServicer):
    def __init__(self, ask: AskObligations, ask_one: AskObligation, act: Act) -> None:
        self._ask = ask
        self._ask_one = ask_one
        self._act = act

    async def ListObligations(  # noqa: N802
        self, request: pb.ListObligationsRequest, context: Any
    ) -> pb.ListObligationsResponse:
        del context
        states = sorted(pb.ObligationState.Name(state) for state in request.states if state)
        filters = {
            **{"list": "obligations", "department": request.department, "form": request.form, "state": states},
            **{"from": request.due_from, "to": request.due_to},
        }
        after = decode_cursor(request.page_token, filters) if request.page_token else None
        listed = await self._ask(
            ListObligations(
                actor=current_actor(),
                department=request.department,
                form=request.form,
                states=frozenset(State(name.removeprefix(_PREFIX).lower()) for name in states),
                due_from=local_day_of("due_from", request.due_from),
                due_to=local_day_of("due_to", request.due_to),
                after=(date.fromisoformat(str(after[0])), str(after[1])) if after else None,
                limit=_size(request.page_size),
            )
        )
        found = listed.found
        last = found.obligations[-1] if found.more else None
        return pb.ListObligationsResponse(
            obligations=[_message(one, listed.now, listed.today) for one in found.obligations],
            next_page_token=encode_cursor([last.due_on.isoformat(), last.id], filters) if last else "",
            total_size=found.total,
        )

    async def GetObligation(self, request: pb.GetObligationRequest, context: Any) -> pb.GetObligationResponse:  # noqa: N802
        del context
        told = await self._ask_one(GetObligation(actor=current_actor(), obligation_id=request.obligation_id))
        answer = pb.GetObligationResponse(obligation=_message(told.obligation, told.now, told.today))
        for entry in told.entries:
            said = answer.entries.add(name=entry.name, actor=entry.actor, note=entry.note)
            said.at.FromDatetime(entry.at)
        return answer

    async def DraftObligation(self, request: pb.DraftObligationRequest, context: Any) -> pb.DraftObligationResponse:  # noqa: N802
        del context
        extra = {"snapshot": request.snapshot, "for_approval": not request.is_unfinished}
        return pb.DraftObligationResponse(obligation=await self._done(request, Deed.DRAFT, **extra))

    async def ApproveObligation(  # noqa: N802
        self, request: pb.ApproveObligationRequest, context: Any
    ) -> pb.ApproveObligationResponse:
        del context
        return pb.ApproveObligationResponse(obligation=await self._done(request, Deed.APPROVE))

    async def SubmitObligation(self, request: pb.SubmitObligationRequest, context: Any) -> pb.SubmitObligationResponse:  # noqa: N802
        del context
        done = await self._done(request, Deed.SUBMIT, snapshot=request.snapshot)
        return pb.SubmitObligationResponse(obligation=done)

    async def ReturnObligation(self, request: pb.ReturnObligationRequest, context: Any) -> pb.ReturnObligationResponse:  # noqa: N802
        del context
        return pb.ReturnObligationResponse(obligation=await self._done(request, Deed.RETURN))

    async def WaiveObligation(self, request: pb.WaiveObligationRequest, context: Any) -> pb.WaiveObligationResponse:  # noqa: N802
        del context
        return pb.WaiveObligationResponse(obligation=await self._done(request, Deed.WAIVE))

    async def _done(self, request: Any, deed: Deed, **said: Any) -> pb.Obligation:
        """What all acts have in common. The answer is as it stands then."""
        if len(request.note) > _LONGEST_NOTE:
            raise invalid("invalid-request", f"A note has at most {_LONGEST_NOTE} characters.", note="is too long")
        actor = current_actor()
        command = ActOnObligation(
            actor=actor,
            obligation_id=request.obligation_id,
            deed=deed,
            note=request.note,
            version=request.version or None,
            **said,
        )
        changed = await self._act(command)
        told = await self._ask_one(GetObligation(actor=actor, obligation_id=changed.id))
        return _message(changed, told.now, told.today)


def _size(wanted: int) -> int:
    if not 0 <= wanted <= LARGEST_PAGE:
        raise invalid("invalid-request", "That page is too large.", page_size=f"must be 1 to {LARGEST_PAGE}")
    return wanted or DEFAULT_PAGE


def _message(one: Obligation, now: datetime, today: date) -> pb.Obligation:
    message = pb.Obligation(
        id=one.id,
        agency=one.agency,
        department=one.department,
        title=one.title,
        title_en=one.title_en,
        form=one.form,
        period=one.period,
        period_from=one.first.isoformat(),
        period_to=one.last.isoformat(),
        due_on=one.due_on.isoformat(),
        receiver=one.receiver,
        approval=one.approval,
        approved=one.approved,
        state=pb.ObligationState.Value(_PREFIX + one.state(now, today).value.upper()),
        is_late=one.is_late(now),
        snapshot=one.snapshot,
        legal_ref=one.legal_ref,
        mark=one.mark,
        note=one.note,
        version=one.version,
    )
    message.due_at.FromDatetime(one.due_at)
    if one.finished_at is not None:
        message.finished_at.FromDatetime(one.finished_at)
    return message
