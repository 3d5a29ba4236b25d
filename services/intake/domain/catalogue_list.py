"""Danh mục thủ tục hành chính: the published list as rows, in Vietnamese.

The columns are those of provincial decisions of publication of 2025.
"""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.worktime import Limit, Unit
from intake.domain.procedures import Channel, Fee, ProcedureVersion

HEADINGS = (
    "TT",
    "Mã TTHC",
    "Tên thủ tục hành chính",
    "Cách thức thực hiện",
    "Địa điểm thực hiện",
    "Thời hạn giải quyết",
    "Phí, lệ phí",
    "Căn cứ pháp lý",
)
_CHANNELS = {
    Channel.COUNTER: "Trực tiếp",
    Channel.POST: "Dịch vụ bưu chính công ích",
    Channel.ONLINE: "Trực tuyến",
}
_UNITS = {Unit.WORKING_DAY: "ngày làm việc", Unit.CALENDAR_DAY: "ngày", Unit.WORKING_HOUR: "giờ làm việc"}
Row = tuple[int, str, str, str, str, str, str, str]


def rows(versions: Sequence[ProcedureVersion]) -> list[Row]:
    """One row per version, numbered from 1, in the order given; versions as published."""
    return [
        (
            number,
            version.national_code or "",
            version.name,
            "; ".join(_CHANNELS[offer.channel] for offer in version.channels),
            "; ".join(dict.fromkeys(offer.place for offer in version.channels if offer.place)),
            limits(version),
            fees(version),
            "; ".join(basis.ref for basis in version.legal_basis),
        )
        for number, version in enumerate(versions, 1)
    ]


def limits(version: ProcedureVersion) -> str:
    """``10 ngày làm việc``; each channel by itself where they differ; then the cases."""
    told = _by_channel({offer.channel: limit(version.limit_for(offer.channel)) for offer in version.channels})
    cases = [f"{each.case}: {limit(each.limit)}" for each in version.limit_cases]
    return "; ".join(["Giải quyết ngay" if version.immediate else told, *cases])


def fees(version: ProcedureVersion) -> str:
    """``Không``, ``60.000 đồng/bộ C/O``; each channel by itself where they differ."""
    return _by_channel({offer.channel: fee(version.fee_for(offer.channel)) for offer in version.channels})


def limit(value: Limit) -> str:
    """``0,5 ngày làm việc``."""
    return f"{value.to_dict()['amount'].replace('.', ',')} {_UNITS[value.unit]}"


def fee(value: Fee) -> str:
    """An amount with its unit, and the note that limits it."""
    match value.amount_vnd:
        case None:
            return value.note or "Chưa có mức thu"
        case 0:
            told = "Không"
        case amount:
            grouped = f"{amount:,}".replace(",", ".")
            told = f"{grouped} đồng/{value.unit}" if value.unit else f"{grouped} đồng"
    noted = f"{told} ({value.note})" if value.note else told
    return "; ".join([noted, *value.exemptions])


def _by_channel(told: dict[Channel, str]) -> str:
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    together: dict[str, list[str]] = {}
    for channel, text in told.items():
        together.setdefault(text, []).append(_CHANNELS[channel])
    return "; ".join(f"{', '.join(channels)}: {text}" for text, channels in together.items())
