"""motcua.processing.v1.MandateService: the same use cases as HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from chassis.http.paging import LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import mandate_service_pb2 as pb
from motcua.processing.v1 import mandate_service_pb2_grpc
from processing.api.grpc.messages import created
from processing.application.mandate_ports import MandateFilter
from processing.application.mandates import CancelAbsence, Delegate, RecordAbsence, RevokeDelegation
from processing.application.use_cases import UseCases
from processing.domain.absences import Absence, AbsenceKind
from processing.domain.delegations import Delegation
from processing.domain.mandates import Power
from processing.protocol import stamp

KINDS = {
    AbsenceKind.LEAVE: pb.ABSENCE_KIND_LEAVE,
    AbsenceKind.SICK: pb.ABSENCE_KIND_SICK,
    AbsenceKind.MISSION: pb.ABSENCE_KIND_MISSION,
    AbsenceKind.TRAINING: pb.ABSENCE_KIND_TRAINING,
    AbsenceKind.OTHER: pb.ABSENCE_KIND_OTHER,
}
POWERS = {
    Power.STEP: pb.POWER_STEP,
    Power.ASSIGN: pb.POWER_ASSIGN,
    Power.DECIDE: pb.POWER_DECIDE,
    Power.APOLOGISE: pb.POWER_APOLOGISE,
    Power.STOP: pb.POWER_STOP,
    Power.CORRECT: pb.POWER_CORRECT,
}
_KIND_OF = {proto: word for word, proto in KINDS.items()}
_POWER_OF = {proto: word for word, proto in POWERS.items()}
_DEFAULT_PAGE = 50


class MandateServicer(mandate_service_pb2_grpc.MandateServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.mandates

    async def RecordAbsence(self, request: pb.RecordAbsenceRequest, context: Any) -> pb.RecordAbsenceResponse:  # noqa: N802
        command = RecordAbsence(
            asked=created("RecordAbsence", request),
            officer=request.officer,
            from_on=day(request.from_on, "from_on"),
            to_on=day(request.to_on, "to_on"),
            substitute=request.substitute,
            kind=_known(_KIND_OF, request.kind, "kind"),
        )
        return pb.RecordAbsenceResponse(absence=_absence(await self._ask.record_absence(command)))

    async def CancelAbsence(self, request: pb.CancelAbsenceRequest, context: Any) -> pb.CancelAbsenceResponse:  # noqa: N802
        command = CancelAbsence(
            asked=created("CancelAbsence", request), absence_id=request.absence_id, reason=request.reason
        )
        return pb.CancelAbsenceResponse(absence=_absence(await self._ask.cancel_absence(command)))

    async def ListAbsences(self, request: pb.ListAbsencesRequest, context: Any) -> pb.ListAbsencesResponse:  # noqa: N802
        wanted, filters = _wanted(request, "absences")
        after, size = id_page(request, filters)
        found = await self._ask.list_absences(current_actor(), wanted, after, size)
        return pb.ListAbsencesResponse(
            absences=[_absence(absence) for absence in found.absences],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )

    async def Delegate(self, request: pb.DelegateRequest, context: Any) -> pb.DelegateResponse:  # noqa: N802
        command = Delegate(
            asked=created("Delegate", request),
            delegate=request.delegate,
            powers=frozenset(_known(_POWER_OF, power, "powers") for power in request.powers),
            from_on=day(request.from_on, "from_on"),
            to_on=day(request.to_on, "to_on"),
            document_number=request.document_number,
            document_on=day(request.document_on, "document_on"),
        )
        return pb.DelegateResponse(delegation=_delegation(await self._ask.delegate(command)))

    async def RevokeDelegation(  # noqa: N802
        self, request: pb.RevokeDelegationRequest, context: Any
    ) -> pb.RevokeDelegationResponse:
        command = RevokeDelegation(
            asked=created("RevokeDelegation", request), delegation_id=request.delegation_id, reason=request.reason
        )
        return pb.RevokeDelegationResponse(delegation=_delegation(await self._ask.revoke_delegation(command)))

    async def ListDelegations(  # noqa: N802
        self, request: pb.ListDelegationsRequest, context: Any
    ) -> pb.ListDelegationsResponse:
        wanted, filters = _wanted(request, "delegations")
        after, size = id_page(request, filters)
        found = await self._ask.list_delegations(current_actor(), wanted, after, size)
        return pb.ListDelegationsResponse(
            delegations=[_delegation(delegation) for delegation in found.delegations],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )


def day(text: str, field: str) -> date:
    """A local day; Problem ``invalid-request`` for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid("invalid-request", f"Correct these fields: {field}.", **{field: "YYYY-MM-DD"}) from None


def id_page(request: Any, filters: dict[str, object]) -> tuple[str, int]:
    """After which id a page begins and how long it is; Problems ``page-size-invalid``, ``page-token-invalid``."""
    if not 0 <= request.page_size <= LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE}.", page_size="out of range")
    after = str(decode_cursor(request.page_token, filters)[0]) if request.page_token else ""
    return after, request.page_size or _DEFAULT_PAGE


def id_token(following: str, filters: dict[str, object]) -> str:
    """The next page's token, empty on the last."""
    return encode_cursor([following], filters) if following else ""


def _wanted(request: Any, listed: str) -> tuple[MandateFilter, dict[str, object]]:
    on = day(request.on, "on") if request.on else None
    wanted = MandateFilter(department=request.department, person=request.person, on=on)
    return wanted, {"list": listed, "department": wanted.department, "person": wanted.person, "on": on}


def _known(words: Any, proto: int, field: str) -> Any:
    if proto not in words:
        raise invalid("invalid-request", f"Correct these fields: {field}.", **{field: "not a known value"})
    return words[proto]


def _absence(absence: Absence) -> pb.Absence:
    return pb.Absence(
        id=absence.id,
        officer=absence.officer,
        department=absence.department,
        from_on=absence.from_on.isoformat(),
        to_on=absence.to_on.isoformat(),
        substitute=absence.substitute,
        kind=KINDS[absence.kind],
        recorded_by=absence.recorded_by,
        recorded_at=stamp(absence.recorded_at),
        cancelled_at=stamp(absence.cancelled_at) if absence.cancelled_at else None,
        cancelled_by=absence.cancelled_by,
    )


def _delegation(delegation: Delegation) -> pb.Delegation:
    return pb.Delegation(
        id=delegation.id,
        delegator=delegation.delegator,
        department=delegation.department,
        delegate=delegation.delegate,
        powers=[POWERS[power] for power in sorted(delegation.powers)],
        from_on=delegation.from_on.isoformat(),
        to_on=delegation.to_on.isoformat(),
        document_number=delegation.document_number,
        document_on=delegation.document_on.isoformat(),
        recorded_at=stamp(delegation.recorded_at),
        revoked_at=stamp(delegation.revoked_at) if delegation.revoked_at else None,
        revoked_by=delegation.revoked_by,
    )
