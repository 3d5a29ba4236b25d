"""What one can ask of control work: a topic a file, an act a method, all in the frame of ``acting``. Every act is
journaled with who, when and why.

Planning    plans: draft, amend, submit; approve, send back           /v1/control-plans
Inspecting  inspections: open, conclude, cancel; suggest              /v1/inspections, /v1/inspection-suggestions
Findings    findings: record, answer, accept, send back, withdraw     /v1/findings
Reviewing   reviews: open, assess, complete, cancel                   /v1/procedure-reviews
Proposing   proposals: draft, submit, decide, carry out, lapse        /v1/simplification-proposals
Initiatives initiatives: propose, assess, decline, apply, recognise   /v1/initiatives
Activities  the log: record, strike                                   /v1/control-activities
Looking     one piece, or a page of them, as far as the asker may see
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from chassis.kernel.actor import Actor
from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.findings import Findings
from reporting.application.control.inspecting import Inspecting
from reporting.application.control.noting import Activities, Initiatives
from reporting.application.control.planning import Planning
from reporting.application.control.ports import Figures, Law, Reads, Reviews
from reporting.application.control.reviewing import Proposing, Reviewing
from reporting.domain.control.counts import ControlCounts
from reporting.domain.control.rules import ControlRules
from reporting.domain.on_time import Period

__all__ = ["Asked", "ControlWork"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlWork:
    """All of it, as one."""

    acting: Acting
    looking: Looking
    rules: ControlRules
    plans: Planning
    inspections: Inspecting
    findings: Findings
    reviews: Reviewing
    proposals: Proposing
    initiatives: Initiatives
    activities: Activities
    counted: Reviews

    @classmethod
    def on(
        cls, acting: Acting, reads: Reads, *, figures: Figures, law: Law, counted: Reviews, rules: ControlRules
    ) -> Self:
        looking = Looking(reads=reads)
        return cls(
            acting=acting,
            looking=looking,
            rules=rules,
            plans=Planning(acting=acting),
            inspections=Inspecting(acting=acting, figures=figures),
            findings=Findings(acting=acting, looking=looking, law=law),
            reviews=Reviewing(acting=acting, law=law),
            proposals=Proposing(acting=acting, looking=looking, law=law),
            initiatives=Initiatives(acting=acting),
            activities=Activities(acting=acting),
            counted=counted,
        )

    async def counts(self, actor: Actor, first: date, last: date) -> ControlCounts:
        """Of the agency, over local days, both included. Raises Problem ``not-allowed``, ``period-invalid``."""
        if not actor.has(access.LEADER):
            access.control_team(actor, actor.agency)
        period = Period(first=first, last=last)
        return await self.counted.counts(actor.agency, period.first, period.last, self.acting.clock.now())
