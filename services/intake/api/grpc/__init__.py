"""The gRPC API of intake, as servicers."""

from __future__ import annotations

from chassis.kernel.clock import Clock
from chassis.rpc.server import Servicer
from intake.api.grpc.apology_drafts import ApologyDraftServicer
from intake.api.grpc.applicants import ApplicantServicer
from intake.api.grpc.catalogue import CatalogueServicer
from intake.api.grpc.contacts import ContactServicer
from intake.api.grpc.documents import DocumentServicer
from intake.api.grpc.dossiers import DossierServicer
from intake.api.grpc.drafts import DraftServicer
from intake.api.grpc.exports import ExportServicer
from intake.api.grpc.feedback import FeedbackServicer
from intake.api.grpc.fees import FeeServicer
from intake.api.grpc.forms import FormServicer
from intake.api.grpc.law_packs import LawPackServicer
from intake.api.grpc.reads import PersonalDataServicer
from intake.api.grpc.register_book import RegisterBookServicer
from intake.api.grpc.returns import ReturnServicer
from intake.api.grpc.shapes import DossierMessages
from intake.api.grpc.tracking import TrackingServicer
from intake.application import UseCases
from intake.application.law_in_force import LawInForce
from motcua.intake.v1.apology_draft_service_pb2_grpc import add_ApologyDraftServiceServicer_to_server
from motcua.intake.v1.applicant_service_pb2_grpc import add_ApplicantServiceServicer_to_server
from motcua.intake.v1.catalogue_service_pb2_grpc import add_CatalogueServiceServicer_to_server
from motcua.intake.v1.contact_service_pb2_grpc import add_ContactServiceServicer_to_server
from motcua.intake.v1.document_service_pb2_grpc import add_DocumentServiceServicer_to_server
from motcua.intake.v1.dossier_service_pb2_grpc import add_DossierServiceServicer_to_server
from motcua.intake.v1.draft_service_pb2_grpc import add_DraftServiceServicer_to_server
from motcua.intake.v1.export_service_pb2_grpc import add_ExportServiceServicer_to_server
from motcua.intake.v1.fee_service_pb2_grpc import add_FeeServiceServicer_to_server
from motcua.intake.v1.feedback_service_pb2_grpc import add_FeedbackServiceServicer_to_server
from motcua.intake.v1.form_service_pb2_grpc import add_FormServiceServicer_to_server
from motcua.intake.v1.law_pack_service_pb2_grpc import add_LawPackServiceServicer_to_server
from motcua.intake.v1.personal_data_service_pb2_grpc import add_PersonalDataServiceServicer_to_server
from motcua.intake.v1.register_book_service_pb2_grpc import add_RegisterBookServiceServicer_to_server
from motcua.intake.v1.return_service_pb2_grpc import add_ReturnServiceServicer_to_server
from motcua.intake.v1.tracking_service_pb2_grpc import add_TrackingServiceServicer_to_server


def servicers(use_cases: UseCases, in_force: LawInForce, clock: Clock) -> list[Servicer]:
    """Every service of ``motcua.intake.v1``."""
    messages = DossierMessages(in_force, clock)
    return [
        (add_CatalogueServiceServicer_to_server, CatalogueServicer(use_cases)),
        (add_LawPackServiceServicer_to_server, LawPackServicer(use_cases)),
        (add_DossierServiceServicer_to_server, DossierServicer(use_cases, messages)),
        (add_ApplicantServiceServicer_to_server, ApplicantServicer(use_cases, messages)),
        (add_FeeServiceServicer_to_server, FeeServicer(use_cases)),
        (add_DocumentServiceServicer_to_server, DocumentServicer(use_cases, messages)),
        (add_DraftServiceServicer_to_server, DraftServicer(use_cases, messages)),
        (add_ReturnServiceServicer_to_server, ReturnServicer(use_cases, messages)),
        (add_FormServiceServicer_to_server, FormServicer(use_cases)),
        (add_ApologyDraftServiceServicer_to_server, ApologyDraftServicer(use_cases)),
        (add_FeedbackServiceServicer_to_server, FeedbackServicer(use_cases, clock)),
        (add_ContactServiceServicer_to_server, ContactServicer(use_cases)),
        (add_PersonalDataServiceServicer_to_server, PersonalDataServicer(use_cases)),
        (add_ExportServiceServicer_to_server, ExportServicer(use_cases)),
        (add_RegisterBookServiceServicer_to_server, RegisterBookServicer(use_cases, in_force)),
        (add_TrackingServiceServicer_to_server, TrackingServicer(use_cases, in_force)),
    ]
