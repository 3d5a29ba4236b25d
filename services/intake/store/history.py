"""What of intake's rows belongs to its history, beside commands and events: see ``chassis.history.covered``.

Not here: the index of other systems' numbers, which each dossier names itself; the log of reads, which is deleted after
a time.

Beside, where a digest does not reach, stands what is sealed (its seal guards it, and rotation rewrites it) and whose
row it is: a row that goes to another dossier is missed in the one and not known in the other.
"""

from __future__ import annotations

from chassis.history.covered import Covered
from chassis.history.reading import History
from intake.store.sealed_text import unseal_text
from intake.store.sealing_keys import Sealing
from intake.store.tables import (
    dossiers,
    handovers,
    law_packs,
    payables,
    payments,
    result_corrections,
    return_attempts,
)

HANDOVERS = Covered(table=handovers, subject="dossier_id")
CORRECTIONS = Covered(table=result_corrections, subject="dossier_id", beside=("dossier_id", "words"))
ATTEMPTS = Covered(table=return_attempts, subject="dossier_id", beside=("dossier_id", "receiver"))
PAYABLES = Covered(table=payables, subject="dossier_id", beside=("note",))
PAYMENTS = Covered(table=payments, subject="dossier_id")
LAW_PACKS = Covered(table=law_packs, subject="agency", words=("reason",))
COVERED = (HANDOVERS, CORRECTIONS, ATTEMPTS, PAYABLES, PAYMENTS, LAW_PACKS)


def reason_context(command_id: str) -> str:
    """What the sealed reason and the sealed salt of a command are bound to."""
    return f"commands:{command_id}:reason"


def history_under(sealing: Sealing) -> History:
    """With the keys that open reasons and salts."""
    return History(
        covered=COVERED,
        codes=(dossiers.c.id, dossiers.c.code),
        reveal=lambda command_id, stored: unseal_text(stored, sealing, reason_context(command_id)),
        seals_reasons=True,
    )
