"""What makes a dossier accepted: its number of the day, its appointment, what it costs."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.errors import Kind
from intake.application.law_in_force import LawInForce
from intake.application.ports import Transaction
from intake.domain.appointment import appointment
from intake.domain.code_rules import numbered
from intake.domain.documents import require_complete
from intake.domain.dossier import Dossier
from intake.domain.fees.accounts import PROCEDURE, Account
from intake.domain.fees.paying import assessed
from intake.domain.reception import Acceptance
from intake.domain.transfer import at_hand, transfer_due


class Accepting:
    def __init__(self, law: LawInForce) -> None:
        self._law = law

    async def __call__(
        self, transaction: Transaction, dossier: Dossier, by: str, now: datetime
    ) -> tuple[Acceptance, Account]:
        """by: account. Takes the number last, so that what is refused never holds up the others' numbers.

        Raises ``documents-missing``, CalendarUnknown, ``agency-code-unknown``.
        """
        pack, agency = self._law.pack, self._law.pack.agency
        version = pack.version(dossier.procedure_key, dossier.procedure_version)
        require_complete(version, dossier.documents, Kind.REFUSED)
        on = now.astimezone(pack.calendar.tz).date()
        unit, rule = agency.unit_on(dossier.site, on).value, agency.code_rule_on(on)
        promised = appointment(version, dossier.channel, dossier.received_elsewhere_at or now, pack.calendar)
        account = assessed(version.fee_for(dossier.channel), now)
        transfer_due_at = transfer_due(pack.calendar, at_hand(dossier, now), agency.transfer_cut_off)
        serial = await transaction.codes.next(unit, on)
        acceptance = Acceptance(
            code=numbered(rule, unit, on, serial),
            accepted_at=now,
            accepted_by=by,
            appointment=promised,
            law_revision=pack.digest,
            payment=account.status,
            fee_vnd=account.asked_vnd(PROCEDURE),
            transfer_due_at=transfer_due_at,
        )
        return acceptance, account
