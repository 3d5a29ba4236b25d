"""Register a dossier: an applicant files online, or a receptionist takes in what comes by hand or by post."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.drafts.draft import DraftRef
from intake.application.external_refs import claim_refs
from intake.application.files.attaching import Attaching
from intake.application.files.given import Attachments, GivenDocument, submitted
from intake.application.law_in_force import LawInForce
from intake.application.ports import ApplicantFile, TrackingSecrets, UnitOfWork
from intake.application.reading import Register
from intake.domain import rights, tracking
from intake.domain.applicant import Applicant, check_applicant
from intake.domain.documents import SubmittedDocument, check_documents, require_complete
from intake.domain.dossier import Dossier
from intake.domain.forwarding.moving import needed
from intake.domain.forwarding.record import Origin, TakenIn
from intake.domain.online_reception import reception_due
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.reception import Filing, register
from intake.domain.references import ExternalRef, check_refs

REQUEST_MAX = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterDossier:
    """procedure: key or national code. request: what is asked for, in the applicant's words, up to 2,000 characters.

    is_incomplete: documents are missing and a supplement request will follow; counter and post only.
    draft: closed when the dossier is there; DraftChanged if it is not open any more.
    site, counter: tokens, empty: the default site, not said. origin: another agency that took the dossier in.
    external_refs: numbers that other systems gave it; one may say since when they have it.
    is_synthetic: a trial of the system itself, which no figure counts.
    """

    actor: Actor
    procedure: str
    channel: Channel
    applicant: Applicant
    documents: tuple[GivenDocument, ...]
    request: str = ""
    sets: int = 1
    result_by: Channel | None = None
    is_incomplete: bool = False
    idempotency: Idempotency | None = None
    draft: DraftRef | None = None
    site: str = ""
    counter: str = ""
    origin: Origin | None = None
    external_refs: tuple[ExternalRef, ...] = ()
    is_synthetic: bool = False


class RegisterDossierHandler:
    """Stores the dossier and its sealed applicant, says ``dossier.received``; six statements, one transaction."""

    def __init__(
        self,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        law: LawInForce,
        clock: Clock,
        ids: Ids,
        secrets: TrackingSecrets,
        attaching: Attaching,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._register = register
        self._law = law
        self._clock = clock
        self._ids = ids
        self._secrets = secrets
        self._attaching = attaching

    async def __call__(self, command: RegisterDossier) -> Dossier:
        """The dossier, registered; for a repeated idempotency key the one that exists.

        Raises RoleForbidden, ``procedure-unknown``, ``procedure-not-in-force``, ``channel-not-offered``,
        ``documents-missing``, ``invalid-request`` with every field that is wrong.
        """
        agency = self._law.pack.agency.token
        rights.may_register(command.actor, command.channel, agency)
        if command.origin or command.external_refs or command.counter:
            rights.may_register_for_others(command.actor, agency)
        if command.is_synthetic:
            rights.may_try_the_system(command.actor)
        now = self._clock.now()
        check_refs(command.external_refs, now)
        received_at = next((ref.received_at for ref in command.external_refs if ref.received_at), now)
        on = received_at.astimezone(self._law.pack.calendar.tz).date()
        version = self._law.pack.version_on(command.procedure, on, path="procedure")
        attachments = await self._attaching.found(command.actor, command.documents, command.applicant)
        documents = _checked(command, version, attachments)
        secret = self._secrets.new()
        filing = Filing(
            id=self._ids.new(),
            agency=agency,
            channel=command.channel,
            documents=documents,
            sets=command.sets,
            result_by=command.result_by or command.channel,
            registered_by=command.actor.subject,
            received_at=received_at,
            tracking_digest=tracking.digest(secret),
            applicant_kind=command.applicant.kind,
            external_refs=command.external_refs,
            reception_due_at=reception_due(self._law.pack.calendar, command.channel, now),
            taken_in=self._taken_in(command, now),
            is_synthetic=command.is_synthetic,
        )
        file = ApplicantFile(applicant=command.applicant, request=command.request, tracking_secret=secret)
        try:
            return await self._store(command, filing, version, file, attachments)
        except CommandRepeated as repeated:
            return rights.must_see(command.actor, await self._register.dossier(repeated.subject))

    def _taken_in(self, command: RegisterDossier, now: datetime) -> TakenIn:
        agency = self._law.pack.agency
        site = agency.site(command.site)
        if command.counter and command.counter not in {desk.token for desk in site.counters}:
            raise invalid("invalid-request", "The site has no such counter.", counter="GET /v1/sites lists them")
        is_electronic = command.channel is Channel.ONLINE
        way = needed(
            agency, site, command.origin, is_electronic=is_electronic, at=now, calendar=self._law.pack.calendar
        )
        return TakenIn(site=site.token, counter=command.counter, forwarding=way)

    async def _store(
        self,
        command: RegisterDossier,
        filing: Filing,
        version: ProcedureVersion,
        file: ApplicantFile,
        attachments: Attachments,
    ) -> Dossier:
        dossier, received = register(filing, version)
        entry = Command(
            name="register-dossier",
            actor=command.actor,
            subject=dossier.id,
            unit=f"{dossier.agency}/{command.actor.department or dossier.department}",
            idempotency=command.idempotency,
        )
        async with self._unit_of_work.begin() as transaction:
            await transaction.record(entry, [received])
            await transaction.dossiers.add(dossier)
            await transaction.applicants.add(dossier, file)
            await self._attaching.attach(transaction, command.actor, dossier.id, attachments)
            if command.draft is not None:
                await transaction.drafts.close(command.draft, dossier.id)
            await claim_refs(transaction, command.actor, dossier, dossier.external_refs)
            await transaction.commit()
        return dossier


def _checked(
    command: RegisterDossier, version: ProcedureVersion, attachments: Attachments
) -> tuple[SubmittedDocument, ...]:
    """The documents, once everything about the filing has been found in order."""
    version.offer(command.channel)
    check_applicant(command.applicant, version)
    if len(command.request) > REQUEST_MAX or not _storable(command.request):
        raise invalid("invalid-request", "The request is too long.", request=f"at most {REQUEST_MAX} characters")
    documents = submitted(command.documents, version, attachments)
    check_documents(version, documents)
    if not (command.is_incomplete and command.channel is not Channel.ONLINE):
        require_complete(version, documents, Kind.INVALID)
    return documents


def _storable(text: str) -> bool:
    """No half of a surrogate pair and no character that Unicode does not know; most texts are simply printable."""
    return text.isprintable() or all(unicodedata.category(char) not in ("Cs", "Cn") for char in text)
