"""The use cases on any store, with intake's events made by hand: what unit and service tests share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.ids import Ids, SerialIds
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from chassis.messaging.journal import Idempotency
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import dossier_pb2
from processing.application.apologise_and_extend import ApologiseAndExtend
from processing.application.assign_task import AssignTask
from processing.application.changing import Asked, Seen
from processing.application.complete_task import CompleteTask
from processing.application.correct_case import CorrectCase
from processing.application.decide import Decide
from processing.application.ports import Catalogue, Reading, UnitOfWork
from processing.application.request_payment import RequestPayment
from processing.application.request_supplement import RequestSupplement
from processing.application.results.results import Cabinet
from processing.application.return_task import ReturnTask
from processing.application.stop_case import StopCase
from processing.application.use_cases import UseCases
from processing.domain.facts import DossierRef
from processing.domain.vocabulary import Outcome, PayableKind
from processing.events.consumers import IntakeConsumer
from processing.protocol import dossier_ref, stamp
from unit.processing.fake_results import cabinet
from unit.processing.story import (
    ACCEPTED_AT,
    CLERK,
    DOSSIER_ID,
    DUE_AT,
    HEAD,
    LEADER,
    REVISION,
    SPECIALIST,
    current,
    dossier,
)


def envelope(event: str, subject: str, sequence: int, data: Message) -> Envelope:
    """An event of intake as it arrives."""
    told = OutgoingEvent(type=event, agency="heza", department="dau-tu", subject=subject, data=data)
    return decode(encode(told, event_id=f"{subject}-{sequence}", service="intake", time=ACCEPTED_AT, sequence=sequence))


def accepted(
    ref: DossierRef,
    sequence: int,
    *,
    accepted_at: datetime = ACCEPTED_AT,
    due_at: datetime = DUE_AT,
    is_immediate: bool = False,
    revision: str = REVISION,
) -> Envelope:
    data = dossier_pb2.DossierAccepted(
        dossier=dossier_ref(ref),
        received_at=stamp(accepted_at),
        accepted_at=stamp(accepted_at),
        clock_started_at=stamp(accepted_at),
        due_at=stamp(due_at),
        law_revision=revision,
        officer="cb.motcua.1",
        is_immediate=is_immediate,
    )
    return envelope("dossier.accepted", ref.dossier_id, sequence, data)


@dataclass
class Desk:
    """Everybody at work. ``clock`` stands until moved."""

    unit_of_work: UnitOfWork
    reading: Reading
    catalogue: Catalogue
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(ACCEPTED_AT))
    ids: Ids = field(default_factory=SerialIds)
    sequences: dict[str, int] = field(default_factory=dict)
    cabinet: Cabinet = field(default_factory=cabinet)

    def __post_init__(self) -> None:
        self.ask = UseCases.on(
            self.unit_of_work, self.reading, self.catalogue, self.clock, self.ids, cabinet=self.cabinet
        )
        self.consume = IntakeConsumer(self.ask)

    async def hear(self, event: str, data: Message, dossier_id: str = DOSSIER_ID) -> Envelope:
        heard = envelope(event, dossier_id, self._next(dossier_id), data)
        await self.consume(heard)
        return heard

    async def open(
        self,
        dossier_id: str = DOSSIER_ID,
        *,
        accepted_at: datetime = ACCEPTED_AT,
        due_at: datetime = DUE_AT,
        version: int = 3,
        is_immediate: bool = False,
        revision: str = REVISION,
    ) -> Envelope:
        """The dossier received, then accepted."""
        ref = dossier(dossier_id, version=version)
        received = dossier_pb2.DossierReceived(dossier=dossier_ref(ref), received_at=stamp(accepted_at))
        await self.hear("dossier.received", received, dossier_id)
        heard = accepted(
            ref,
            self._next(dossier_id),
            accepted_at=accepted_at,
            due_at=due_at,
            is_immediate=is_immediate,
            revision=revision,
        )
        await self.consume(heard)
        return heard

    async def supplemented(self, request_id: str, supplemented_at: datetime, dossier_id: str = DOSSIER_ID) -> None:
        data = dossier_pb2.DossierSupplemented(
            dossier=dossier_ref(dossier(dossier_id)),
            request_id=request_id,
            supplemented_at=stamp(supplemented_at),
            stage=vocabulary_pb2.SUPPLEMENT_STAGE_APPRAISAL,
        )
        await self.hear("dossier.supplemented", data, dossier_id)

    async def demand(self, actor: Actor = SPECIALIST, dossier_id: str = DOSSIER_ID, **how: Any) -> Seen:
        command = RequestPayment(
            asked=by(actor, **how),
            dossier_id=dossier_id,
            kind=PayableKind.LAND,
            amount_vnd=125_000_000,
            reason="Tiền thuê đất",
        )
        return await self.ask.request_payment(command)

    async def paid(self, payable: str, settled_at: datetime, dossier_id: str = DOSSIER_ID) -> None:
        data = dossier_pb2.DossierPaid(
            dossier=dossier_ref(dossier(dossier_id)),
            payable=payable,
            kind=vocabulary_pb2.PAYABLE_KIND_LAND,
            amount_vnd=125_000_000,
            settled_at=stamp(settled_at),
        )
        await self.hear("dossier.paid", data, dossier_id)

    async def withdrawn(self, withdrawn_at: datetime, dossier_id: str = DOSSIER_ID) -> Envelope:
        ref = dossier_ref(dossier(dossier_id))
        data = dossier_pb2.DossierWithdrawn(dossier=ref, withdrawn_at=stamp(withdrawn_at))
        return await self.hear("dossier.withdrawn", data, dossier_id)

    async def case(self, dossier_id: str = DOSSIER_ID, actor: Actor = LEADER) -> Seen:
        return await self.ask.get_case(actor, dossier_id)

    async def take(self, actor: Actor, officer: str | None = None, dossier_id: str = DOSSIER_ID, **how: Any) -> Seen:
        task_id, reason = current((await self.case(dossier_id)).case), how.pop("reason", "")
        command = AssignTask(asked=by(actor, **how), task_id=task_id, officer=officer or actor.subject, reason=reason)
        return await self.ask.assign_task(command)

    async def finish(self, actor: Actor, dossier_id: str = DOSSIER_ID, **how: Any) -> Seen:
        task_id = current((await self.case(dossier_id)).case)
        return await self.ask.complete_task(CompleteTask(asked=by(actor, **how), task_id=task_id))

    async def finish_again(self, actor: Actor, task_id: str, **how: Any) -> Seen:
        return await self.ask.complete_task(CompleteTask(asked=by(actor, **how), task_id=task_id))

    async def send_back(self, actor: Actor, reason: str = "Thiếu ý kiến") -> Seen:
        task_id = current((await self.case()).case)
        return await self.ask.return_task(ReturnTask(asked=by(actor), task_id=task_id, reason=reason))

    async def request(self, actor: Actor = SPECIALIST, dossier_id: str = DOSSIER_ID, **how: Any) -> Seen:
        command = RequestSupplement(
            asked=by(actor, **how), dossier_id=dossier_id, documents=("Giấy tờ đất",), reason="Thiếu giấy tờ"
        )
        return await self.ask.request_supplement(command)

    async def decide(self, actor: Actor = LEADER, outcome: Outcome = Outcome.GRANTED, **how: Any) -> Seen:
        dossier_id = how.pop("dossier_id", DOSSIER_ID)
        return await self.ask.decide(
            Decide(asked=by(actor, **how), dossier_id=dossier_id, outcome=outcome, reason="Đủ điều kiện")
        )

    async def apologise(self, new_due_at: datetime, actor: Actor = LEADER) -> Seen:
        return await self.ask.apologise_and_extend(
            ApologiseAndExtend(asked=by(actor), dossier_id=DOSSIER_ID, new_due_at=new_due_at, reason="Cần thêm")
        )

    def stopping(self, actor: Actor = HEAD) -> StopCase:
        return StopCase(asked=by(actor), dossier_id=DOSSIER_ID, reason="Trùng hồ sơ")

    def correcting(self, entry: int | None = None, actor: Actor = LEADER) -> CorrectCase:
        return CorrectCase(asked=by(actor), dossier_id=DOSSIER_ID, reason="Ghi nhầm", entry=entry)

    async def stop(self, actor: Actor = HEAD) -> Seen:
        return await self.ask.stop_case(self.stopping(actor))

    async def correct(self, entry: int | None = None, actor: Actor = LEADER) -> Seen:
        return await self.ask.correct_case(self.correcting(entry, actor))

    async def to_specialist(self, dossier_id: str = DOSSIER_ID) -> None:
        await self.take(HEAD, dossier_id=dossier_id)
        await self.finish(HEAD, dossier_id)
        await self.take(HEAD, SPECIALIST.subject, dossier_id)

    async def to_decision(self, dossier_id: str = DOSSIER_ID) -> None:
        await self.to_specialist(dossier_id)
        await self.finish(SPECIALIST, dossier_id)
        await self.take(HEAD, dossier_id=dossier_id)
        await self.finish(HEAD, dossier_id)

    async def to_result(self, dossier_id: str = DOSSIER_ID) -> Seen:
        await self.to_decision(dossier_id)
        await self.decide(dossier_id=dossier_id)
        await self.take(CLERK, dossier_id=dossier_id)
        return await self.finish(CLERK, dossier_id)

    def _next(self, dossier_id: str) -> int:
        self.sequences[dossier_id] = self.sequences.get(dossier_id, 0) + 1
        return self.sequences[dossier_id]


def by(actor: Actor, *, version: int | None = None, key: str = "", digest: str = "d") -> Asked:
    idempotency = Idempotency(key=key, digest=digest) if key else None
    return Asked(actor=actor, if_version=version, idempotency=idempotency)
