"""motcua.intake.v1.DossierService: everything the HTTP API can do with a dossier."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from google.protobuf.message import Message

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Idempotency
from chassis.rpc.server import current_actor
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.shapes import DossierMessages, applicant_of, documents_of
from intake.api.grpc.taking_in import origin_of, ref_of
from intake.api.grpc.vocabulary import from_wire, from_wire_or_none, instant
from intake.api.places import place_of, position_of, question
from intake.application import (
    AcceptDossier,
    Change,
    GetDossier,
    ListDossiers,
    RateDossier,
    RecordCollection,
    RefuseDossier,
    RegisterDossier,
    RequestSupplement,
    SubmitSupplement,
    UseCases,
    WithdrawDossier,
)
from intake.application.external_refs import AddExternalRef
from intake.application.issue_immediate_result import IssueImmediateResult
from intake.application.reading import Filter
from intake.application.record_forwarding import RecordForwarding
from intake.domain.applicant import tidy
from intake.domain.dossier import Timeliness
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.forwarding.moving import Leg
from intake.domain.online_reception import Reception
from intake.domain.people import PersonSearch
from intake.domain.procedures import Channel, Subject
from intake.domain.returning.attempts import ReceivedBy, Receiver
from intake.domain.returning.uncollected import Collection
from intake.domain.states import State
from intake.domain.transfer import Transfer
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import dossier_pb2, dossier_service_pb2_grpc, fee_pb2
from motcua.intake.v1 import dossier_service_pb2 as pb

_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class DossierServicer(dossier_service_pb2_grpc.DossierServiceServicer):
    def __init__(self, use_cases: UseCases, messages: DossierMessages) -> None:
        self._use_cases = use_cases
        self._messages = messages

    async def RegisterDossier(  # noqa: N802
        self, request: pb.RegisterDossierRequest, context: Any
    ) -> pb.RegisterDossierResponse:
        command = RegisterDossier(
            actor=current_actor(),
            procedure=request.procedure,
            channel=from_wire(vocabulary_pb2.Channel, "CHANNEL", Channel, request.channel, "channel"),
            applicant=applicant_of(request.applicant),
            documents=documents_of(list(request.documents)),
            request=tidy(request.request),
            sets=request.sets or 1,
            result_by=from_wire_or_none(vocabulary_pb2.Channel, "CHANNEL", Channel, request.result_by),
            is_incomplete=request.is_incomplete,
            idempotency=idempotency_of("RegisterDossier", request, request.idempotency_key),
            site=request.site,
            counter=request.counter,
            origin=origin_of(request.origin) if request.HasField("origin") else None,
            external_refs=tuple(ref_of(ref, f"external_refs[{i}]") for i, ref in enumerate(request.external_refs)),
            is_synthetic=request.synthetic,
        )
        dossier = await self._use_cases.register(command)
        return pb.RegisterDossierResponse(dossier=self._messages.whole(dossier))

    async def AcceptDossier(self, request: pb.AcceptDossierRequest, context: Any) -> pb.AcceptDossierResponse:  # noqa: N802
        accepted = await self._use_cases.accept(AcceptDossier(change=change_of("AcceptDossier", request)))
        return pb.AcceptDossierResponse(dossier=self._messages.whole(accepted.dossier))

    async def IssueImmediateResult(  # noqa: N802
        self, request: pb.IssueImmediateResultRequest, context: Any
    ) -> pb.IssueImmediateResultResponse:
        method = from_wire_or_none(vocabulary_pb2.CollectionMethod, "COLLECTION_METHOD", Channel, request.method)
        command = IssueImmediateResult(change=change_of("IssueImmediateResult", request), method=method)
        answered = await self._use_cases.answer_at_once(command)
        return pb.IssueImmediateResultResponse(dossier=self._messages.whole(answered.dossier))

    async def RefuseDossier(self, request: pb.RefuseDossierRequest, context: Any) -> pb.RefuseDossierResponse:  # noqa: N802
        command = RefuseDossier(change=change_of("RefuseDossier", request), reason=request.reason)
        return pb.RefuseDossierResponse(dossier=self._messages.whole(await self._use_cases.refuse(command)))

    async def RequestSupplement(  # noqa: N802
        self, request: pb.RequestSupplementRequest, context: Any
    ) -> pb.RequestSupplementResponse:
        command = RequestSupplement(
            change=change_of("RequestSupplement", request), documents=tuple(request.documents), reason=request.reason
        )
        dossier = await self._use_cases.request_supplement(command)
        latest = dossier.supplements[-1].request_id if dossier.supplements else ""
        return pb.RequestSupplementResponse(dossier=self._messages.whole(dossier), request_id=latest)

    async def SubmitSupplement(  # noqa: N802
        self, request: pb.SubmitSupplementRequest, context: Any
    ) -> pb.SubmitSupplementResponse:
        command = SubmitSupplement(
            change=change_of("SubmitSupplement", request),
            documents=documents_of(list(request.documents)),
            request_id=request.request_id or None,
        )
        dossier = await self._use_cases.submit_supplement(command)
        return pb.SubmitSupplementResponse(dossier=self._messages.whole(dossier))

    async def WithdrawDossier(self, request: pb.WithdrawDossierRequest, context: Any) -> pb.WithdrawDossierResponse:  # noqa: N802
        command = WithdrawDossier(change=change_of("WithdrawDossier", request), reason=request.reason)
        return pb.WithdrawDossierResponse(dossier=self._messages.whole(await self._use_cases.withdraw(command)))

    async def RecordCollection(  # noqa: N802
        self, request: pb.RecordCollectionRequest, context: Any
    ) -> pb.RecordCollectionResponse:
        method = from_wire_or_none(vocabulary_pb2.CollectionMethod, "COLLECTION_METHOD", Channel, request.method)
        command = RecordCollection(
            change=change_of("RecordCollection", request),
            method=method,
            received_by=ReceivedBy.AUTHORISED if request.is_authorised else ReceivedBy.APPLICANT,
            receiver=Receiver(
                name=tidy(request.receiver.name),
                identity_number=tidy(request.receiver.identity_number),
                authority=tidy(request.receiver.authority),
            ),
            originals_returned=request.originals_returned,
        )
        return pb.RecordCollectionResponse(dossier=self._messages.whole(await self._use_cases.collect(command)))

    async def RateDossier(self, request: pb.RateDossierRequest, context: Any) -> pb.RateDossierResponse:  # noqa: N802
        change = Change(
            actor=current_actor(),
            dossier_id=request.dossier_id,
            idempotency=idempotency_of("RateDossier", request, request.idempotency_key),
        )
        command = RateDossier(change=change, rating=request.rating, comment=request.comment)
        return pb.RateDossierResponse(dossier=self._messages.whole(await self._use_cases.rate(command)))

    async def RecordForwarding(  # noqa: N802
        self, request: pb.RecordForwardingRequest, context: Any
    ) -> pb.RecordForwardingResponse:
        leg = from_wire(dossier_pb2.ForwardingLeg, "FORWARDING_LEG", Leg, request.leg, "leg")
        at = instant(request.at, "at") if request.HasField("at") else None
        command = RecordForwarding(change=change_of("RecordForwarding", request), leg=leg, at=at)
        return pb.RecordForwardingResponse(dossier=self._messages.whole(await self._use_cases.forward(command)))

    async def AddExternalRef(  # noqa: N802
        self, request: pb.AddExternalRefRequest, context: Any
    ) -> pb.AddExternalRefResponse:
        command = AddExternalRef(change=change_of("AddExternalRef", request), ref=ref_of(request.ref, "ref"))
        return pb.AddExternalRefResponse(dossier=self._messages.whole(await self._use_cases.add_external_ref(command)))

    async def GetDossier(self, request: pb.GetDossierRequest, context: Any) -> pb.GetDossierResponse:  # noqa: N802
        shown = await self._use_cases.get(GetDossier(actor=current_actor(), dossier=request.dossier_id))
        return pb.GetDossierResponse(dossier=self._messages.whole(shown.dossier, shown.applicant, shown.files))

    async def ListDossiers(self, request: pb.ListDossiersRequest, context: Any) -> pb.ListDossiersResponse:  # noqa: N802
        wanted, person = filter_of(request), _person(request)
        filters = question(wanted, person)
        after = decode_cursor(request.page_token, filters) if request.page_token else None
        query = ListDossiers(
            actor=current_actor(),
            wanted=wanted,
            after=place_of(after),
            size=page_size(request.page_size),
            person=person,
        )
        found = await self._use_cases.find(query)
        return pb.ListDossiersResponse(
            dossiers=[self._messages.listed(dossier, found.faces.get(dossier.id)) for dossier in found.dossiers],
            next_page_token=encode_cursor(position_of(found.following), filters) if found.following else "",
            total_size=found.total,
        )


def change_of(method: str, request: Any) -> Change:
    """dossier_id, expected_version and idempotency_key of a request that changes a dossier."""
    return Change(
        actor=current_actor(),
        dossier_id=request.dossier_id,
        if_version=request.expected_version or None,
        idempotency=idempotency_of(method, request, request.idempotency_key),
    )


def idempotency_of(method: str, request: Message, key: str) -> Idempotency | None:
    """The key with a digest of the whole request; raises ``idempotency-key-malformed``."""
    given = key_of(key)
    if given is None:
        return None
    content = method.encode() + b"\0" + request.SerializeToString(deterministic=True)
    return Idempotency(key=given, digest=hashlib.sha256(content).hexdigest())


def key_of(key: str) -> str | None:
    """An idempotency key; null for none; raises ``idempotency-key-malformed``."""
    if key and not _KEY.fullmatch(key):
        advice = "1 to 255 visible ASCII characters, a UUID say"
        raise invalid("idempotency-key-malformed", f"idempotency_key: give {advice}.", idempotency_key=advice)
    return key or None


def filter_of(request: pb.ListDossiersRequest) -> Filter:
    asked = [from_wire(dossier_pb2.DossierState, "DOSSIER_STATE", State, state, "states") for state in request.states]
    return Filter(
        states=frozenset(asked) if asked else None,
        department=request.department or None,
        procedure=request.procedure or None,
        received_from=instant(request.received_from, "received_from") if request.HasField("received_from") else None,
        received_before=instant(request.received_to, "received_to") if request.HasField("received_to") else None,
        collection=from_wire_or_none(pb.CollectionFilter, "COLLECTION_FILTER", Collection, request.collection),
        payment=from_wire_or_none(fee_pb2.PaymentStatus, "PAYMENT_STATUS", PaymentStatus, request.payment_status),
        channel=from_wire_or_none(vocabulary_pb2.Channel, "CHANNEL", Channel, request.channel),
        code=request.code.strip().upper() or None,
        applicant_kind=from_wire_or_none(dossier_pb2.ApplicantKind, "APPLICANT_KIND", Subject, request.applicant_kind),
        due_from=instant(request.due_from, "due_from") if request.HasField("due_from") else None,
        due_before=instant(request.due_to, "due_to") if request.HasField("due_to") else None,
        timeliness=from_wire_or_none(vocabulary_pb2.Timeliness, "TIMELINESS", Timeliness, request.timeliness),
        officer=request.officer or None,
        by_due=request.by_due,
        reception=from_wire_or_none(dossier_pb2.ReceptionFilter, "RECEPTION_FILTER", Reception, request.reception),
        site=request.site or None,
        transfer=from_wire_or_none(dossier_pb2.TransferFilter, "TRANSFER_FILTER", Transfer, request.transfer),
    )


def _person(request: pb.ListDossiersRequest) -> PersonSearch | None:
    if not request.HasField("person"):
        return None
    who = request.person
    return PersonSearch(name=who.name, identity_number=who.identity_number, phone=who.phone, number=who.number)
