"""Result files: what a department made, version after version, each with its SHA-256 and perhaps a signature."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from processing.domain.case import Case
from processing.domain.facts import ResultAttached
from processing.domain.vocabulary import Role

_SEEN = 1024


class Media(StrEnum):
    """What a result may be, told from its bytes. A signed PDF is a PDF."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    XML = "application/xml"


ENDINGS = {Media.PDF: "pdf", Media.PNG: "png", Media.JPEG: "jpg", Media.XML: "xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Over the file's SHA-256. value: the signature; certificate: DER. Its subject's name is for those who open it: it
    goes into no event and no log. officer: account that had it signed."""

    officer: str
    signed_at: datetime
    value: bytes
    certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """number: of the version within its case, from 1; the last one counts. sha256: hexadecimal. key_id: that sealed the
    content. The name that it had on somebody's machine is not kept."""

    id: str
    dossier_id: str
    number: int
    media: Media
    size: int
    sha256: str
    key_id: str
    attached_by: str
    attached_at: datetime
    signature: Signature | None = None

    @property
    def is_signed(self) -> bool:
        return self.signature is not None

    @property
    def name(self) -> str:
        """Under which it is handed out."""
        return f"ket-qua-{self.dossier_id}-v{self.number}.{ENDINGS[self.media]}"

    def signed(self, signature: Signature) -> ResultFile:
        return replace(self, signature=signature)


class Inspection:
    """Sees a file pass; ``media``, ``size`` and ``sha256`` afterwards. most: bytes. expected: what must arrive."""

    def __init__(self, most: int, expected: str = "") -> None:
        self._most, self._expected = most, expected.lower()
        self._head = bytearray()
        self._digest = hashlib.sha256()
        self.size = 0

    def take(self, part: bytes) -> bytes:
        """The part, counted. Raises Problem ``result-too-large``."""
        self.size += len(part)
        if self.size > self._most:
            raise invalid(
                "result-too-large", f"A result file has at most {self._most // 1024**2} MiB.", file="too large"
            )
        if len(self._head) < _SEEN:
            self._head += part[: _SEEN - len(self._head)]
        self._digest.update(part)
        return part

    def finish(self) -> None:
        """Raises Problem ``result-empty``, ``digest-mismatch``, ``result-kind-refused``."""
        if not self.size:
            raise invalid("result-empty", "The file is empty.", file="is empty")
        if self._expected not in ("", self.sha256):
            raise invalid("digest-mismatch", "Other bytes arrived than were sent: send it again.", sha256="differs")
        _ = self.media

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def media(self) -> Media:
        head = bytes(self._head)
        if b"%PDF-" in head:
            return Media.PDF
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return Media.PNG
        if head.startswith(b"\xff\xd8\xff"):
            return Media.JPEG
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
            return Media.XML
        raise invalid("result-kind-refused", "A result is a PDF, PNG, JPEG or XML file.", file="is of another kind")


def check_attach(actor: Actor, case: Case) -> None:
    """Who has an open step of the case. Raises Problem ``task-not-yours``."""
    if not _holds(actor, case):
        raise Problem(
            "task-not-yours", Kind.FORBIDDEN, "A result is attached by an officer who has an open step of the case."
        )


def check_sign(actor: Actor, case: Case) -> None:
    """Who has an open step, who decided, or a leader of the agency. Raises Problem ``signature-not-allowed``."""
    is_leader = actor.has(Role.LEADER) and actor.agency == case.dossier.agency
    decided = case.decision is not None and case.decision.officer == actor.subject
    if not (is_leader or decided or _holds(actor, case)):
        raise Problem(
            "signature-not-allowed",
            Kind.FORBIDDEN,
            "A result is signed by who decided, a leader, or an officer who has an open step of the case.",
        )


def check_signed(results: Sequence[ResultFile]) -> None:
    """Before a result is issued where the signature is required. Raises Problem ``signed-result-required``."""
    latest = max(results, key=lambda result: result.number, default=None)
    if latest is None or not latest.is_signed:
        raise Problem(
            "signed-result-required",
            Kind.REFUSED,
            "This procedure's result is issued with a signed file: attach it and have its latest version signed first.",
        )


def attached(case: Case, result: ResultFile, at: datetime) -> ResultAttached:
    """What others learn of it."""
    return ResultAttached(
        dossier=case.dossier,
        result_id=result.id,
        number=result.number,
        sha256=result.sha256,
        is_signed=result.is_signed,
        attached_at=at,
    )


def unknown(result_id: str) -> Problem:
    return Problem("result-unknown", Kind.NOT_FOUND, f"The case has no result file {result_id[:64]} that you may see.")


def _holds(actor: Actor, case: Case) -> bool:
    return any(task.officer == actor.subject and task.department == actor.department for task in case.open_tasks)
