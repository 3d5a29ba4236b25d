"""A planned interruption of the system: told beforehand, to everybody who has a dossier open. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.worktime import WorkCalendar, working_days_between
from notify.domain.dates import HO_CHI_MINH


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """agency: token, empty for all. what, what_en: for people, one line each. notice_days: working days from the
    announcement to the beginning. emergency_reason: why it could not be told earlier, empty where it was.

    told_after: id of the last dossier that was told of this version; told: how many. is_told: whether all were.
    cancelled_at: null while it stands. version: counts what was announced, from 1.
    """

    id: str
    agency: str
    from_at: datetime
    to_at: datetime
    what: str
    what_en: str
    emergency_reason: str
    notice_days: int
    announced_at: datetime
    announced_by: str
    told_after: str = ""
    told: int = 0
    is_told: bool = False
    cancelled_at: datetime | None = None
    version: int = 1

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_emergency(self) -> bool:
        return bool(self.emergency_reason)

    def told_on(self, dossiers: int, last: str, *, are_all: bool) -> Outage:
        return replace(self, told=self.told + dossiers, told_after=last or self.told_after, is_told=are_all)

    def changed(self, at: datetime, **values: object) -> Outage:
        """Announced anew: everybody has to be told once more. Raises Problem ``outage-over``, ``outage-cancelled``."""
        if self.is_cancelled:
            raise Problem("outage-cancelled", Kind.REFUSED, "It is cancelled; announce a new one.")
        if self.to_at <= at:
            raise Problem("outage-over", Kind.REFUSED, "It is over already.")
        anew = {"version": self.version + 1, "told_after": "", "told": 0, "is_told": False}
        return replace(self, **anew | values)  # type: ignore[arg-type]

    def message_key(self, dossier_id: str, version: int) -> str:
        """Of the message to this dossier's applicant about this version: there is one."""
        return f"{self.id}:{dossier_id}" if version == 1 else f"{self.id}:{dossier_id}:{version}"

    def earlier_keys(self, dossier_id: str) -> list[str]:
        return [self.message_key(dossier_id, version) for version in range(1, self.version)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageAnnounced:
    """Fact: it will stand still."""

    outage: Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageChanged:
    """Fact: at another time, or for something else."""

    outage: Outage


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageCancelled:
    """Fact: it will not."""

    outage: Outage


OutageFact = OutageAnnounced | OutageChanged | OutageCancelled


def notice_days(calendar: WorkCalendar, announced_at: datetime, from_at: datetime, wanted: int, reason: str) -> int:
    """Working days of notice; the day of the announcement does not count, the day it begins does not either.

    Raises Problem ``notice-too-short`` for fewer than wanted without a reason (ND224/2025 art. 13).
    """
    begins = from_at.astimezone(HO_CHI_MINH).date()
    days = working_days_between(calendar, announced_at.astimezone(HO_CHI_MINH).date(), begins)
    days -= working_days_between(calendar, begins.fromordinal(begins.toordinal() - 1), begins)
    if days < wanted and not reason:
        raise Problem(
            "notice-too-short",
            Kind.REFUSED,
            f"This is told {max(days, 0)} working days before; the law wants {wanted}. Move it, or say in "
            "emergency_reason why it cannot wait.",
        )
    return days


def check_span(from_at: datetime, to_at: datetime, now: datetime) -> None:
    """Raises Problem ``invalid-request`` with fields."""
    if from_at.tzinfo is None or to_at.tzinfo is None:
        raise invalid("invalid-request", "Give both instants with a time zone.", from_at="needs a time zone")
    if to_at <= from_at:
        raise invalid("invalid-request", "It has to end after it begins.", to_at="must be later than from_at")
    if to_at <= now:
        raise invalid("invalid-request", "It is over already.", to_at="must be in the future")
