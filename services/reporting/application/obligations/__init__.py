"""The calendar of reports that are owed.

GenerateObligations   what is owed in the next weeks, by rules and calendar     at the start, then hourly
ListObligations       which reports are owed, and how they stand                GET /v1/obligations
GetObligation         one, with everything that was done about it               GET /v1/obligations/{id}
ActOnObligation       draft, approve, submit, return, waive                     POST /v1/obligations/{id}/…

Of what is owed people are reminded: see application/reminders.
"""

from reporting.application.obligations.act import Act, ActOnObligation, ActOnObligationHandler, Deed
from reporting.application.obligations.generate import GenerateObligationsHandler
from reporting.application.obligations.look import (
    GetObligation,
    GetObligationHandler,
    Listed,
    ListObligations,
    ListObligationsHandler,
    Told,
)

__all__ = [
    "Act",
    "ActOnObligation",
    "ActOnObligationHandler",
    "Deed",
    "GenerateObligationsHandler",
    "GetObligation",
    "GetObligationHandler",
    "ListObligations",
    "ListObligationsHandler",
    "Listed",
    "Told",
]
