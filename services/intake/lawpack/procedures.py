"""Reads procedures/*.yaml: fills each version from ``shared``, checks it, keeps the line of every value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intake.domain.procedures import Procedure, ProcedureVersion
from intake.lawpack.filling import built
from intake.lawpack.finding import Path
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source
from intake.lawpack.validity import check_succession
from intake.lawpack.version import check_version


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProcedure:
    """A sound procedure and its file. where(index, path): path in the file of a field of a version."""

    procedure: Procedure
    source: Source
    where: Callable[[int, Path], Path]


def read_procedure(source: Source, schemas: Schemas) -> ReadProcedure | None:
    """The procedure of one file, or None when the file has findings."""
    if source.value is None or not schemas.check("procedure", source.value, source.add):
        _check_versions_anyway(source, schemas)
        return None
    versions = _versions(source, schemas)
    if source.findings:
        return None
    for index, version in enumerate(versions):
        if version.version != index + 1:
            fix = f"number it {index + 1}: versions are numbered 1, 2, 3 … from the oldest"
            source.add(("versions", index, "version"), f"{version.version} is out of order", fix)
    dated = [(("versions", i), version) for i, version in enumerate(versions)]
    check_succession(dated, source.add, gaps_allowed=False)
    if source.findings:
        return None
    procedure = Procedure(key=source.value["key"], versions=tuple(versions))
    return ReadProcedure(procedure=procedure, source=source, where=_where(source))


def _check_versions_anyway(source: Source, schemas: Schemas) -> None:
    """All faults at once: a wrong field name elsewhere must not hide what is wrong inside the versions."""
    value = source.value
    if isinstance(value, dict) and isinstance(value.get("versions"), list) and isinstance(value.get("key"), str):
        _versions(source, schemas)


def _versions(source: Source, schemas: Schemas) -> list[ProcedureVersion]:
    where = _where(source)
    shared = source.value.get("shared", {})
    sound = []
    for index, written in enumerate(source.value["versions"]):
        if not isinstance(written, dict) or not isinstance(shared, dict):
            continue

        def add(path: Path, message: str, fix: str, index: int = index) -> None:
            source.add(where(index, path), message, fix)

        complete: dict[str, Any] = shared | written
        if schemas.check("procedure-version", complete, add):
            version = built(ProcedureVersion, complete | {"procedure": source.value["key"]})
            check_version(version, add)
            sound.append(version)
    return sound


def _where(source: Source) -> Callable[[int, Path], Path]:
    def where(index: int, path: Path) -> Path:
        written = source.value["versions"][index]
        shared = source.value.get("shared", {})
        if path and path[0] not in written and path[0] in shared:
            return ("shared", *path)
        return ("versions", index, *path)

    return where
