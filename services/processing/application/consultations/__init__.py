"""Other bodies are asked for their opinions on a dossier (lấy ý kiến, liên thông).

RequestConsultations   who has a step, or heads the department: one or many bodies at once, a deadline for each
AnswerConsultation     officers of the consulted department, accounts of the consulted agency
RemindConsultation     who asked: the body is urged
WithdrawConsultation   who asked: the opinion is no longer awaited
GetConsultation, ListConsultations, ListCaseConsultations
GetLink                who asked: the link by which a body without an account answers
ReadByLink, AnswerByLink   whoever holds it
GetMail                notify: where the link is sent, at the moment of sending
"""

from processing.application.consultations.answer_consultation import AnswerConsultation, AnswerConsultationHandler
from processing.application.consultations.consultations import ConsultationUseCases
from processing.application.consultations.opening import SeenConsultation
from processing.application.consultations.remind_consultation import RemindConsultation, RemindConsultationHandler
from processing.application.consultations.request_consultations import (
    RequestConsultations,
    RequestConsultationsHandler,
    Wanted,
)
from processing.application.consultations.withdraw_consultation import WithdrawConsultation, WithdrawConsultationHandler

__all__ = [
    "AnswerConsultation",
    "AnswerConsultationHandler",
    "ConsultationUseCases",
    "RemindConsultation",
    "RemindConsultationHandler",
    "RequestConsultations",
    "RequestConsultationsHandler",
    "SeenConsultation",
    "Wanted",
    "WithdrawConsultation",
    "WithdrawConsultationHandler",
]
