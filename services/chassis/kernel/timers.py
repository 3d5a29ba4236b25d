"""What is to happen by itself, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Fires once per subject, kind and instant it is about. subject: id of what it belongs to.

    kind: kebab-case. about_at: the deadline it speaks of. fire_at: when it fires; the same instant or an earlier one.
    """

    subject: str
    kind: str
    about_at: datetime
    fire_at: datetime
