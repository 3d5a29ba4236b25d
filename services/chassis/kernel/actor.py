"""Who asks. Every request has an actor; what an actor may do is each service's own policy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The signed-in person or service behind a request, as its token says.

    subject: stable account id (``cb.motcua.1``, ``service:notify``); recorded in every journal entry.
    roles: names of roles; empty for nobody in particular, who may do nothing.
    agency, department: tokens of the organisation, empty where the account belongs to none (an applicant).
    on_behalf_of: subject of the person represented, empty if none.
    """

    subject: str
    roles: frozenset[str]
    agency: str = ""
    department: str = ""
    on_behalf_of: str = ""

    def has(self, *roles: str) -> bool:
        """Whether the actor holds at least one of these roles."""
        return not self.roles.isdisjoint(roles)
