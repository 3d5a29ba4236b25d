"""What of processing's rows belongs to its history, beside commands and events: see ``chassis.history.covered``.

A table that is only ever added to gets a line here, and its repository notes every row that it writes.
"""

from __future__ import annotations

from chassis.history.covered import Covered
from chassis.history.reading import History
from processing.store.tables import cases, ledger_entries

LEDGER = Covered(table=ledger_entries, subject="dossier_id", words=("reason",))
COVERED = (LEDGER,)
HISTORY = History(covered=COVERED, codes=(cases.c.dossier_id, cases.c.code))
