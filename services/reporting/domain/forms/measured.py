"""What a line of the index of QĐ 766/QĐ-TTg measures: numerator, denominator, and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.forms.counting import Counted, ratio
from reporting.domain.forms.material import Indicator
from reporting.domain.forms.sheets import NO_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """part ÷ whole, both counts with their origins; evidence: what they are. None for both: no data. rule_mark: how it
    is known how the line is counted, where a rule of ours says it; else empty."""

    part: Counted | None = None
    whole: Counted | None = None
    evidence: str = NO_DATA
    rule_mark: str = ""

    @property
    def share(self) -> Decimal | None:
        if self.part is None or self.whole is None or not number_of(self.whole):
            return None
        share = Decimal(number_of(self.part)) / Decimal(number_of(self.whole))
        return share.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)

    def cells(self, one: Indicator) -> dict[int, Counted]:
        """Numerator, denominator, value and points."""
        if self.part is None or self.whole is None:
            return {number: Counted(value=None) for number in (5, 6, 7, 9)}
        parts = (("Tử số", self.part), ("Mẫu số", self.whole))
        return {
            5: self.part,
            6: self.whole,
            7: ratio(self.share, "(5) ÷ (6)", "(5) ÷ (6)", *parts),
            9: ratio(points(one, self.share), "(5) ÷ (6) ÷ (8) × (3)", "(5) ÷ (6) ÷ (8) × (3)", *parts),
        }


def points(one: Indicator, share: Decimal | None) -> Decimal | None:
    """In proportion up to the threshold, all points from there on; a threshold that is not known counts as 100 %."""
    if share is None or one.max_points is None:
        return None
    full = Decimal(one.full_at or 100) / 100
    return (min(Decimal(1), share / full) * one.max_points).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def number_of(figure: Counted) -> int:
    return figure.value if isinstance(figure.value, int) else 0
