"""Components of a published procedure beyond what a dossier is handled by (NĐ 63/2010/NĐ-CP art. 8(2), 15).

Name, steps, channels, documents, limit, results, conditions, fee and legal basis stand in ``procedures``; here are the
cases of a limit, who is competent, the prescribed forms, and how a fee is charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chassis.kernel.worktime import Limit
from intake.domain.organisation import Mark


class FeeKind(StrEnum):
    """Law on Fees and Charges, 97/2015/QH13 art. 3."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitCase:
    """A time limit of a case or a part of the handling, beside the version's own. case: which, in Vietnamese."""

    case: str
    limit: Limit
    mark: Mark
    legal_ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """Cơ quan giải quyết, by name.

    performing: cơ quan trực tiếp thực hiện. deciding: cơ quan có thẩm quyền quyết định. coordinating: cơ quan phối
    hợp. delegated: the authority that the law names and the act by which it delegates; null without delegation.
    """

    performing: str
    deciding: str
    mark: Mark
    coordinating: tuple[str, ...] = ()
    delegated: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A prescribed form of application (mẫu đơn, tờ khai). A document names it by its key.

    number: as the law numbers it. file: where it can be fetched. Null: not known here.
    """

    key: str
    name: str
    mark: Mark
    number: str | None = None
    legal_ref: str | None = None
    file: str | None = None
