"""Everything that can be printed."""

from __future__ import annotations

from intake.domain.forms.control_slip import ControlSheet
from intake.domain.forms.letters import ApologySheet, RefusalSheet, StopSheet, SupplementSheet
from intake.domain.forms.receipts import ReceiptSheet
from intake.domain.forms.register_book import BookSheet

Sheet = ReceiptSheet | SupplementSheet | RefusalSheet | ApologySheet | StopSheet | ControlSheet | BookSheet
