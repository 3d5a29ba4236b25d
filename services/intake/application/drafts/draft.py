"""A draft: what somebody has filled in so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.files.given import GivenDocument
from intake.domain.applicant import Applicant
from intake.domain.procedures import Channel

MOST_DRAFTS = 100
"""Of one account."""

MOST_BYTES = 256 * 1024
"""Of the content of one, as it is stored."""


class DraftUnknown(Problem):
    """No such draft, or somebody else's: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("draft-unknown", Kind.NOT_FOUND, "No draft of yours has this id; it may have expired.")


class DraftSubmitted(Problem):
    def __init__(self) -> None:
        super().__init__("draft-submitted", Kind.REFUSED, "The draft has become a dossier and cannot be changed.")


class DraftChanged(Problem):
    def __init__(self) -> None:
        super().__init__(
            "version-stale",
            Kind.STALE,
            "The draft was changed after you read it. Read it again, then decide whether to repeat the change.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftContent:
    """A filing as far as it goes. procedure: key. applicant: null or with empty fields where nothing is said yet."""

    procedure: str
    channel: Channel
    applicant: Applicant | None = None
    documents: tuple[GivenDocument, ...] = ()
    request: str = ""
    sets: int = 1
    result_by: Channel | None = None

    def who(self) -> Applicant:
        """Raises ``invalid-request`` while nothing is said of the applicant."""
        if self.applicant is None:
            raise invalid("invalid-request", "The draft does not say who applies.", applicant="this field is needed")
        return self.applicant

    @property
    def files(self) -> tuple[str, ...]:
        """Ids of the uploads it names."""
        return tuple(file_id for document in self.documents for file_id in document.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One version of a draft. owner: account. content: null once it was submitted. dossier_id: null before."""

    id: str
    version: int
    owner: str
    content: DraftContent | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    dossier_id: str | None = None

    def open_content(self) -> DraftContent:
        """Raises DraftSubmitted."""
        if self.content is None:
            raise DraftSubmitted
        return self.content


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRef:
    """The version of a draft that a filing comes from."""

    id: str
    version: int
