"""A file as the register knows it, what an upload must be, and who may see it.

Problem
├── DocumentUnknown          no such file, or none that this account may know of
├── DocumentAttached         it belongs to a dossier and stays with it
├── document-too-large, document-empty, document-kind-refused, file-extension-mismatch, digest-mismatch
└── uploads-too-many         the account keeps too much that belongs to no dossier
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.files.media import EXTENSIONS, Media, Sniffer
from intake.domain.files.names import fitting, harmless

_MEBI = 1024 * 1024


class DocumentUnknown(Problem):
    """No such file, or none that this account may know of: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("document-unknown", Kind.NOT_FOUND, "No document with this id is known to you. Check the id.")


class DocumentAttached(Problem):
    def __init__(self) -> None:
        super().__init__(
            "document-attached",
            Kind.REFUSED,
            "The document belongs to a dossier and stays with it. To replace it, hand in another one.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """most_bytes: of one file. account_bytes: what one account may keep unattached.

    unattached_days, draft_days: how long an upload without a dossier and a draft are kept.
    """

    most_bytes: int = 50 * _MEBI
    account_bytes: int = 1024 * _MEBI
    unattached_days: int = 7
    draft_days: int = 30

    @property
    def kept_unattached(self) -> timedelta:
        return timedelta(days=self.unattached_days)

    @property
    def kept_draft(self) -> timedelta:
        return timedelta(days=self.draft_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A row of the register. content_id: of the object, which a re-used document shares. sha256: hexadecimal.

    key_id: of the key that sealed the object. expires_at: null once attached. dossier_id, document_key: null before.
    """

    id: str
    content_id: str
    name: str
    size: int
    media: Media
    sha256: str
    key_id: str
    uploaded_by: str
    uploaded_at: datetime
    expires_at: datetime | None
    dossier_id: str | None = None
    document_key: str | None = None
    attached_at: datetime | None = None


class Inspection:
    """Looks at an upload as it passes: ``take`` each part, then ``finish``. Both raise the refusals named above."""

    def __init__(self, name: str, limits: FileLimits, sha256: str | None) -> None:
        """sha256: hexadecimal, what must arrive; null: not said. Raises ``invalid-request`` for a name of nothing."""
        self.name = harmless(name)
        self.size = 0
        self._most = limits.most_bytes
        self._said = sha256
        self._digest = hashlib.sha256()
        self._sniffer = Sniffer()
        self._media: Media | None = None

    def take(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > self._most:
            raise invalid(
                "document-too-large",
                f"A document has at most {self._most // _MEBI} MiB. Scan it at 200 to 300 dpi, or split it.",
                file=f"at most {self._most} bytes",
            )
        self._digest.update(part)
        self._sniffer.take(part)

    def finish(self) -> None:
        """``name``, ``sha256`` and ``media`` are final from here on."""
        if self.size == 0:
            raise invalid("document-empty", "The document is empty. Choose the file again.", file="must not be empty")
        if self._said is not None and self._said.lower() != self.sha256:
            raise invalid(
                "digest-mismatch",
                "The document did not arrive as it was sent: its SHA-256 is another one. Send it again.",
                sha256="does not match the content",
            )
        media = self._sniffer.media()
        if media is None:
            raise _kind_refused()
        self.name, self._media = fitting(self.name, media), media

    @property
    def media(self) -> Media:
        """What the file is; LookupError before ``finish``."""
        if self._media is None:
            raise LookupError("the file has not been seen to its end")
        return self._media

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def may_upload(actor: Actor) -> None:
    """Applicants, and everybody who handles dossiers; not those who only count them."""
    if not actor.has(
        rights.APPLICANT, rights.RECEPTIONIST, rights.SPECIALIST, rights.HEAD, rights.LEADER, rights.SYSTEM
    ):
        raise rights.RoleForbidden("an applicant's account, or that of an officer who handles dossiers")


def must_see(actor: Actor, file: StoredFile | None, dossier: Dossier | None) -> StoredFile:
    """The file, for its uploader before it has a dossier and for those who see the applicant's data afterwards.

    dossier: the one it belongs to. Raises DocumentUnknown.
    """
    if file is None:
        raise DocumentUnknown
    if file.dossier_id is None:
        if file.uploaded_by != actor.subject:
            raise DocumentUnknown
    elif dossier is None or not rights.sees_applicant(actor, dossier):
        raise DocumentUnknown
    return file


def _kind_refused() -> Problem:
    endings = ", ".join(endings[0] for endings in EXTENSIONS.values())
    return invalid(
        "document-kind-refused",
        f"Documents of this kind are not taken. Taken are: {endings}; no archives and no macros. "
        "Save the document as PDF, for example.",
        file=f"must be one of: {endings}",
    )
