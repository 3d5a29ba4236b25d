"""Who may be consulted on a dossier (ND61 art. 19(5)–(7)): public bodies, with how each of them answers.

A department answers in its inbox here, a city agency by its own account or by a link, everybody else by a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.domain.organisation import Mark, holds_on


class ConsulteeKind(StrEnum):
    DEPARTMENT = "department"  # phòng của cơ quan
    AGENCY = "agency"  # cơ quan khác cùng cấp (sở)
    HIGHER_AGENCY = "higher_agency"  # cơ quan cấp trên: hồ sơ được chuyển lên (ND61 art. 19(7))
    EXTERNAL = "external"  # cơ quan ngoài hệ thống hành chính của thành phố


class AnswersBy(StrEnum):
    INBOX = "inbox"  # its officers sign in here
    ACCOUNT = "account"  # an account of its agency, by API
    LINK = "link"  # a link that is sent to its office mailbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultee:
    """One public body that may be asked for its opinion.

    department: token, for one of this agency; agency: token that its accounts carry, where it answers by account.
    mailbox: office mailbox (hộp thư công vụ), never a person's; null where it is not known.
    """

    key: str
    name: str
    name_en: str
    kind: ConsulteeKind
    answers_by: AnswersBy
    valid_from: date
    valid_to: date | None
    mark: Mark
    department: str | None = None
    agency: str | None = None
    mailbox: str | None = None
    note: str | None = None

    def in_force_on(self, on: date) -> bool:
        return holds_on(self.valid_from, self.valid_to, on)
