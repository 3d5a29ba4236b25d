"""The documents of a dossier (thành phần hồ sơ), checked against what the procedure version asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chassis.kernel.errors import Kind, Problem
from intake.domain.facts import PaperCounts
from intake.domain.procedures import DocumentForm, DocumentRequirement, ProcedureVersion

MAX_DOCUMENTS = 100
MAX_QUANTITY = 999
MAX_LINES, LINE_MAX = 50, 500
MAX_FILES = 20
RESULT_CODE_MAX = 60


class ScanExemption(StrEnum):
    """Why a document that was handed in is not scanned (TT03/25 art. 5(2))."""

    FILED_ONLINE = "filed_online"  # nộp trực tuyến
    ONLY_SHOWN = "only_shown"  # chỉ xuất trình để đối chiếu
    VERIFICATION = "verification"  # kết quả xác minh, lấy ý kiến
    CLASSIFIED = "classified"  # tài liệu mật


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedDocument:
    """One component that was handed in. key: of the procedure version's list. quantity: copies, 1..999.

    files: ids of uploads, in the order of the pages. The national portal's fields of a component: is_digitised
    (DuocSoHoa), is_reused (DuocTaiSuDung), is_from_national_store (DuocLayTuKhoDMQG), replaces_result_code
    (MaKetQuaThayThe, empty for none). exemption: why there is no scan, null where there is one or none yet.
    """

    key: str
    form: DocumentForm
    quantity: int
    files: tuple[str, ...] = ()
    is_digitised: bool = False
    is_reused: bool = False
    is_from_national_store: bool = False
    replaces_result_code: str = ""
    exemption: ScanExemption | None = None

    @property
    def is_electronic(self) -> bool:
        """There as a file, scanned, or fetched from where it already was one."""
        return bool(self.files) or self.is_digitised or self.is_from_national_store

    @property
    def is_taken_over(self) -> bool:
        """Nobody had to hand it in anew."""
        return self.is_reused or self.is_from_national_store


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDocument:
    """A submitted document with the name that the procedure gives it, for people."""

    key: str
    name: str
    form: DocumentForm
    quantity: int


def check_documents(version: ProcedureVersion, documents: Sequence[SubmittedDocument]) -> None:
    """Raises ``invalid-request`` naming each document that is unknown, listed twice or without copies."""
    known = {requirement.key for requirement in version.documents}
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    files: set[str] = set()
    if len(documents) > MAX_DOCUMENTS:
        wrong["documents"] = f"at most {MAX_DOCUMENTS} documents"
    for index, document in enumerate(documents[:MAX_DOCUMENTS]):
        if document.key not in known:
            wrong[f"documents[{index}].key"] = f"must be one of {', '.join(sorted(known))}"
        elif document.key in seen:
            wrong[f"documents[{index}].key"] = "listed twice"
        if not 1 <= document.quantity <= MAX_QUANTITY:
            wrong[f"documents[{index}].quantity"] = f"1 to {MAX_QUANTITY} copies"
        seen.add(document.key)
        wrong |= _files_wrong(document, f"documents[{index}]", files)
    if wrong:
        raise Problem("invalid-request", Kind.INVALID, "Some documents cannot be taken; see the fields.", fields=wrong)


def _files_wrong(document: SubmittedDocument, path: str, seen: set[str]) -> dict[str, str]:
    """What cannot be about a document's files. seen: those of the documents before it; grows."""
    wrong: dict[str, str] = {}
    if len(document.files) > MAX_FILES:
        wrong[f"{path}.files"] = f"at most {MAX_FILES} files"
    for index, file_id in enumerate(document.files[:MAX_FILES]):
        if file_id in seen:
            wrong[f"{path}.files[{index}]"] = "listed twice"
        seen.add(file_id)
    if document.files and document.exemption is ScanExemption.CLASSIFIED:
        wrong[f"{path}.exemption"] = "a classified document is not scanned (TT03/25 art. 5(2)): leave the files out"
    code = document.replaces_result_code
    if len(code) > RESULT_CODE_MAX or not code.isprintable():
        wrong[f"{path}.replaces_result_code"] = f"at most {RESULT_CODE_MAX} characters"
    return wrong


