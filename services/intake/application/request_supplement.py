"""Ask the applicant for documents before acceptance (form 02): everything at once, as often as the law allows."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.reception import request_supplement


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupplement:
    """documents: 1 to 50 lines, each a key of the procedure's documents or words. reason: 1 to 2,000 characters."""

    change: Change
    documents: tuple[str, ...]
    reason: str


class RequestSupplementHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: RequestSupplement) -> Dossier:
        """The dossier, waiting for documents. Raises what ``open_for`` raises, ActionNotAllowed,
        SupplementAlreadyRequested, ``invalid-request``."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(
                transaction, command.change, name="request-supplement", right=rights.may_receive, reason=command.reason
            )
            if opened.was_done:
                return opened.dossier
            now = self._clock.now()
            request = SupplementRequest(
                request_id=self._ids.new(),
                stage=Stage.INTAKE,
                requested_at=now,
                requested_by=command.change.actor.subject,
                documents=command.documents,
                reason=command.reason,
                applicant_deadline_at=None,
                supplemented_at=None,
            )
            rule = self._law.pack.agency.counter_requests_on(now.astimezone(self._law.pack.calendar.tz).date())
            asked, fact = request_supplement(opened.dossier, request, rule)
            await transaction.dossiers.save(asked)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return asked
