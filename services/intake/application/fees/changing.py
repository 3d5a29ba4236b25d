"""What every change of an account ends with: settle, store, say what is settled, commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.application.opening import Opened
from intake.application.ports import Transaction
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierCollected
from intake.domain.fees.accounts import Account, Payable
from intake.domain.fees.paying import gone_on, newly_assessed, settle
from intake.domain.lawpack import LawPack
from intake.domain.returning.attempts import released
from intake.domain.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """A dossier and its account."""

    dossier: Dossier
    account: Account

    def second_due_at(self, duty: Payable) -> datetime | None:
        """The second appointment, made once a duty is settled; null until the department's clock runs again."""
        runs = duty.settled_at is not None and self.dossier.paused_at is None
        return self.dossier.due_at if runs else None


async def keep(tx: Transaction, opened: Opened, before: Account, after: Account, *, at: datetime, law: LawPack) -> Fees:
    """The account stored with what it settles, and the dossier with how it stands now: it goes on when a duty is
    settled, and a signed file that waited for its fee is with the applicant. Committed."""
    assessed = newly_assessed(opened.dossier, before, after, at)
    settled, facts = settle(opened.dossier, after, at)
    dossier = gone_on(opened.dossier.next(payment=settled.status), settled)
    handed_over: tuple[DossierCollected, ...] = ()
    if facts and dossier.state is State.RESULT_READY:
        version = law.version(dossier.procedure_key, dossier.procedure_version)
        dossier, handed_over = released(dossier, version, at)
    await tx.dossiers.save(dossier)
    await tx.accounts.keep(dossier.id, before, settled)
    await tx.record(opened.command, [*assessed, *facts, *handed_over])
    await tx.commit()
    return Fees(dossier=dossier, account=settled)
