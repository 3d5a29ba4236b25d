"""Numbers that other systems gave the same dossier (mã hồ sơ trên hệ thống khác)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.errors import Kind, Problem

MAX_REFERENCES = 10
URL_MAX = 500
_SYSTEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}", re.ASCII)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRef:
    """system: its token, ``fia.mpi.gov.vn`` say. url: where people look it up, empty if nowhere.

    received_at: when the other system received the dossier and gave its own paper about it (Giấy biên nhận, ND96
    art. 43); the clock then starts there.
    """

    system: str
    number: str
    url: str = ""
    received_at: datetime | None = None


class ExternalRefTaken(Problem):
    """dossier: the id of the one that has the number, for those who may know; else empty."""

    def __init__(self, ref: ExternalRef, dossier: str) -> None:
        known = f" as dossier {dossier}" if dossier else ""
        super().__init__(
            "external-ref-taken",
            Kind.REFUSED,
            f"Number {ref.number} of {ref.system} is registered here already{known}: work with that one.",
            fields={"external_refs": "registered already"} | ({"dossier": dossier} if dossier else {}),
        )


def check_refs(refs: tuple[ExternalRef, ...], now: datetime) -> None:
    """Raises ``invalid-request`` naming what cannot be taken: form, repetition, an instant in the future."""
    wrong: dict[str, str] = {}
    for index, ref in enumerate(refs):
        wrong |= {f"external_refs[{index}].{name}": advice for name, advice in _wrong(ref, now).items()}
    if len({(ref.system, ref.number) for ref in refs}) < len(refs):
        wrong["external_refs"] = "the same number stands twice"
    if len(refs) > MAX_REFERENCES:
        wrong["external_refs"] = f"at most {MAX_REFERENCES}"
    if sum(ref.received_at is not None for ref in refs) > 1:
        wrong["external_refs"] = "one of them at most says when it received the dossier"
    if wrong:
        raise Problem("invalid-request", Kind.INVALID, "The other systems' numbers cannot be taken.", fields=wrong)


def check_added(ref: ExternalRef, have: tuple[ExternalRef, ...], now: datetime) -> None:
    """A number that became known later moves no clock."""
    if ref.received_at is not None:
        advice = {"received_at": "only when the dossier is registered; its clock does not move afterwards"}
        raise Problem("invalid-request", Kind.INVALID, "This number came too late to count from.", fields=advice)
    check_refs((*have, ref), max((now, *(r.received_at for r in have if r.received_at))))


def _wrong(ref: ExternalRef, now: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not _SYSTEM.fullmatch(ref.system):
        wrong["system"] = "1 to 60 of A-Z a-z 0-9 . _ -"
    if not _NUMBER.fullmatch(ref.number):
        wrong["number"] = "1 to 60 of A-Z a-z 0-9 . / _ -"
    if ref.url and not (len(ref.url) <= URL_MAX and ref.url.startswith("https://") and ref.url.isprintable()):
        wrong["url"] = f"https://…, at most {URL_MAX} characters"
    if ref.received_at is not None and ref.received_at > now:
        wrong["received_at"] = "not in the future"
    return wrong
