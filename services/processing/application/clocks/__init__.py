"""Time and hands: what else than the case itself follows from a case.

GetAttribution      who sees the case: whose time it was, and each department against its own budgets
GetClocks           who sees the case: every clock of it in one shape
GetControlSlip      who sees the case: from hand to hand (form 06)
"""

from processing.application.clocks.clocks import ClockUseCases
from processing.application.clocks.reading import (
    Attributed,
    GetAttributionHandler,
    GetClocksHandler,
    GetControlSlipHandler,
    Slip,
    Timed,
)

__all__ = [
    "Attributed",
    "ClockUseCases",
    "GetAttributionHandler",
    "GetClocksHandler",
    "GetControlSlipHandler",
    "Slip",
    "Timed",
]
