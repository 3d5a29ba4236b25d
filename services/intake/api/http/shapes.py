"""Dossiers and law as JSON, written straight to bytes: validating our own answers would cost more than making them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from starlette.responses import Response

from chassis.http.deps import etag
from chassis.kernel.clock import Clock
from intake.api.http.file_shapes import file_shape, handed_in
from intake.application import DeadlineSource, Explained, Tracked
from intake.application.files.ports import Reusable
from intake.application.law_in_force import LawInForce
from intake.domain.applicant import Applicant
from intake.domain.canonical import to_plain
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.files.stored import StoredFile
from intake.domain.lawpack import LawPack
from intake.domain.people import Face
from intake.domain.receipt import Receipt
from intake.domain.states import STATE_NAMES

Shape = dict[str, Any]


def answer(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON; instants in UTC end in Z, others keep their offset."""
    return Response(orjson.dumps(content, option=orjson.OPT_UTC_Z), status, headers, "application/json")


class DossierShapes:
    """Dossiers as the HTTP API shows them, with names from the law pack and timeliness as of now."""

    def __init__(self, law: LawInForce, clock: Clock) -> None:
        self._law = law
        self._clock = clock

    def item(self, dossier: Dossier) -> Shape:
        """A dossier in a list: no applicant, no documents."""
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        return {
            "id": dossier.id,
            "code": dossier.code or None,
            "agency": dossier.agency,
            "department": dossier.department,
            "procedure": {
                "key": dossier.procedure_key,
                "code": dossier.procedure_code or None,
                "version": dossier.procedure_version,
                "name": version.name,
            },
            "channel": dossier.channel,
            "state": dossier.state,
            "portal_status": dossier.portal_status,
            "state_name": STATE_NAMES[dossier.state],
            "received_at": dossier.received_at,
            "accepted_at": dossier.accepted_at,
            "clock_started_at": dossier.clock_started_at,
            "due_at": dossier.due_at,
            "due_is_provisional": dossier.due_is_provisional,
            "original_due_at": dossier.original_due_at,
            "decided_at": dossier.decided_at,
            "outcome": dossier.outcome or None,
            "result_issued_at": dossier.result_issued_at,
            "returned_at": dossier.returned_at,
            "refused_at": dossier.refused_at,
            "withdrawn_at": dossier.withdrawn_at,
            "stopped_at": dossier.stopped_at,
            "timeliness": dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz),
            "officer": dossier.officer or None,
            "step": dossier.step or None,
            "rating": dossier.rating,
            "payment_status": dossier.payment,
            "version": dossier.version,
            "transfer_due_at": dossier.transfer_due_at,
            "transferred_at": dossier.transferred_at,
            "reception_due_at": dossier.reception_due_at,
            "site": dossier.site or None,
            "counter": dossier.counter or None,
        }

    def listed(self, dossier: Dossier, face: Face | None) -> Shape:
        """A dossier in a list, with its masked applicant."""
        return self.item(dossier) | {"applicant": face}

    def whole(
        self,
        dossier: Dossier,
        applicant: Applicant | None = None,
        request: str | None = None,
        files: Sequence[StoredFile] = (),
    ) -> Shape:
        """One dossier; ``applicant`` and ``request`` appear only if they are given, and so do names of files."""
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        shape = self.item(dossier) | {
            "documents": handed_in(version, dossier.documents, files),
            "supplements": [_supplement(each) for each in dossier.supplements],
            "sets": dossier.sets,
            "result_by": dossier.result_by,
            "refusal_reason": dossier.refusal_reason or None,
            "forwarding": dossier.forwarding,
            "external_refs": dossier.external_refs,
        }
        if applicant is not None:
            shape |= {"applicant": applicant, "request": request}
        return shape

    def reusable(self, item: Reusable) -> Shape:
        """A file of an earlier dossier."""
        file, dossier = item.file, item.dossier
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        names = {requirement.key: requirement.name for requirement in version.documents}
        key = file.document_key or ""
        return file_shape(file.id, file) | {
            "reuse": {"dossier": dossier.id, "key": key},
            "document": names.get(key, key),
            "code": dossier.code or None,
            "procedure": self.item(dossier)["procedure"],
            "received_at": dossier.received_at,
        }

    def created(self, shape: Shape) -> Response:
        """201 with the dossier's address and version."""
        headers = {"Location": f"/v1/dossiers/{shape['id']}", "ETag": etag(shape["version"])}
        return answer(shape, status=201, headers=headers)


def receipt_shape(receipt: Receipt) -> Shape:
    """Form 01; times in the agency's zone."""
    return {name: getattr(receipt, name) for name in Receipt.__slots__} | {"limit": receipt.limit.to_dict()}


def deadline_shape(explained: Explained) -> Shape:
    deadline = explained.deadline
    return {
        "dossier_id": explained.dossier.id,
        "code": explained.dossier.code,
        "source": DeadlineSource(explained.source),
        "due_at": deadline.due_at,
        "original_due_at": deadline.original_due_at,
        "provisional": deadline.is_provisional,
        "law_revision": deadline.law_revision,
        "lines": [
            {
                "on": line.on,
                "kind": line.kind,
                "counted": line.counted,
                "vi": line.text,
                "en": line.text_en,
                "legal_ref": line.legal_ref,
            }
            for line in deadline.lines
        ],
    }


def tracking_shape(tracked: Tracked, law: LawPack) -> Shape:
    """What the public may know; the live due instant where the department has just told it."""
    dossier, live = tracked.dossier, tracked.live
    version = law.version(dossier.procedure_key, dossier.procedure_version)
    names = {requirement.key: requirement.name for requirement in version.documents}
    wanted = dossier.open_supplement
    return {
        "code": dossier.code,
        "procedure": tracked.procedure,
        "department": tracked.department,
        "step": tracked.step or None,
        "state": dossier.state,
        "state_name": STATE_NAMES[dossier.state],
        "portal_status": dossier.portal_status,
        "received_at": dossier.received_at,
        "accepted_at": dossier.accepted_at,
        "due_at": live.due_at if live else dossier.due_at,
        "due_is_provisional": dossier.due_is_provisional,
        "decided_at": dossier.decided_at,
        "result_issued_at": dossier.result_issued_at,
        "returned_at": dossier.returned_at,
        "timeliness": tracked.timeliness,
        "documents_requested": [names[key] for key in wanted.documents if key in names] if wanted else [],
        "live": live is not None,
    }


def calendar_shape(law: LawPack, known_at: datetime | None = None) -> Shape:
    calendar = law.calendar if known_at is None else law.calendar_known_at(known_at)
    return {"revision": law.digest, "agency": law.agency.token, **to_plain(calendar, whole=True)}


def _supplement(request: SupplementRequest) -> Shape:
    return {
        "request_id": request.request_id,
        "stage": request.stage,
        "requested_at": request.requested_at,
        "documents": request.documents,
        "reason": request.reason,
        "applicant_deadline_at": request.applicant_deadline_at,
        "supplemented_at": request.supplemented_at,
    }