def missing(version: ProcedureVersion, documents: Iterable[SubmittedDocument]) -> tuple[DocumentRequirement, ...]:
    """The documents that are always needed and were not handed in, in the order of the procedure."""
    present = {document.key for document in documents}
    return tuple(r for r in version.documents if r.required and r.key not in present)


def require_complete(version: ProcedureVersion, documents: Iterable[SubmittedDocument], kind: Kind) -> None:
    """Raises ``documents-missing``, of this kind, one field per document, all at once (ND61 art. 17(2))."""
    lacking = missing(version, documents)
    if not lacking:
        return
    raise Problem(
        "documents-missing",
        kind,
        f"{len(lacking)} required document(s) of {version.procedure} are missing. Add them, or register the dossier as "
        "incomplete and ask the applicant for all of them at once with a supplement request (form 02).",
        fields={f"documents.{requirement.key}": f"missing: {requirement.name}" for requirement in lacking},
    )


def merged(before: Sequence[SubmittedDocument], added: Sequence[SubmittedDocument]) -> tuple[SubmittedDocument, ...]:
    """The list after a supplement: a document handed in again replaces the earlier one, in its place."""
    by_key: Mapping[str, SubmittedDocument] = {document.key: document for document in added}
    kept = tuple(by_key.get(document.key, document) for document in before)
    new = tuple(document for document in added if document.key not in {d.key for d in before})
    return kept + new


def counted(documents: Sequence[SubmittedDocument]) -> PaperCounts:
    """What others learn of the documents: how many, not which."""
    exempt = (each for each in documents if each.exemption is not None and not each.is_electronic)
    return PaperCounts(
        total=len(documents),
        electronic=sum(each.is_electronic for each in documents),
        exempt=sum(1 for _ in exempt),
        reused=sum(each.is_taken_over for each in documents),
    )


def replaced_files(before: Sequence[SubmittedDocument], after: Sequence[SubmittedDocument]) -> tuple[str, ...]:
    """Files of the list before that the list after does not have any more."""
    kept = {file_id for document in after for file_id in document.files}
    return tuple(file_id for document in before for file_id in document.files if file_id not in kept)


def required_form(version: ProcedureVersion, key: str) -> DocumentForm:
    """The form in which the procedure wants a document; original for a key it does not know, which is refused later."""
    return next((r.form for r in version.documents if r.key == key), DocumentForm.ORIGINAL)


def named(version: ProcedureVersion, documents: Iterable[SubmittedDocument]) -> tuple[NamedDocument, ...]:
    """The documents with their names in Vietnamese, for receipts and pages."""
    names = {requirement.key: requirement.name for requirement in version.documents}
    return tuple(
        NamedDocument(key=d.key, name=names.get(d.key, d.key), form=d.form, quantity=d.quantity) for d in documents
    )


def requested_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """What a supplement request (form 02) asks for, tidied: keys of the procedure's documents, or words.

    Raises ``invalid-request`` with the path of each line that is empty or too long.
    """
    tidied = tuple(" ".join(line.split()) for line in lines[: MAX_LINES + 1])
    wrong = {
        f"documents[{index}]": f"1 to {LINE_MAX} characters"
        for index, line in enumerate(tidied)
        if not 1 <= len(line) <= LINE_MAX
    }
    if not 1 <= len(lines) <= MAX_LINES:
        wrong["documents"] = f"name everything that is missing, at once: 1 to {MAX_LINES} lines (ND61 art. 17(2))"
    if wrong:
        raise Problem(
            "invalid-request", Kind.INVALID, "The requested documents cannot be taken; see the fields.", fields=wrong
        )
    return tuple(dict.fromkeys(tidied))
