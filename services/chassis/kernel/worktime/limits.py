"""How much time something may take: an exact amount of working days, calendar days or working hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Self

from chassis.kernel.errors import invalid


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An exact, positive amount of one unit; never a float.

    Raises Problem ``limit-invalid`` for an amount of zero or less, or for a part of a calendar day.
    """

    amount: Fraction
    unit: Unit

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Fraction):
            raise invalid("limit-invalid", "A limit is an exact fraction: write Limit.of('0.25', 'working_day').")
        if self.amount <= 0:
            raise invalid("limit-invalid", f"A limit must be more than zero, not {self.amount}.")
        if self.unit is Unit.CALENDAR_DAY and self.amount.denominator != 1:
            raise invalid("limit-invalid", f"Calendar days are counted whole, not {self.amount}: use working days.")

    @classmethod
    def of(cls, amount: str | int | Fraction, unit: str | Unit) -> Self:
        """``Limit.of("0.25", "working_day")``; raises Problem ``limit-invalid`` for anything else."""
        return cls(amount=exact(amount), unit=_unit(unit))

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Limit:
        """Reads what ``to_dict`` wrote; the amount must be text or a whole number."""
        amount, unit = data.get("amount"), data.get("unit")
        if not isinstance(amount, str | int) or not isinstance(unit, str):
            raise invalid("limit-invalid", "A limit needs an amount written as text ('0.25') and a unit.")
        return _read(amount, unit)

    def to_dict(self) -> dict[str, str]:
        """``{"amount": "0.25", "unit": "working_day"}``."""
        return {"amount": written(self.amount), "unit": self.unit.value}


@lru_cache(maxsize=1024, typed=True)
def _read(amount: str | int, unit: str) -> Limit:
    """Remembered: an office has a handful of limits, and reads each of them with every case."""
    return Limit.of(amount, unit)


def exact(amount: str | int | Fraction) -> Fraction:
    """The amount as a fraction; refuses floats, which cannot say 0.1 exactly."""
    if isinstance(amount, bool) or not isinstance(amount, str | int | Fraction):
        raise invalid("limit-invalid", f"Write the amount as text, such as '0.25', not {amount!r}.")
    try:
        return Fraction(amount)
    except (ValueError, ZeroDivisionError):
        raise invalid("limit-invalid", f"{amount!r} is not an amount: write '10', '0.25' or '1/3'.") from None


def written(amount: Fraction) -> str:
    """The shortest exact text: ``10``, ``0.25``, and ``1/3`` where decimals would not end."""
    rest = amount.denominator
    places = 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest //= 10 if rest % 10 == 0 else 2 if rest % 2 == 0 else 5
        places += 1
    if rest != 1:
        return str(amount)
    digits = str(abs(amount.numerator) * 10**places // amount.denominator).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if amount < 0 else text


def _unit(unit: str | Unit) -> Unit:
    try:
        return Unit(unit)
    except ValueError:
        known = ", ".join(Unit)
        raise invalid("limit-invalid", f"{unit!r} is not a unit of time: use one of {known}.") from None
