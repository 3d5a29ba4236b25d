"""The ledger of a clock: what happened to it and when. Append only; a correction undoes a mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from chassis.kernel.errors import Problem, invalid


class EntryKind(StrEnum):
    """What may happen to a clock."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    RESTARTED = "restarted"
    EXTENDED = "extended"
    STOPPED = "stopped"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger.

    at: when it took effect (aware). recorded_at: when it was written down (aware), perhaps later.
    reason: Vietnamese text for people. new_due_at: extended only.
    undoes: corrected only, the index of the entry that it undoes.
    """

    kind: EntryKind
    at: datetime
    recorded_at: datetime
    reason: str = ""
    new_due_at: datetime | None = None
    undoes: int | None = None

    def __post_init__(self) -> None:
        instants = (self.at, self.recorded_at, self.new_due_at)
        if any(instant is not None and instant.tzinfo is None for instant in instants):
            raise _invalid("Every instant of a ledger entry needs an offset, such as 2024-04-26T10:00:00+07:00.")
        if (self.new_due_at is not None) != (self.kind is EntryKind.EXTENDED):
            raise _invalid("An extension, and nothing else, names a new due instant.")
        if (self.undoes is not None) != (self.kind is EntryKind.CORRECTED):
            raise _invalid("A correction, and nothing else, names the entry that it undoes.")

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Reads what ``to_dict`` wrote; raises Problem ``entry-invalid``."""
        undoes, new_due_at = data.get("undoes"), data.get("new_due_at")
        try:
            return cls(
                kind=EntryKind(str(data["kind"])),
                at=datetime.fromisoformat(str(data["at"])),
                recorded_at=datetime.fromisoformat(str(data["recorded_at"])),
                reason=str(data.get("reason", "")),
                new_due_at=None if new_due_at is None else datetime.fromisoformat(str(new_due_at)),
                undoes=None if undoes is None else int(str(undoes)),
            )
        except (KeyError, ValueError) as fault:
            raise _invalid(f"A ledger entry cannot be read: {fault}.") from None

    def to_dict(self) -> dict[str, object]:
        """JSON-able; instants in ISO 8601 with offset; what does not apply is left out."""
        data: dict[str, object] = {
            "kind": self.kind.value,
            "at": self.at.isoformat(),
            "recorded_at": self.recorded_at.isoformat(),
        }
        if self.reason:
            data["reason"] = self.reason
        if self.new_due_at is not None:
            data["new_due_at"] = self.new_due_at.isoformat()
        if self.undoes is not None:
            data["undoes"] = self.undoes
        return data


def effective(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries that hold, in the order in which they took effect (equal instants: in the order written).

    A correction removes the entry it names; a correction of a correction brings that entry back. Raises
    Problem ``correction-points-nowhere`` or ``entry-already-undone``.
    """
    undone: set[int] = set()
    undoers: list[tuple[int, int]] = []
    for index, entry in enumerate(entries):
        if entry.undoes is None:
            continue
        if not 0 <= entry.undoes < index:
            raise invalid(
                "correction-points-nowhere",
                f"Entry {index} undoes entry {entry.undoes}, which is not before it.",
            )
        undoers.append((index, entry.undoes))
    # The last correction is certainly in force; walking backwards decides each earlier one in turn.
    for index, target in reversed(undoers):
        if index in undone:
            continue
        if target in undone:
            raise invalid("entry-already-undone", f"Entry {target} was undone before: undo that correction instead.")
        undone.add(target)
    holding = (
        entry for index, entry in enumerate(entries) if index not in undone and entry.kind is not EntryKind.CORRECTED
    )
    return tuple(sorted(holding, key=lambda entry: entry.at))


def _invalid(detail: str) -> Problem:
    return invalid("entry-invalid", detail)
