"""What is signed once a day for an agency: how many entries the day's tree has, its root, and the statement before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from chassis.history.encoding import digest
from chassis.kernel.merkle import leaf_hash, root

#: A day without an entry has no root: the next statement points back over it. Before the first stands nothing.
NOTHING = bytes(32)
# The day of the office. Asia/Ho_Chi_Minh has kept UTC+7 since 1975-06-13; a fixed offset needs no zone data.
DAY_ZONE = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a signature stands for. size: leaves of the tree. previous: digest of the statement before."""

    service: str
    agency: str
    day: date
    size: int
    root: bytes
    previous: bytes
    signed_at: datetime
    key_id: str

    def digest(self) -> bytes:
        """What is signed, and what the next statement points back to."""
        return digest(
            "motcua.history.root.v1",
            *(self.service, self.agency, self.day, self.size, self.root, self.previous, self.signed_at, self.key_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRoot:
    statement: Statement
    signature: bytes


def root_of(entries: list[bytes]) -> bytes:
    """The root over the digests of a day's entries, in the order of their leaves."""
    return root([leaf_hash(entry) for entry in entries])


def day_of(at: datetime) -> date:
    """The local day of an instant."""
    return at.astimezone(DAY_ZONE).date()


def end_of(day: date) -> datetime:
    """The midnight that ends the day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), DAY_ZONE).astimezone(UTC)
