"""How instants are written in messages to people."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

# Asia/Ho_Chi_Minh has kept UTC+7 without summer time since 1975-06-13; a fixed offset needs no zone data.
HO_CHI_MINH = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def in_vietnamese(at: datetime) -> str:
    """``17:00 ngày 14/05/2024``, as on the statutory forms."""
    return at.astimezone(HO_CHI_MINH).strftime("%H:%M ngày %d/%m/%Y")


def in_english(at: datetime) -> str:
    """``17:00 on 14 May 2024``."""
    local = at.astimezone(HO_CHI_MINH)
    return f"{local:%H:%M} on {local.day} {_MONTHS[local.month - 1]} {local.year}"


_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
