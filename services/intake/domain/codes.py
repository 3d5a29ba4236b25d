"""The dossier code (mã hồ sơ): ``H24.15-240426-0001``, printed on the receipt and never used again.

Unit code of the agency in force on that day, date of reception in local time, serial of the unit and day. Source:
TT01/18 art. 19; short form of practice; left-to-right unit codes since QĐ 09/2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

CODE_PATTERN = re.compile(r"[0-9A-Z][0-9A-Z.]{1,33}[0-9A-Z]-\d{6}-\d{4,8}", re.ASCII)
"""Tolerant of longer unit codes and of the serials of centralised services (TT 4/2025/TT-VPCP)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """unit: agency identifier, 3–35 of ``[0-9A-Z.]``. received_on: local date. serial: from 1, of that unit and day."""

    unit: str
    received_on: date
    serial: int

    def __post_init__(self) -> None:
        if self.serial < 1:
            raise ValueError(f"serials count from 1, not {self.serial}")

    def __str__(self) -> str:
        # The ten-thousandth dossier of a day gets a fifth digit: a number is never reused and never cut.
        return f"{self.unit}-{self.received_on:%y%m%d}-{self.serial:04d}"


def is_code(text: str) -> bool:
    """Whether the text has the form of a dossier code, of this or another agency."""
    return CODE_PATTERN.fullmatch(text) is not None
