"""What a filter means under the law in force and at this moment."""

from __future__ import annotations

from dataclasses import replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from intake.application.law_in_force import LawInForce
from intake.application.reading import Filter


class Understanding:
    """Names of procedures become keys, unknown departments are refused, timeliness is as of now."""

    def __init__(self, law: LawInForce, clock: Clock) -> None:
        self._law = law
        self._clock = clock

    def __call__(self, wanted: Filter) -> Filter:
        """Raises ``department-unknown``, ``procedure-unknown``."""
        pack = self._law.pack
        # By the minute: pages of one list then agree, and so do their totals.
        now = self._clock.now().replace(second=0, microsecond=0)
        if wanted.timeliness is not None:
            wanted = replace(wanted, judged=(now, pack.calendar.tz))
        if wanted.transfer is not None or wanted.reception is not None:
            wanted = replace(wanted, late_at=now)
        if wanted.department is not None and wanted.department not in {d.token for d in pack.departments}:
            raise Problem(
                "department-unknown",
                Kind.INVALID,
                "No such department. GET /v1/departments lists them.",
                fields={"department": "unknown department"},
            )
        if wanted.procedure is not None:
            wanted = replace(wanted, procedure=pack.procedure(wanted.procedure, path="procedure").key)
        return wanted
