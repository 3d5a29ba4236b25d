"""Apply a pack: from now on it is the law, here at once, in the other replicas within seconds."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.law_in_force import LawInForce
from intake.application.law_packs.ports import Files, LawPackReader
from intake.application.ports import Enactment, UnitOfWork
from intake.application.reading import Register
from intake.domain.law_changes import changes
from intake.domain.law_packs.keeping import check_kept, touched
from intake.domain.law_packs.plan import Revision
from intake.domain.law_packs.rights import may_apply
from intake.domain.lawpack import LawPack

REASON_MAX, LEGAL_REF_MAX = 2000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyLawPack:
    """expected_digest: of the pack that the plan was made on. legal_ref: the decision that this follows."""

    actor: Actor
    files: Files
    expected_digest: str
    reason: str
    legal_ref: str
    idempotency: Idempotency | None = None


class ApplyLawPackHandler:
    def __init__(
        self, unit_of_work: UnitOfWork, register: Register, law: LawInForce, reader: LawPackReader, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._register = register
        self._law = law
        self._reader = reader
        self._clock = clock

    async def __call__(self, command: ApplyLawPack) -> Revision:
        """What is in force now; for a repeated idempotency key what it was answered with.

        Raises RoleForbidden, LawPackInvalid, ``law-pack-stale``, ``law-pack-unchanged``, ``law-pack-breaks-dossiers``.
        """
        may_apply(command.actor)
        reason = _written("reason", command.reason, REASON_MAX)
        legal_ref = _written("legal_ref", command.legal_ref, LEGAL_REF_MAX)
        pack = await self._reader.pack(command.files)
        entry = Command(
            name="apply-law-pack",
            actor=command.actor,
            subject=pack.agency.token,
            reason=f"{reason} ({legal_ref})",
            unit=pack.agency.token,
            idempotency=command.idempotency,
        )
        enactment = Enactment(at=self._clock.now(), by=command.actor.subject, reason=reason, legal_ref=legal_ref)
        try:
            revision = await self._store(pack, entry, command.expected_digest, enactment)
        except CommandRepeated:
            return await self._register.law_pack_revision(pack.digest)
        self._law.enact(pack)
        return revision

    async def _store(self, pack: LawPack, entry: Command, expected: str, enactment: Enactment) -> Revision:
        async with self._unit_of_work.begin() as transaction:
            before = await transaction.law_packs.locked()
            if await transaction.repeated(entry):
                raise CommandRepeated(entry.subject)
            if before is None or before.digest != expected:
                raise _stale()
            if before.digest == pack.digest:
                raise Problem("law-pack-unchanged", Kind.REFUSED, "This very pack is in force already.")
            filed = await transaction.law_packs.filed_by(touched(before, pack))
            check_kept(before, pack, filed, enactment.at.astimezone(before.calendar.tz).date())
            position = await transaction.law_packs.add(pack, enactment)
            await transaction.record(entry, changes(before, pack))
            await transaction.commit()
        return Revision(
            position=position,
            digest=pack.digest,
            applied_at=enactment.at,
            applied_by=enactment.by,
            reason=enactment.reason,
            legal_ref=enactment.legal_ref,
        )


def _written(field: str, text: str, longest: int) -> str:
    text = text.strip()
    if not 0 < len(text) <= longest:
        raise invalid(
            f"{field.replace('_', '-')}-required",
            f"A change of the law needs its {field}, 1 to {longest} characters.",
            **{field: f"1 to {longest} characters"},
        )
    return text


def _stale() -> Problem:
    return Problem(
        "law-pack-stale",
        Kind.STALE,
        "Another pack came into force after your plan was made. Plan again, look at it, then apply.",
    )
