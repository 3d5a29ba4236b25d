"""What is asked for changes: an article exempts the applicant, or a decision fixes what the pack does not know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from intake.application.fees.changing import Fees, keep
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.fees.accounts import Account, Exemption
from intake.domain.fees.paying import assess, exempt
from intake.domain.reception import written_reason

LONGEST_REF = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptFee:
    """payable: ``procedure`` or the id of a financial duty. legal_ref: the article, 1 to 300 characters."""

    change: Change
    payable: str
    reason: str
    legal_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessFee:
    """legal_ref: the decision that fixes the amount, 1 to 300 characters."""

    change: Change
    payable: str
    amount_vnd: int
    legal_ref: str


class Amending:
    """What both have in common: open, change the account, keep it. The reason stands in the journal, sealed."""

    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock

    async def __call__(
        self, change: Change, *, name: str, reason: str, amend: Callable[[Account, datetime], Account]
    ) -> Fees:
        async with self._unit_of_work.begin() as tx:
            opened = await open_for(tx, change, name=name, right=rights.may_receive, reason=reason)
            before = await tx.accounts.of(opened.dossier.id)
            if opened.was_done:
                return Fees(dossier=opened.dossier, account=before)
            now = self._clock.now()
            return await keep(tx, opened, before, amend(before, now), at=now, law=self._law.pack)


class ExemptFeeHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._amending = Amending(unit_of_work, law, clock)

    async def __call__(self, command: ExemptFee) -> Fees:
        """The account afterwards. Raises what ``open_for`` and ``paying.exempt`` raise, and ``invalid-request``."""
        reason, legal_ref = written_reason(command.reason), _cited(command.legal_ref)
        by = command.change.actor.subject

        def exempted(account: Account, now: datetime) -> Account:
            granted = Exemption(granted_at=now, granted_by=by, legal_ref=legal_ref)
            return exempt(account, command.payable, granted)

        return await self._amending(command.change, name="exempt-fee", reason=reason, amend=exempted)


class AssessFeeHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock) -> None:
        self._amending = Amending(unit_of_work, law, clock)

    async def __call__(self, command: AssessFee) -> Fees:
        """The account afterwards. Raises what ``open_for`` and ``paying.assess`` raise, and ``invalid-request``."""
        legal_ref = _cited(command.legal_ref)

        def fixed(account: Account, _: datetime) -> Account:
            return assess(account, command.payable, command.amount_vnd, legal_ref)

        return await self._amending(command.change, name="assess-fee", reason=legal_ref, amend=fixed)


def _cited(legal_ref: str) -> str:
    legal_ref = legal_ref.strip()
    if not 1 <= len(legal_ref) <= LONGEST_REF:
        advice = f"1 to {LONGEST_REF} characters"
        raise invalid("invalid-request", "Name the article or the decision.", legal_ref=advice)
    return legal_ref
