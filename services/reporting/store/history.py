"""What of reporting's rows belongs to its history, beside commands and events: see ``chassis.history.covered``.

What people decided is here and nowhere else: control work, as it is and as it was after every act, and what became of
reports that are owed. Figures are not: they are counted anew from events.
"""

from __future__ import annotations

from chassis.history.covered import Covered
from chassis.history.reading import History
from reporting.store.control_tables import CONTROL_PIECES, CONTROL_VERSIONS
from reporting.store.obligation_tables import OBLIGATIONS

PIECES = Covered(table=CONTROL_PIECES, subject="id", words=("content",))
VERSIONS = Covered(table=CONTROL_VERSIONS, subject="piece_id", words=("content",))
OWED = Covered(table=OBLIGATIONS, subject="id")
HISTORY = History(covered=(PIECES, VERSIONS, OWED))
