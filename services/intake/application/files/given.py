"""Documents as they are handed in with a filing or a supplement, and as the register keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from intake.domain.documents import ScanExemption, SubmittedDocument, required_form
from intake.domain.files.stored import StoredFile
from intake.domain.procedures import DocumentForm, ProcedureVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """A document of an earlier dossier of the same applicant. dossier: id or code. key: of the document there."""

    dossier: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDocument:
    """A document as it is handed in. form: null: as the procedure wants it. quantity: copies. files: ids of uploads.

    is_digitised: null: yes if the counter attaches files. exemption: why there is no scan, or null. reuse: its files
    are those of an earlier dossier.
    """

    key: str
    form: DocumentForm | None
    quantity: int
    files: tuple[str, ...] = ()
    is_digitised: bool | None = None
    is_from_national_store: bool = False
    replaces_result_code: str = ""
    exemption: ScanExemption | None = None
    reuse: Reuse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload that shall become part of a dossier. path: where the request names it."""

    path: str
    key: str
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """What a filing attaches. by_office: an officer hands it in. copies: rows to be made on content that is there."""

    by_office: bool = False
    uploads: tuple[Upload, ...] = ()
    copies: tuple[StoredFile, ...] = ()

    def of(self, key: str) -> tuple[str, ...]:
        """Ids of the copies that belong to a document."""
        return tuple(copy.id for copy in self.copies if copy.document_key == key)


NOTHING = Attachments()


def submitted(
    given: tuple[GivenDocument, ...], version: ProcedureVersion, attachments: Attachments = NOTHING
) -> tuple[SubmittedDocument, ...]:
    """Documents as the register has them: in the form the procedure wants unless said otherwise."""
    return tuple(_submitted(document, version, attachments) for document in given)


def _submitted(given: GivenDocument, version: ProcedureVersion, attachments: Attachments) -> SubmittedDocument:
    form = given.form or required_form(version, given.key)
    files = (*given.files, *attachments.of(given.key))
    exemption = given.exemption
    if exemption is None and files and not attachments.by_office:
        exemption = ScanExemption.FILED_ONLINE
    return SubmittedDocument(
        key=given.key,
        form=form,
        quantity=given.quantity,
        files=files,
        is_digitised=bool(files) and attachments.by_office if given.is_digitised is None else given.is_digitised,
        is_reused=given.reuse is not None,
        is_from_national_store=given.is_from_national_store,
        replaces_result_code=given.replaces_result_code,
        exemption=exemption,
    )
