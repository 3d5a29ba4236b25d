"""Evidence as JSON: one short list per event, a place only where it differs from the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.data.columns import instant_text
from reporting.domain.evidence import Evidence, EvidenceKind, Papers, Place, StepSaid
from reporting.domain.own_time import OwnTimes


def to_json(evidence: Sequence[Evidence]) -> list[list[Any]]:
    """Source, sequence, id, kind, at, due, due without extension, label, amount, undone id, place or
    null; and whose time it was, who decided, and counts and the step it is about by name, if the event says it."""
    rows: list[list[Any]] = []
    place: Place | None = None
    for item in evidence:
        changed = item.place is not None and item.place != place
        rows.append(
            [
                item.source,
                item.sequence,
                item.event_id,
                item.kind.value,
                instant_text(item.at),
                _text(item.due_at),
                _text(item.original_due_at),
                item.label,
                item.amount,
                item.undoes,
                _place_row(item.place) if changed else None,
                *([item.own.to_json()] if item.own is not None else []),
                *([item.officer] if item.officer else []),
                *([counts] if (counts := _counts(item)) else []),
            ]
        )
        place = item.place or place
    return rows


def from_json(rows: Sequence[Sequence[Any]]) -> tuple[Evidence, ...]:
    """The same evidence again; what had no place of its own has the one before."""
    evidence: list[Evidence] = []
    place: Place | None = None
    for source, sequence, event_id, kind, at, due, original, label, amount, undoes, where, *said in rows:
        if where is not None:
            agency, department, procedure_key, channel, code = where
            place = Place(
                agency=agency,
                department=department,
                procedure_key=procedure_key,
                channel=channel,
                code=code,
            )
        evidence.append(
            Evidence(
                source=source,
                sequence=sequence,
                event_id=event_id,
                kind=EvidenceKind(kind),
                at=datetime.fromisoformat(at),
                place=place,
                due_at=_instant(due),
                original_due_at=_instant(original),
                label=label,
                amount=amount,
                undoes=undoes,
                own=next((OwnTimes.from_json(each) for each in said if isinstance(each, list)), None),
                officer=next((each for each in said if isinstance(each, str)), ""),
                **_counted(next((each for each in said if isinstance(each, dict)), {})),
            )
        )
    return tuple(evidence)


def _place_row(place: Place | None) -> list[str] | None:
    if place is None:
        return None
    return [place.agency, place.department, place.procedure_key, place.channel, place.code]


def _counts(item: Evidence) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    if item.papers is not None:
        counts["papers"] = [getattr(item.papers, name) for name in _PAPERS]
    if item.online_vnd is not None:
        counts["online"] = item.online_vnd
    if item.step is not None:
        counts["step"] = _step_row(item.step)
    return counts


def _counted(counts: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if "papers" in counts:
        said["papers"] = Papers(**dict(zip(_PAPERS, counts["papers"], strict=True)))
    if "online" in counts:
        said["online_vnd"] = counts["online"]
    if "step" in counts:
        said["step"] = _step(counts["step"])
    return said


_PAPERS = ("total", "electronic", "exempt", "reused")


def _step_row(step: StepSaid) -> dict[str, Any]:
    row = {
        "task": step.task,
        "step": step.step,
        "unit": step.unit,
        "officer": step.officer,
        "due": _text(step.due_at),
        "began": _text(step.began_at),
        "seconds": step.working_seconds,
    }
    return {name: value for name, value in row.items() if value}


def _step(row: dict[str, Any]) -> StepSaid:
    return StepSaid(
        task=row["task"],
        step=row.get("step", ""),
        unit=row.get("unit", ""),
        officer=row.get("officer", ""),
        due_at=_instant(row.get("due")),
        began_at=_instant(row.get("began")),
        working_seconds=row.get("seconds", 0),
    )


def _text(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
