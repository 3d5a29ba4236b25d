"""The register in memory, with every question that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from intake.application.ports import ApplicantFile
from intake.application.reading import Filter, Found, FoundPacks, Line, Place
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import Account
from intake.domain.forms.control_slip import Handover
from intake.domain.forms.register_book import Pages
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Revision
from intake.domain.lawpack import LawPack
from intake.domain.online_reception import Reception
from intake.domain.people import Face, kept_terms
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.returning.uncollected import Collection
from intake.domain.rights import View
from intake.domain.states import State
from intake.domain.transfer import Transfer, awaited_until
from unit.intake.fake_rows import Stored, filed_by
from unit.intake.fakes import InMemoryUnitOfWork


class InMemoryRegister:
    def __init__(self, unit_of_work: InMemoryUnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    @property
    def _stored(self) -> Stored:
        return self._unit_of_work.stored

    async def dossier(self, dossier_id: str) -> Dossier | None:
        return self._stored.dossiers.get(dossier_id)

    async def by_code(self, code: str) -> Dossier | None:
        return next((d for d in self._stored.dossiers.values() if d.code == code), None)

    async def with_applicant(self, dossier_id: str) -> tuple[Dossier, Callable[[], ApplicantFile]] | None:
        found = self._stored.dossiers.get(dossier_id)
        return None if found is None else (found, lambda: self._stored.applicants[dossier_id])

    async def law_pack(self, digest: str) -> LawPack | None:
        return next((pack for pack in self._stored.packs if pack.digest == digest), None)

    async def book(self, wanted: Pages, after: str, size: int) -> list[Line]:
        lines = [d for d in self._in_book(wanted) if d.code > after]
        return [(d, partial(self._stored.applicants.__getitem__, d.id)) for d in lines[:size]]

    async def book_size(self, wanted: Pages) -> int:
        return len(self._in_book(wanted))

    def _in_book(self, wanted: Pages) -> list[Dossier]:
        found = (
            d
            for d in self._stored.dossiers.values()
            if d.accepted_at is not None
            and d.code.startswith(wanted.units)
            and wanted.since <= d.accepted_at < wanted.before
            and (wanted.procedures is None or d.procedure_key in wanted.procedures)
            and (wanted.sites is None or d.site in wanted.sites)
            and _visible(d, wanted.view)
        )
        return sorted(found, key=lambda d: d.code)

    async def handovers(self, dossier_id: str) -> tuple[Handover, ...]:
        return tuple(self._stored.handovers.get(dossier_id, ()))

    async def following(
        self, view: View, wanted: Filter, after: Place | None, size: int
    ) -> tuple[tuple[Dossier, ...], Place | None]:
        found = await self.find(view, wanted, after, size)
        return found.dossiers, found.following

    async def faces(self, dossier_ids: Sequence[str]) -> Mapping[str, Face]:
        found = {
            each: self._stored.applicants[each].applicant for each in dossier_ids if each in self._stored.applicants
        }
        return {
            each: Face(kind=a.kind, name=a.name, identity_number=a.identity_number, phone=a.phone)
            for each, a in found.items()
        }

    async def law_pack_in_force(self) -> str | None:
        return self._stored.packs[-1].digest if self._stored.packs else None

    async def law_pack_revision(self, digest: str) -> Revision:
        found = [revision for revision in self._revisions() if revision.digest == digest]
        if not found:
            raise LookupError(digest)
        return found[0]

    async def law_packs(self, before: int | None, size: int) -> FoundPacks:
        rest = [each for each in self._revisions() if before is None or each.position < before]
        following = rest[size - 1].position if len(rest) > size else None
        return FoundPacks(revisions=tuple(rest[:size]), total=len(self._stored.packs), following=following)

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        return filed_by(self._stored, versions)

    def _revisions(self) -> list[Revision]:
        """The latest first."""
        pairs = zip(self._stored.packs, self._stored.enactments, strict=True)
        return [
            Revision(
                position=position,
                digest=pack.digest,
                applied_at=done.at,
                applied_by=done.by,
                reason=done.reason,
                legal_ref=done.legal_ref,
            )
            for position, (pack, done) in reversed(list(enumerate(pairs, 1)))
        ]

    async def find(self, view: View, wanted: Filter, after: Place | None, size: int) -> Found:
        matching = [
            d
            for d in self._stored.dossiers.values()
            if _visible(d, view) and _matches(d, wanted) and _is_found(self._stored.applicants.get(d.id), wanted)
        ]
        if wanted.by_due:
            matching = sorted((d for d in matching if d.due_at), key=lambda d: (d.due_at, d.id))
            rest = [d for d in matching if after is None or (d.due_at, d.id) > (after.due_at, after.id)]
        else:
            matching.sort(key=lambda d: (d.received_at, d.id), reverse=True)
            rest = [d for d in matching if after is None or (d.received_at, d.id) < (after.received_at, after.id)]
        page = tuple(rest[:size])
        last = page[-1] if len(rest) > size else None
        following = None if last is None else Place(received_at=last.received_at, id=last.id, due_at=last.due_at)
        return Found(dossiers=page, total=len(matching), following=following)

    async def oldest_due(self, now: datetime) -> datetime | None:
        waiting = (timer.fire_at for timer, fired in self._stored.timers.items() if fired is None)
        return min((at for at in waiting if at <= now), default=None)

    async def account(self, dossier_id: str) -> Account:
        return self._stored.accounts.get(dossier_id, Account())

    async def attempts(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        return self._stored.attempts.get(dossier_id, ())

    async def corrections(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        return self._stored.corrections.get(dossier_id, ())


def _visible(dossier: Dossier, view: View) -> bool:
    return (
        view.agency in (None, dossier.agency)
        and view.department in (None, dossier.department)
        and view.registered_by in (None, dossier.registered_by)
    )


def _matches(dossier: Dossier, wanted: Filter) -> bool:
    return (
        (wanted.states is None or dossier.state in wanted.states)
        and wanted.department in (None, dossier.department)
        and wanted.channel in (None, dossier.channel)
        and wanted.procedure in (None, dossier.procedure_key)
        and (wanted.received_from is None or dossier.received_at >= wanted.received_from)
        and (wanted.received_before is None or dossier.received_at < wanted.received_before)
        and wanted.payment in (None, dossier.payment)
        and (wanted.collection is None or dossier.state is State.RESULT_READY)
        and (wanted.collection is not Collection.OVERDUE or dossier.reminded > 0)
        and wanted.site in (None, dossier.site)
        and (wanted.reception is None or _waits_online(dossier))
        and (wanted.reception is not Reception.LATE or _before(dossier.reception_due_at, wanted.late_at))
        and (wanted.transfer is None or awaited_until(dossier) is not None)
        and (wanted.transfer is not Transfer.LATE or _before(awaited_until(dossier), wanted.late_at))
        and (wanted.code is None or dossier.code.startswith(wanted.code))
        and wanted.applicant_kind in (None, dossier.applicant_kind)
        and wanted.officer in (None, dossier.officer)
        and _is_due(dossier, wanted)
        and (
            wanted.timeliness is None
            or wanted.judged is None
            or dossier.timeliness(*wanted.judged) is wanted.timeliness
        )
    )


def _is_found(file: ApplicantFile | None, wanted: Filter) -> bool:
    return wanted.people is None or (file is not None and wanted.people <= kept_terms(file.applicant))


def _is_due(dossier: Dossier, wanted: Filter) -> bool:
    due = dossier.due_at
    after = wanted.due_from is None or (due is not None and due >= wanted.due_from)
    return after and (wanted.due_before is None or (due is not None and due < wanted.due_before))


def _waits_online(dossier: Dossier) -> bool:
    return dossier.state is State.REGISTERED and dossier.reception_due_at is not None


def _before(at: datetime | None, limit: datetime | None) -> bool:
    return at is not None and limit is not None and at < limit
