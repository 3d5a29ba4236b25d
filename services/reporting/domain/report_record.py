"""A report as plain values that JSON keeps exactly, and back: for snapshots, whose bytes must stay what they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reporting.domain.origin import Count, Formula, Given, Origin, Part, Source
from reporting.domain.report import Column, Figure, Format, Level, Report, Row, Section, Sheet, Value

_LATER = ("origins", "figures")
"""Not there before cells had origins: left out where there are none, so that what was signed stays what it was."""


def to_plain(report: Report) -> dict[str, Any]:
    """Decimals and days of cells as ``{"decimal": …}``, ``{"day": …}``; column numbers as text, as JSON has them."""
    data: dict[str, Any] = _plain(asdict(report))
    return data


def from_plain(data: Mapping[str, Any]) -> Report:
    """What ``to_plain`` told; raises KeyError, TypeError or ValueError for anything else."""
    row = dict(data)
    row["first"], row["last"] = date.fromisoformat(row["first"]["day"]), date.fromisoformat(row["last"]["day"])
    row["as_of"], row["closed_at"] = _instant(row["as_of"]), _instant(row["closed_at"])
    row["sheets"] = tuple(_sheet(sheet) for sheet in row["sheets"])
    row["sections"] = tuple(_section(section) for section in row["sections"])
    row["definitions"], row["unverified"] = tuple(row["definitions"]), tuple(row["unverified"])
    return Report(**row)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {str(name): _plain(each) for name, each in value.items() if each or name not in _LATER}
        case frozenset():
            return sorted(value, key=lambda each: (str(type(each)), str(each)))
        case list() | tuple():
            return [_plain(each) for each in value]
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _sheet(data: Mapping[str, Any]) -> Sheet:
    row = dict(data)
    row["columns"] = tuple(_column(column) for column in row["columns"])
    row["rows"] = tuple(_row(each) for each in row["rows"])
    row["notes"] = tuple(row["notes"])
    return Sheet(**row)


def _column(data: Mapping[str, Any]) -> Column:
    return Column(**{**data, "format": Format(data["format"]), "sum_of": tuple(data["sum_of"])})


def _row(data: Mapping[str, Any]) -> Row:
    values = {int(number): _value(value) for number, value in data["values"].items()}
    origins = {int(number): _origin(value) for number, value in data.get("origins", {}).items()}
    return Row(**{**data, "level": Level(data["level"]), "values": values, "origins": origins})


def _origin(data: Mapping[str, Any]) -> Origin:
    """Told apart by their fields."""
    if "source" in data:
        any_of = tuple({name: frozenset(values) for name, values in where.items()} for where in data["any_of"])
        return Count(source=Source(data["source"]), any_of=any_of)
    if "parts" in data:
        parts = tuple(
            Part(said=part["said"], value=_value(part["value"]), origin=_origin(part["origin"]))  # type: ignore[arg-type]
            for part in data["parts"]
        )
        return Formula(said=data["said"], said_en=data["said_en"], parts=parts)
    return Given(said=data["said"], said_en=data["said_en"])


def _section(data: Mapping[str, Any]) -> Section:
    sheet = data["sheet"]
    return Section(
        number=data["number"],
        title=data["title"],
        paragraphs=tuple(data["paragraphs"]),
        sheet=None if sheet is None else _sheet(sheet),
        figures=tuple(
            Figure(**{**each, "value": _value(each["value"]), "origin": _origin(each["origin"])})
            for each in data.get("figures", ())
        ),
    )


def _value(value: Any) -> Value:
    if isinstance(value, Mapping):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["day"])
    kept: Value = value
    return kept


def _instant(value: Mapping[str, str] | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value["instant"])
