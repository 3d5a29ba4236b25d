"""What one can ask about money. Every change is the counter's, but for what the payment platform reports.

GetFees                  whoever may see the dossier    –
RecordPayment            receptionist, system           paid, when it settles what was asked
UndoPayment              receptionist                   –   refund, or cancellation of a record
ExemptFee                receptionist                   paid (exempt)
AssessFee                receptionist                   fee-assessed: the amount that the law pack does not have
"""

from intake.application.fees.amend_fee import AssessFee, AssessFeeHandler, ExemptFee, ExemptFeeHandler
from intake.application.fees.changing import Fees
from intake.application.fees.fees import FeeUseCases
from intake.application.fees.get_fees import GetFees, GetFeesHandler
from intake.application.fees.record_payment import RecordPayment, RecordPaymentHandler
from intake.application.fees.undo_payment import UndoPayment, UndoPaymentHandler

__all__ = [
    "AssessFee",
    "AssessFeeHandler",
    "ExemptFee",
    "ExemptFeeHandler",
    "FeeUseCases",
    "Fees",
    "GetFees",
    "GetFeesHandler",
    "RecordPayment",
    "RecordPaymentHandler",
    "UndoPayment",
    "UndoPaymentHandler",
]
