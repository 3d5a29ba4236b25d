"""What one can ask about the way of a result to the applicant.

GetReturn                whoever may see the dossier; who took it only for those who may see personal data
RecordCollection         receptionist    collected       at the counter, mostly (``application.record_collection``)
DispatchResult           receptionist    –               handed to the post
ConfirmDelivery          receptionist    collected       the post delivered it, or brought it back
RequestCorrection        receptionist    –               a faulty result, to be put right at the agency's cost
AdvanceCorrection        receptionist    –               it is at the counter; the applicant has it
ListCorrections          whoever may see the dossier
"""

from intake.application.returning.confirm_delivery import ConfirmDelivery, ConfirmDeliveryHandler
from intake.application.returning.correct_result import (
    AdvanceCorrection,
    Corrections,
    ListCorrections,
    RequestCorrection,
)
from intake.application.returning.dispatch_result import DispatchResult, DispatchResultHandler
from intake.application.returning.get_return import GetReturn, GetReturnHandler, Returned
from intake.application.returning.returns import ReturnUseCases

__all__ = [
    "AdvanceCorrection",
    "ConfirmDelivery",
    "ConfirmDeliveryHandler",
    "Corrections",
    "DispatchResult",
    "DispatchResultHandler",
    "GetReturn",
    "GetReturnHandler",
    "ListCorrections",
    "RequestCorrection",
    "ReturnUseCases",
    "Returned",
]
