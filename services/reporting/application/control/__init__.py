"""What one can ask of control work: a topic a package, a use case a file, all acts in the frame of ``acting``. Every
act is journaled with who, when and why.

plans        draft, amend, submit; approve, send back           /v1/control-plans
inspections  open, conclude, cancel; suggest                    /v1/inspections, /v1/inspection-suggestions
findings     record, answer, accept, send back, withdraw        /v1/findings
reviews      open, assess, complete, cancel                     /v1/procedure-reviews
proposals    draft, submit, decide, carry out, lapse            /v1/simplification-proposals
initiatives  propose, move: assess, decline, apply, recognise   /v1/initiatives
activities   the log: record, strike                            /v1/control-activities
looking      one piece, or a page of them, as far as the asker may see
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from chassis.kernel.actor import Actor
from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.activities import Activities
from reporting.application.control.findings import Findings
from reporting.application.control.initiatives import Initiatives
from reporting.application.control.inspections import Inspections
from reporting.application.control.plans import Plans
from reporting.application.control.ports import Figures, Law, Reads, Reviews
from reporting.application.control.proposals import Proposals
from reporting.application.control.reviews import Reviewing
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
    plans: Plans
    inspections: Inspections
    findings: Findings
    reviews: Reviewing
    proposals: Proposals
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
            plans=Plans.on(acting),
            inspections=Inspections.on(acting, figures),
            findings=Findings.on(acting, looking, law),
            reviews=Reviewing.on(acting, law),
            proposals=Proposals.on(acting, looking, law),
            initiatives=Initiatives.on(acting),
            activities=Activities.on(acting),
            counted=counted,
        )

    async def counts(self, actor: Actor, first: date, last: date) -> ControlCounts:
        """Of the agency, over local days, both included. Raises Problem ``not-allowed``, ``period-invalid``."""
        if not actor.has(access.LEADER):
            access.control_team(actor, actor.agency)
        period = Period(first=first, last=last)
        return await self.counted.counts(actor.agency, period.first, period.last, self.acting.clock.now())
