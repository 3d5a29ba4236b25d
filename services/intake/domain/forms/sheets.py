"""Everything that can be printed."""

from __future__ import annotations

from intake.domain.forms.control_slip import ControlSheet
from intake.domain.forms.letters import ApologySheet, RefusalSheet, StopSheet, SupplementSheet
from intake.domain.forms.receipts import ReceiptSheet

Sheet = ReceiptSheet | SupplementSheet | RefusalSheet | ApologySheet | StopSheet | ControlSheet
