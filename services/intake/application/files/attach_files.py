"""The counter adds scans to a document of a dossier, at any time before the dossier is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.files.attaching import Attaching
from intake.application.files.given import Attachments, Upload
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.documents import MAX_FILES, ScanExemption, SubmittedDocument, counted
from intake.domain.dossier import Dossier
from intake.domain.facts import PapersScanned
from intake.domain.procedures import DocumentForm
from intake.domain.states import State

CLOSED = frozenset({State.COLLECTED, State.REFUSED, State.STOPPED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFiles:
    """key: of a document of the dossier. replacing: the new files take the place of the earlier ones.

    form: null: as it is. exemption: why a document is not scanned, given instead of files. from_national_store,
    replaces_result_code: null: as they are.
    """

    change: Change
    key: str
    files: tuple[str, ...] = ()
    replacing: bool = False
    form: DocumentForm | None = None
    exemption: ScanExemption | None = None
    is_from_national_store: bool | None = None
    replaces_result_code: str | None = None


class AttachFilesHandler:
    """Digitisation on reception (ND118 art. 17(1)(c), TT 01/2023 art. 8). Others learn how many papers are scanned."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock, attaching: Attaching) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._attaching = attaching

    async def __call__(self, command: AttachFiles) -> Dossier:
        """The next version of the dossier. Raises as ``open_for``, ``document-unknown``, ``dossier-closed``,
        ``invalid-request``."""
        if bool(command.files) == (command.exemption is not None):
            advice = "Give files, or why the document is not scanned."
            raise invalid("invalid-request", advice, files="files or exemption, not both")
        change = command.change
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, change, name="attach-documents", right=rights.may_receive)
            if opened.was_done:
                return opened.dossier
            before = _document(opened.dossier, command.key)
            after = _with_files(before, command)
            uploads = tuple(
                Upload(path=f"files[{i}]", key=command.key, file_id=file_id) for i, file_id in enumerate(command.files)
            )
            dossier = opened.dossier.next(
                documents=tuple(after if each is before else each for each in opened.dossier.documents)
            )
            await self._attaching.attach(transaction, change.actor, dossier.id, Attachments(uploads=uploads))
            if command.replacing and before.files:
                await transaction.files.supersede(before.files)
            await transaction.dossiers.save(dossier)
            scanned = PapersScanned(
                dossier=dossier.ref, scanned_at=self._clock.now(), papers=counted(dossier.documents)
            )
            await transaction.record(opened.command, [scanned])
            await transaction.commit()
        return dossier


def _document(dossier: Dossier, key: str) -> SubmittedDocument:
    if dossier.state in CLOSED:
        raise Problem("dossier-closed", Kind.REFUSED, "The dossier is closed; nothing can be added to it any more.")
    document = next((each for each in dossier.documents if each.key == key), None)
    if document is None:
        raise Problem(
            "document-unknown",
            Kind.NOT_FOUND,
            "The dossier has no such document. GET /v1/dossiers/{id} lists those that were handed in.",
        )
    return document


def _with_files(document: SubmittedDocument, command: AttachFiles) -> SubmittedDocument:
    files = command.files if command.replacing else (*document.files, *command.files)
    if len(files) > MAX_FILES:
        raise invalid("invalid-request", "The document has too many files.", files=f"at most {MAX_FILES} files")
    changes: dict[str, object] = {"is_digitised": bool(files), "exemption": command.exemption, "files": files}
    if command.form is not None:
        changes["form"] = command.form
    if command.is_from_national_store is not None:
        changes["is_from_national_store"] = command.is_from_national_store
    if command.replaces_result_code is not None:
        changes["replaces_result_code"] = command.replaces_result_code
    return replace(document, **changes)  # type: ignore[arg-type]
