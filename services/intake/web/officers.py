"""``/ho-so/{dossier}``: a dossier as those who handle it read it: applicant, documents with their files, forms, fees.

Only to read: what is done about it is done at ``/quay`` and, in the departments, at processing's ``/viec``.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from chassis.web.chrome import Chrome
from chassis.web.visitor import VisitorDep
from intake.web.whole import Dossiers

HOME = "/ho-so"


def add_to(made: APIRouter, chrome: Chrome, dossiers: Dossiers) -> None:
    @made.get(HOME + "/{wanted}")
    async def dossier_page(wanted: str, looking: VisitorDep) -> Response:
        """Whoever may not see it is told that there is no such dossier; every look is recorded."""
        seen = await dossiers.seen(wanted, looking)
        return chrome.page("dossier.html", looking, seen.values)
