"""motcua.reporting.v1.DefinitionService: the same use cases as HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import definition_service_pb2 as pb
from motcua.reporting.v1.definition_service_pb2_grpc import DefinitionServiceServicer
from reporting.api.grpc.services import local_day_of
from reporting.application.definitions import AskDefinitions, AskUndueDossiers, GetDefinitions, ListUndueDossiers
from reporting.domain.definitions import Definition, Policy


class DefinitionServicer(DefinitionServiceServicer):
    def __init__(self, ask: AskDefinitions, list_undue: AskUndueDossiers) -> None:
        self._ask = ask
        self._list_undue = list_undue

    async def ListDefinitions(  # noqa: N802
        self, request: pb.ListDefinitionsRequest, context: Any
    ) -> pb.ListDefinitionsResponse:
        del context
        on = local_day_of("on", request.on)
        found = await self._ask(GetDefinitions(actor=current_actor(), on=on))
        return pb.ListDefinitionsResponse(definitions=[_definition(each) for each in found])

    async def ListUndueDossiers(  # noqa: N802
        self, request: pb.ListUndueDossiersRequest, context: Any
    ) -> pb.ListUndueDossiersResponse:
        del context
        if not 0 <= request.page_size <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE}.", page_size="out of range")
        size = request.page_size or DEFAULT_PAGE
        after = str(decode_cursor(request.page_token, {})[0]) if request.page_token else ""
        found = await self._list_undue(ListUndueDossiers(actor=current_actor(), limit=size, after=after))
        full = len(found.items) == size
        return pb.ListUndueDossiersResponse(
            dossiers=[
                pb.UndueDossier(
                    dossier_id=each.dossier_id,
                    code=each.code,
                    agency=each.agency,
                    department=each.department,
                    procedure_key=each.procedure_key,
                    accepted_on=each.accepted_on.isoformat(),
                )
                for each in found.items
            ],
            next_page_token=encode_cursor([found.items[-1].dossier_id], {}) if full else "",
            total_size=found.total,
        )


def _definition(each: Definition) -> pb.Definition:
    return pb.Definition(
        name=each.name,
        title=each.title_vi,
        title_en=each.title_en,
        basis=each.basis.value,
        formula=each.formula_vi,
        formula_en=each.formula_en,
        legal_ref=each.legal_ref,
        mark=each.mark,
        valid_from=each.valid_from.isoformat(),
        valid_to=_day(each.valid_to),
        policies=[
            *(_policy(ending.value, policy) for ending, policy in each.endings.items()),
            _policy("without-due-date", each.without_due_date),
        ],
    )


def _policy(ending: str, policy: Policy) -> pb.DefinitionPolicy:
    return pb.DefinitionPolicy(
        ending=ending,
        treatment=policy.treatment.value,
        mark=policy.mark,
        legal_ref=policy.legal_ref,
        note=policy.note,
        note_en=policy.note_en,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
