"""What the department wrote to the applicant, for intake, which prints it."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from processing.application.reading import GetCaseHandler
from processing.domain.case import Case


class GetLettersHandler:
    def __init__(self, get_case: GetCaseHandler) -> None:
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str) -> Case:
        """The case whose texts are wanted. Problems: ``role-not-allowed`` for people, who have the forms of intake with
        its checks; ``case-unknown``."""
        if not actor.has("system"):
            raise Problem("role-not-allowed", Kind.FORBIDDEN, "The letters are for the service that prints the forms.")
        return (await self._get_case(actor, dossier_id)).case
