"""The log of what was made known, taught, commended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting
from reporting.application.control.activities.record_activity import RecordActivity
from reporting.application.control.activities.strike_activity import StrikeActivity


@dataclass(frozen=True, slots=True, kw_only=True)
class Activities:
    record: RecordActivity
    strike: StrikeActivity

    @classmethod
    def on(cls, acting: Acting) -> Self:
        return cls(
            record=RecordActivity(acting=acting),
            strike=StrikeActivity(acting=acting),
        )
