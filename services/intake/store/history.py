"""What of intake's rows belongs to its history, beside commands and events: see ``chassis.history.covered``.

Beside, where a digest does not reach, stands what is sealed (its seal guards it, and rotation rewrites it) and whose
row it is: a row that goes to another dossier is missed in the one and not known in the other.
"""

from __future__ import annotations

from chassis.history.covered import Covered
from intake.store.tables import (
    external_refs,
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
EXTERNAL_REFS = Covered(table=external_refs, subject="dossier_id")
LAW_PACKS = Covered(table=law_packs, subject="agency", words=("reason",))
COVERED = (HANDOVERS, CORRECTIONS, ATTEMPTS, PAYABLES, PAYMENTS, EXTERNAL_REFS, LAW_PACKS)
