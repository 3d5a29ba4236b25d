"""The use cases about time and hands, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from processing.application.clocks.reading import GetAttributionHandler, GetClocksHandler, GetControlSlipHandler
from processing.application.reading import GetCaseHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockUseCases:
    """See ``application.clocks`` for what each is."""

    attribution: GetAttributionHandler
    clocks: GetClocksHandler
    control_slip: GetControlSlipHandler

    @classmethod
    def on(cls, get_case: GetCaseHandler) -> Self:
        return cls(
            attribution=GetAttributionHandler(get_case),
            clocks=GetClocksHandler(get_case),
            control_slip=GetControlSlipHandler(get_case),
        )
