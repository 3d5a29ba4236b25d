"""Contents of control work read from what a client, a neighbour or a form sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from chassis.http.problems import of_validation
from reporting.domain.control.activities import ActivityContent
from reporting.domain.control.costs import Cost
from reporting.domain.control.findings import FindingContent
from reporting.domain.control.initiatives import InitiativeContent
from reporting.domain.control.inspections import InspectionContent
from reporting.domain.control.plans import PlanContent
from reporting.domain.control.proposals import ProposalContent
from reporting.domain.control.reviews import Assessment, ReviewContent

C = TypeVar("C")

_CONTENTS: tuple[type, ...] = (
    PlanContent,
    InspectionContent,
    FindingContent,
    ReviewContent,
    Assessment,
    Cost,
    ProposalContent,
    InitiativeContent,
    ActivityContent,
)
_ADAPTERS: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in _CONTENTS}


def read(kind: type[C], values: Mapping[str, Any]) -> C:
    """Raises Problem ``invalid-request`` with every field that cannot be read, else with those that make no sense."""
    try:
        content: C = _ADAPTERS[kind].validate_python(values)
    except ValidationError as fault:
        raise of_validation(fault.errors()) from None
    return content
