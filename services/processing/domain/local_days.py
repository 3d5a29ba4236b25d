"""Local days. A day's absence or delegation is a day of Việt Nam, whatever the machine's zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Asia/Ho_Chi_Minh has kept UTC+7 without summer time since 1975-06-13; a fixed offset needs no zone data.
HO_CHI_MINH = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def local_day(instant: datetime) -> date:
    """The date in Việt Nam at an aware instant."""
    return instant.astimezone(HO_CHI_MINH).date()
