"""The named demo accounts: one for each role and department, shown on the front page, worth nothing in production."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AGENCY = "heza"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """subject: account id; title, title_en: what the holder does; roles and department as in the token."""

    subject: str
    title: str
    title_en: str
    roles: tuple[str, ...]
    department: str = ""
    agency: str = AGENCY


def _department(token: str, name: str, name_en: str, specialists: int = 3) -> list[Account]:
    slug = token.replace("-", "")
    head = Account(
        subject=f"tp.{slug}",
        title=f"Trưởng phòng {name}",
        title_en=f"Head, {name_en}",
        roles=("department_head",),
        department=token,
    )
    officers = [
        Account(
            subject=f"cv.{slug}.{number}",
            title=f"Chuyên viên {number}, phòng {name}",
            title_en=f"Specialist {number}, {name_en}",
            roles=("specialist",),
            department=token,
        )
        for number in range(1, specialists + 1)
    ]
    return [head, *officers]


ACCOUNTS: tuple[Account, ...] = (
    Account(
        subject="dn.mau.1",
        title="Doanh nghiệp nộp hồ sơ (mẫu)",
        title_en="Sample applicant",
        roles=("applicant",),
        agency="",
    ),
    Account(
        subject="cb.motcua.1",
        title="Cán bộ tiếp nhận, Bộ phận Một cửa, quầy 1",
        title_en="Receptionist, counter 1",
        roles=("receptionist",),
        department="mot-cua",
    ),
    Account(
        subject="cb.motcua.2",
        title="Cán bộ tiếp nhận, Bộ phận Một cửa, quầy 2",
        title_en="Receptionist, counter 2",
        roles=("receptionist",),
        department="mot-cua",
    ),
    *_department("dau-tu", "Quản lý Đầu tư", "Investment"),
    *_department("doanh-nghiep", "Quản lý Doanh nghiệp", "Enterprises"),
    *_department("lao-dong", "Quản lý Lao động", "Labour"),
    *_department("quy-hoach-xay-dung", "Quản lý Quy hoạch – Xây dựng", "Planning and construction"),
    *_department("tai-nguyen-moi-truong", "Quản lý Tài nguyên – Môi trường", "Environment"),
    *_department("van-phong", "Văn phòng", "Office", specialists=2),
    Account(
        subject="ld.ban.1",
        title="Lãnh đạo Ban",
        title_en="Leader of the Authority",
        roles=("leader",),
        department="lanh-dao",
    ),
    Account(
        subject="ksth.1",
        title="Tổ kiểm soát thủ tục hành chính",
        title_en="Control team",
        roles=("control_team",),
        department="van-phong",
    ),
    Account(
        subject="api.sotaichinh",
        title="Sở Tài chính (mẫu): cho ý kiến qua API",
        title_en="Department of Finance (sample): gives opinions by API",
        roles=("consultee",),
        agency="so-tai-chinh",
    ),
    Account(subject="vh.1", title="Vận hành hệ thống", title_en="Operator", roles=("operator",)),
    Account(
        subject="he-thong-mau",
        title="Hệ thống mẫu của thành phố: nhận sự kiện qua API",
        title_en="Sample city system: hears of events by API",
        roles=("subscriber",),
        agency="",
    ),
)

BY_SUBJECT: Mapping[str, Account] = {account.subject: account for account in ACCOUNTS}
