"""RecordEvent: one event of any service becomes evidence; facts, verdict and tallies follow in the same
transaction."""

from __future__ import annotations

from collections.abc import Callable

from chassis.messaging.envelope import Envelope
from reporting.application.ports import EvidenceReader, Transaction, UnitOfWork
from reporting.domain.board_sums import board_differences
from reporting.domain.counts import Counts, counts_of, held_steps
from reporting.domain.departments import Department
from reporting.domain.evaluation_marks import mark_differences
from reporting.domain.evidence import Evidence, EvidenceKind
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.tallies import differences
from reporting.domain.verdict import judge


class RecordEventHandler:
    """Handler of the consumer ``reporting``.

    A repeated event changes nothing. Costs the same few statements whatever the number of dossiers.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        read: EvidenceReader,
        *,
        changed: Callable[[], None],
        names_wanted: Callable[[], None],
    ) -> None:
        """changed: told after each commit that figures moved (the metrics refresh themselves).
        names_wanted: told that departments or procedures changed; their names are asked from intake, not from the
        event."""
        self._uow = uow
        self._read = read
        self._changed = changed
        self._names_wanted = names_wanted

    async def __call__(self, envelope: Envelope) -> None:
        # Read before the transaction: a malformed event must not hold a lock, and is refused whole.
        found = self._read(envelope)
        async with self._uow.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            match found:
                case Evidence():
                    await _take_in(tx, envelope.subject, envelope, found)
                case Department():
                    await tx.departments.learn([found])
                case PublishedProcedure():
                    await tx.evaluations.publish(found)
                    await tx.evaluations.ask_again(found)
                case FeedbackNote():
                    await _take_note(tx, envelope, found)
            await tx.commit()
        if isinstance(found, Department | PublishedProcedure):
            self._names_wanted()
        self._changed()


async def _take_note(tx: Transaction, envelope: Envelope, note: FeedbackNote) -> None:
    await tx.evaluations.note(note)
    if note.founded_about:
        await _take_in(tx, note.founded_about, envelope, founded(envelope, note))


def founded(envelope: Envelope, note: FeedbackNote) -> Evidence:
    """That a complaint about a dossier was founded, as evidence of the dossier."""
    return Evidence(
        source="feedback",
        sequence=envelope.sequence,
        event_id=envelope.id,
        kind=EvidenceKind.COMPLAINT_FOUNDED,
        at=note.answered_at or envelope.time,
    )


async def _take_in(tx: Transaction, dossier_id: str, envelope: Envelope, new: Evidence) -> None:
    kept = await tx.dossiers.evidence_of(dossier_id)
    if any(item.event_id == new.event_id for item in kept):
        return
    evidence = (*kept, new)
    before = facts_of(dossier_id, kept)
    after = facts_of(dossier_id, evidence)
    verdict = judge(after)
    earlier = counts_of(before, judge(before)) if kept else Counts()
    counts = counts_of(after, verdict)
    await tx.tallies.add(differences(earlier.tallies, counts.tallies))
    await tx.evaluations.mark(mark_differences(earlier.marks, counts.marks))
    await tx.boards.add(board_differences(earlier.boards, counts.boards))
    if before.steps.held != after.steps.held:
        await tx.steps.hold(held_steps(after))
    if _runs(before) and not _runs(after):
        await tx.steps.foresee_no_more(dossier_id)
    await tx.dossiers.keep(after, verdict, evidence, latest_at=envelope.time)


def _runs(facts: DossierFacts) -> bool:
    return facts.is_open and facts.paused_at is None
