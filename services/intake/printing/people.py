"""The applicant's lines, the same on every form."""

from __future__ import annotations

from intake.domain.applicant import Applicant


def contact(applicant: Applicant) -> list[tuple[str, str]]:
    return [
        ("Số định danh cá nhân/tổ chức", applicant.identity_number),
        ("Địa chỉ", applicant.address),
        ("Số điện thoại", applicant.phone),
        ("Email", applicant.email),
    ]


def representative(applicant: Applicant) -> list[tuple[str, str]]:
    deputy = applicant.representative
    if deputy is None:
        return []
    return [
        ("Người được uỷ quyền", deputy.name),
        ("Số định danh của người được uỷ quyền", deputy.identity_number),
        ("Địa chỉ của người được uỷ quyền", deputy.address),
        ("Số điện thoại, email của người được uỷ quyền", ", ".join(filter(None, (deputy.phone, deputy.email)))),
        ("Giấy uỷ quyền", deputy.authority),
    ]
