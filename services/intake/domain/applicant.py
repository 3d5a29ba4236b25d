"""The applicant (tổ chức/cá nhân nộp): the only personal data of motcua, checked here and sealed in the store."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem
from intake.domain.procedures import ProcedureVersion, Subject

NAME_MAX, ADDRESS_MAX, EMAIL_MAX, AUTHORITY_MAX = 200, 500, 254, 200
LANGUAGES = ("vi", "en")

# CCCD has 12 digits, the older CMND 9; an enterprise code 10, that of its branch 13 (0201234567-001).
_PERSON = re.compile(r"\d{9}|\d{12}", re.ASCII)
_ENTERPRISE = re.compile(r"\d{10}|\d{10}-?\d{3}", re.ASCII)
_PHONE = re.compile(r"(?:0|\+84)\d{8,10}|\+(?!84)\d{8,15}", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"',;:()\[\]\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """The authorised person (người được uỷ quyền) of form 01.

    authority: number of the paper that says so (giấy uỷ quyền), or of the authorisation on VNeID; without one nobody
    files for another.
    """

    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    authority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """identity_number: 9 or 12 digits (person), 10 or 13 (enterprise). phone: ``0…`` or ``+…``. email: empty if none.

    language: ``vi`` or ``en``, that of the messages.
    """

    kind: Subject
    name: str
    identity_number: str
    address: str
    phone: str
    email: str
    language: str
    representative: Representative | None


def tidy(text: str) -> str:
    """Text as it is stored: Unicode NFC (Vietnamese typed on a Mac is decomposed), no space at the ends."""
    return unicodedata.normalize("NFC", text).strip()


def tidy_phone(text: str) -> str:
    """``+84 912.345-678`` → ``+84912345678``."""
    return re.sub(r"[\s.\-()]", "", text)


def check_applicant(applicant: Applicant, version: ProcedureVersion) -> None:
    """Raises ``invalid-request`` naming every field that cannot be taken, never quoting it (personal data)."""
    wrong = _identity_wrong(applicant.kind, applicant.identity_number) | _person_wrong(applicant, "applicant")
    if applicant.kind not in version.subjects:
        allowed = ", ".join(subject.value for subject in version.subjects)
        wrong["applicant.kind"] = f"{version.procedure} is for: {allowed}"
    if applicant.language not in LANGUAGES:
        wrong["applicant.language"] = f"one of {', '.join(LANGUAGES)}"
    if (deputy := applicant.representative) is not None:
        wrong |= _person_wrong(deputy, "applicant.representative")
        if not _PERSON.fullmatch(deputy.identity_number):
            wrong["applicant.representative.identity_number"] = "9 digits (CMND) or 12 digits (CCCD)"
        _check_text(wrong, "applicant.representative.authority", deputy.authority, AUTHORITY_MAX, required=True)
        if not deputy.authority.strip():
            wrong["applicant.representative.authority"] = "number of the letter of authority, or of the one on VNeID"
    if wrong:
        raise Problem(
            "invalid-request", Kind.INVALID, "The applicant's data cannot be taken; see the fields.", fields=wrong
        )


def _identity_wrong(kind: Subject, number: str) -> dict[str, str]:
    match kind:
        case Subject.INDIVIDUAL if not _PERSON.fullmatch(number):
            return {"applicant.identity_number": "9 digits (CMND) or 12 digits (CCCD)"}
        case Subject.ORGANISATION if not _ENTERPRISE.fullmatch(number):
            return {"applicant.identity_number": "10 digits (enterprise code) or 13 digits (branch)"}
        case _:
            return {}


def _person_wrong(person: Applicant | Representative, path: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    _check_text(wrong, f"{path}.name", person.name, NAME_MAX, required=True)
    _check_text(wrong, f"{path}.address", person.address, ADDRESS_MAX, required=isinstance(person, Applicant))
    if (person.phone or isinstance(person, Applicant)) and not _PHONE.fullmatch(person.phone):
        wrong[f"{path}.phone"] = "a phone number such as 0912345678 or +84912345678"
    if person.email and (len(person.email) > EMAIL_MAX or not _EMAIL.fullmatch(person.email)):
        wrong[f"{path}.email"] = "an e-mail address such as ten@example.vn"
    return wrong


def _check_text(wrong: dict[str, str], path: str, text: str, longest: int, *, required: bool) -> None:
    if required and not text:
        wrong[path] = "must not be empty"
    elif len(text) > longest:
        wrong[path] = f"at most {longest} characters"
    elif not text.isprintable() and any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") for char in text):
        wrong[path] = "must not contain control characters"
