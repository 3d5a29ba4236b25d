"""Dossiers, applicants and documents as protobuf messages and back."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.clock import Clock
from intake.api.grpc.taking_in import forwarding_message, ref_message
from intake.api.grpc.vocabulary import from_wire, from_wire_or_none, on_wire, on_wire_or_unsaid, stamp
from intake.application.files.given import GivenDocument, Reuse
from intake.application.law_in_force import LawInForce
from intake.domain.applicant import Applicant, Representative, tidy, tidy_phone
from intake.domain.documents import ScanExemption, named
from intake.domain.dossier import Dossier
from intake.domain.files.stored import StoredFile
from intake.domain.people import Face
from intake.domain.procedures import DocumentForm, Subject
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import document_pb2, dossier_pb2, fee_pb2, procedures_pb2


class DossierMessages:
    """Dossiers as messages, with names from the law pack and timeliness as of now."""

    def __init__(self, law: LawInForce, clock: Clock) -> None:
        self._law = law
        self._clock = clock

    def item(self, dossier: Dossier) -> dossier_pb2.Dossier:
        """Without applicant and documents, as in lists."""
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        timeliness = dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz)
        return dossier_pb2.Dossier(
            id=dossier.id,
            code=dossier.code,
            agency=dossier.agency,
            department=dossier.department,
            procedure=dossier_pb2.DossierProcedure(
                key=dossier.procedure_key,
                code=dossier.procedure_code,
                version=dossier.procedure_version,
                name=version.name,
            ),
            channel=on_wire(vocabulary_pb2.Channel, "CHANNEL", dossier.channel),
            state=on_wire(dossier_pb2.DossierState, "DOSSIER_STATE", dossier.state),
            portal_status=vocabulary_pb2.PortalStatus.ValueType(dossier.portal_status),
            received_at=stamp(dossier.received_at),
            accepted_at=stamp(dossier.accepted_at),
            due_at=stamp(dossier.due_at),
            original_due_at=stamp(dossier.original_due_at),
            decided_at=stamp(dossier.decided_at),
            returned_at=stamp(dossier.returned_at),
            timeliness=on_wire(vocabulary_pb2.Timeliness, "TIMELINESS", timeliness),
            version=dossier.version,
            payment_status=on_wire(fee_pb2.PaymentStatus, "PAYMENT_STATUS", dossier.payment),
            transfer_due_at=stamp(dossier.transfer_due_at),
            transferred_at=stamp(dossier.transferred_at),
            reception_due_at=stamp(dossier.reception_due_at),
            site=dossier.site,
            counter=dossier.counter,
            forwarding=forwarding_message(dossier.forwarding),
            external_refs=[ref_message(ref) for ref in dossier.external_refs],
        )

    def listed(self, dossier: Dossier, face: Face | None) -> dossier_pb2.Dossier:
        """A dossier in a list, with its masked applicant."""
        message = self.item(dossier)
        if face is not None:
            message.masked_applicant.CopyFrom(
                dossier_pb2.MaskedApplicant(
                    kind=on_wire(dossier_pb2.ApplicantKind, "APPLICANT_KIND", face.kind),
                    name=face.name,
                    identity_number=face.identity_number,
                    phone=face.phone,
                )
            )
        return message

    def whole(
        self, dossier: Dossier, applicant: Applicant | None = None, files: Sequence[StoredFile] = ()
    ) -> dossier_pb2.Dossier:
        """With documents, and with what identifies people, names of files too, if it is given."""
        message = self.item(dossier)
        message.documents.extend(self.documents(dossier, files))
        if applicant is not None:
            message.applicant.CopyFrom(applicant_message(applicant))
            message.registered_by = dossier.registered_by
        return message

    def documents(self, dossier: Dossier, files: Sequence[StoredFile] = ()) -> list[dossier_pb2.Document]:
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        known = {file.id: file for file in files}
        return [
            dossier_pb2.Document(
                key=each.key,
                name=each.name,
                form=on_wire(procedures_pb2.DocumentForm, "DOCUMENT_FORM", each.form),
                quantity=each.quantity,
                files=document.files,
                is_digitised=document.is_digitised,
                is_reused=document.is_reused,
                is_from_national_store=document.is_from_national_store,
                replaces_result_code=document.replaces_result_code,
                exemption=on_wire_or_unsaid(document_pb2.ScanExemption, "SCAN_EXEMPTION", document.exemption),
                stored_files=[file_message(known[file_id]) for file_id in document.files if file_id in known],
            )
            for each, document in zip(named(version, dossier.documents), dossier.documents, strict=True)
        ]


def applicant_message(applicant: Applicant) -> dossier_pb2.Applicant:
    deputy = applicant.representative
    return dossier_pb2.Applicant(
        kind=on_wire(dossier_pb2.ApplicantKind, "APPLICANT_KIND", applicant.kind),
        name=applicant.name,
        identity_number=applicant.identity_number,
        address=applicant.address,
        phone=applicant.phone,
        email=applicant.email,
        language=applicant.language,
        representative=None
        if deputy is None
        else dossier_pb2.Representative(
            name=deputy.name,
            identity_number=deputy.identity_number,
            address=deputy.address,
            phone=deputy.phone,
            email=deputy.email,
            authority=deputy.authority,
        ),
    )


def applicant_of(message: dossier_pb2.Applicant) -> Applicant:
    """The applicant of a request; raises ``invalid-request`` for a kind not said. The domain checks the rest."""
    deputy = message.representative
    return Applicant(
        kind=from_wire(dossier_pb2.ApplicantKind, "APPLICANT_KIND", Subject, message.kind, "applicant.kind"),
        name=tidy(message.name),
        identity_number=tidy(message.identity_number),
        address=tidy(message.address),
        phone=tidy_phone(message.phone),
        email=tidy(message.email),
        language=message.language or "vi",
        representative=None
        if not message.HasField("representative")
        else Representative(
            name=tidy(deputy.name),
            identity_number=tidy(deputy.identity_number),
            address=tidy(deputy.address),
            phone=tidy_phone(deputy.phone),
            email=tidy(deputy.email),
            authority=tidy(deputy.authority),
        ),
    )


def documents_of(messages: list[dossier_pb2.Document]) -> tuple[GivenDocument, ...]:
    """The documents of a request; a form that is not said is the one the procedure wants; 0 copies are one."""
    return tuple(
        GivenDocument(
            key=each.key,
            form=from_wire_or_none(procedures_pb2.DocumentForm, "DOCUMENT_FORM", DocumentForm, each.form),
            quantity=each.quantity or 1,
            files=tuple(each.files),
            is_digitised=each.is_digitised if each.HasField("is_digitised") else None,
            is_from_national_store=each.is_from_national_store,
            replaces_result_code=each.replaces_result_code,
            exemption=from_wire_or_none(document_pb2.ScanExemption, "SCAN_EXEMPTION", ScanExemption, each.exemption),
            reuse=Reuse(dossier=each.reuse.dossier, key=each.reuse.key) if each.HasField("reuse") else None,
        )
        for each in messages
    )


def file_message(file: StoredFile) -> document_pb2.DocumentFile:
    return document_pb2.DocumentFile(
        id=file.id,
        name=file.name,
        size=file.size,
        media_type=file.media,
        sha256=file.sha256,
        uploaded_at=stamp(file.uploaded_at),
        expires_at=stamp(file.expires_at),
        dossier_id=file.dossier_id or "",
    )
