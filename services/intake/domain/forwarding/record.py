"""Where a dossier was taken in instead, and how its papers came to where it is handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who took the dossier in. agency: token, or the name of an agency outside; site: token or name, perhaps empty."""

    agency: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """to_site: token of the competent site. due_at: until when the papers must be on their way.

    sent_by, arrived_by: accounts; empty where the system passed on what is electronic. The result returns to origin.
    """

    origin: Origin
    to_site: str
    due_at: datetime
    sent_at: datetime | None = None
    sent_by: str = ""
    arrived_at: datetime | None = None
    arrived_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """Where a dossier was taken in, and the way it has to go from there; null: none. site, counter: tokens or empty."""

    site: str = ""
    counter: str = ""
    forwarding: Forwarding | None = None


HERE = TakenIn()
