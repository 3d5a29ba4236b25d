"""What one can ask of intake. One use case per file; each owns its transaction and commits before it answers.

Changing a dossier              by whom                        fact
RegisterDossier                 applicant, receptionist        received
AcceptDossier                   receptionist                   accepted
IssueImmediateResult            receptionist                   accepted, collected
RefuseDossier                   receptionist                   refused
RequestSupplement               receptionist                   supplement-requested
SubmitSupplement                applicant, receptionist        supplemented
WithdrawDossier                 applicant, receptionist        withdrawn
RecordCollection                receptionist                   collected
RateDossier                     applicant                      rated
RateByReceipt                   whoever holds the receipt      rated
RecordForwarding                receptionist                   –
AddExternalRef                  receptionist                   –

Money                           by whom                        fact
fees.record, undo, exempt, …    receptionist, system           paid                     (``application.fees``)

Feedback                        by whom                        fact
feedback.submit, classify, …    anybody, control team, units   feedback.received …      (``application.feedback``)

Files                           by whom                        fact
files.upload, attach, …         applicant, officers            –                        (``application.files``)
drafts.save, submit, …          applicant, receptionist        received, when submitted (``application.drafts``)

The way of a result             by whom                        fact
returning.dispatch, confirm     receptionist                   –, collected             (``application.returning``)

Asking
GetDossier, ListDossiers        whoever may see them           –
GetReceipt                      applicant, receptionist        –
GetApplicant                    system, officers               –
ListForms, PrintForm            by form, domain/forms/rights   –
ReadBook, PrintBook             officers                       –
TrackDossier                    whoever holds the receipt      –
ExplainDeadline                 whoever may see the dossier    –
ListReads                       control team, operator, own    –
exports.create, get, delete     whoever has lists              –                        (``application.exports``)
ConsultLaw, SearchCatalogue     everybody                      –

Changing the law                see application.law_packs

By itself
LoadLawPack                     at the first start             procedure published, calendar, department changed
FollowProcessing                on processing's events         –
FireTimers                      every second                   transfer-late, forwarding-late, result-uncollected
"""

from intake.application.accept_dossier import AcceptDossier, AcceptDossierHandler, Accepted
from intake.application.consult_law import ConsultLawHandler
from intake.application.explain_deadline import DeadlineSource, ExplainDeadline, ExplainDeadlineHandler, Explained
from intake.application.files.given import GivenDocument
from intake.application.follow_processing import FollowProcessing, FollowProcessingHandler
from intake.application.forms import BookPage, ListForms, Printed, PrintForm, ReadBook
from intake.application.get_applicant import GetApplicant, GetApplicantHandler
from intake.application.get_dossier import GetDossier, GetDossierHandler, ShownDossier
from intake.application.get_receipt import GetReceipt, GetReceiptHandler
from intake.application.list_dossiers import ListDossiers, ListDossiersHandler
from intake.application.list_reads import ListReads, ListReadsHandler
from intake.application.load_law_pack import LoadLawPack, LoadLawPackHandler
from intake.application.opening import Change
from intake.application.rate_by_receipt import RateByReceipt, RateByReceiptHandler
from intake.application.rate_dossier import RateDossier, RateDossierHandler
from intake.application.record_collection import RecordCollection, RecordCollectionHandler
from intake.application.refuse_dossier import RefuseDossier, RefuseDossierHandler
from intake.application.register_dossier import RegisterDossier, RegisterDossierHandler
from intake.application.request_supplement import RequestSupplement, RequestSupplementHandler
from intake.application.search_catalogue import SearchCatalogue, SearchCatalogueHandler
from intake.application.submit_supplement import SubmitSupplement, SubmitSupplementHandler
from intake.application.track_dossier import TrackDossier, TrackDossierHandler, Tracked, TrackingUnknown
from intake.application.use_cases import UseCases
from intake.application.withdraw_dossier import WithdrawDossier, WithdrawDossierHandler

__all__ = [
    "AcceptDossier",
    "AcceptDossierHandler",
    "Accepted",
    "BookPage",
    "Change",
    "ConsultLawHandler",
    "DeadlineSource",
    "ExplainDeadline",
    "ExplainDeadlineHandler",
    "Explained",
    "FollowProcessing",
    "FollowProcessingHandler",
    "GetApplicant",
    "GetApplicantHandler",
    "GetDossier",
    "GetDossierHandler",
    "GetReceipt",
    "GetReceiptHandler",
    "GivenDocument",
    "ListDossiers",
    "ListDossiersHandler",
    "ListForms",
    "ListReads",
    "ListReadsHandler",
    "LoadLawPack",
    "LoadLawPackHandler",
    "PrintForm",
    "Printed",
    "RateByReceipt",
    "RateByReceiptHandler",
    "RateDossier",
    "RateDossierHandler",
    "ReadBook",
    "RecordCollection",
    "RecordCollectionHandler",
    "RefuseDossier",
    "RefuseDossierHandler",
    "RegisterDossier",
    "RegisterDossierHandler",
    "RequestSupplement",
    "RequestSupplementHandler",
    "SearchCatalogue",
    "SearchCatalogueHandler",
    "ShownDossier",
    "SubmitSupplement",
    "SubmitSupplementHandler",
    "TrackDossier",
    "TrackDossierHandler",
    "Tracked",
    "TrackingUnknown",
    "UseCases",
    "WithdrawDossier",
    "WithdrawDossierHandler",
]
