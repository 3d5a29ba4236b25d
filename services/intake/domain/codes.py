"""The dossier code (mã hồ sơ): printed on the receipt and never used again.

    000.00.15.H24-240115-0001     until 2025: unit code read right to left (TT01/18 art. 19)
    H24.15-251120-0001            since then: left to right (TT03/25 art. 13, QĐ 09/2025); short form of practice
    G05.12-260201-070001          a ministry's centralised service: the owner's two digits before the serial
                                  (TT 4/2025/TT-VPCP art. 23, from 2026-01-25)

Unit code of the receiving unit in force on that day, date of reception in local time, serial of the unit and day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from chassis.kernel.errors import Problem, invalid

SERIAL_DIGITS = 4
CODE_PATTERN = re.compile(r"([0-9A-Z][0-9A-Z.]{1,33}[0-9A-Z])-(\d{6})-(\d{4,10})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCode:
    """unit: agency identifier, 3–35 of ``[0-9A-Z.]``. received_on: local date. serial: from 1, of that unit and day.

    owner: two digits of the ministry that owns a centralised service, else empty. digits: of the serial, at least.
    """

    unit: str
    received_on: date
    serial: int
    owner: str = ""
    digits: int = SERIAL_DIGITS

    def __post_init__(self) -> None:
        if self.serial < 1:
            raise ValueError(f"serials count from 1, not {self.serial}")
        if self.owner and not re.fullmatch(r"\d{2}", self.owner, re.ASCII):
            raise ValueError(f"an owner has two digits, not {self.owner!r}")

    def __str__(self) -> str:
        # The ten-thousandth dossier of a day gets a fifth digit: a number is never reused and never cut.
        return f"{self.unit}-{self.received_on:%y%m%d}-{self.owner}{self.serial:0{self.digits}d}"

    @property
    def is_wider(self) -> bool:
        """Whether the serial has outgrown its digits."""
        return len(str(self.serial)) > self.digits

    @classmethod
    def parse(cls, text: str, *, has_owner: bool = False, digits: int = SERIAL_DIGITS) -> Self:
        """The code that is written so; raises ``dossier-code-malformed``.

        has_owner: of a centralised service; the text alone cannot tell six digits of serial from an owner and four.
        """
        unit, day, number = _parts(text)
        owner, serial = (number[:2], number[2:]) if has_owner else ("", number)
        too_long = len(serial) > digits and serial.startswith("0")
        if len(serial) < digits or too_long or int(serial) == 0:
            raise _malformed()
        return cls(unit=unit, received_on=_day(day), serial=int(serial), owner=owner, digits=digits)


def is_code(text: str) -> bool:
    """Whether the text has the form of a dossier code, of this or another agency."""
    return CODE_PATTERN.fullmatch(text) is not None


def day_of(text: str) -> date:
    """The local date in a code, whatever its structure; raises ``dossier-code-malformed``."""
    return _day(_parts(text)[1])


def _parts(text: str) -> tuple[str, str, str]:
    found = CODE_PATTERN.fullmatch(text.strip().upper())
    if found is None:
        raise _malformed()
    return found[1], found[2], found[3]


def _day(text: str) -> date:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise _malformed() from None


def _malformed() -> Problem:
    advice = "such as H24.15-260426-0001"
    return invalid("dossier-code-malformed", "This is no dossier code: write it as on the receipt.", code=advice)
