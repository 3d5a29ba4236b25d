"""Reads a whole law pack, or says everything that is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any

from intake.domain.lawpack import LawPack
from intake.domain.organisation import Department, DepartmentKind
from intake.domain.procedures import Procedure, ProcedureVersion
from intake.lawpack.calendar import read_calendar
from intake.lawpack.consultees import check_departments, read_consultees
from intake.lawpack.finding import Finding, LawPackInvalid, Path
from intake.lawpack.organisation import read_agency, read_departments, read_feedback, read_forms
from intake.lawpack.procedures import ReadProcedure, read_procedure
from intake.lawpack.publications import check_procedures, read_publications
from intake.lawpack.reports import read_reports, read_thresholds
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source, load
from intake.lawpack.step_forms import check_forms
from intake.lawpack.validity import uncovered

_NEEDED = ("agency", "departments", "forms", "calendar")
# An agency may not have settled these yet: what it does not write is empty.
_OPTIONAL = ("feedback", "publications", "reports", "thresholds", "consultees")


def read(path: FilePath, *, schemas: FilePath | None = None) -> LawPack:
    """The law pack of one agency.

    path: its folder, such as ``lawpack/heza``. schemas: folder of JSON Schemas, else ``schema`` beside it.
    Raises LawPackInvalid with every finding.
    """
    pack, findings = inspect(path, schemas=schemas)
    if pack is None:
        raise LawPackInvalid(findings)
    return pack


def inspect(path: FilePath, *, schemas: FilePath | None = None) -> tuple[LawPack | None, tuple[Finding, ...]]:
    """The pack, or None and every finding in the order of files and lines."""
    folder = schemas or path.parent / "schema"
    try:
        rules = Schemas.load(folder)
    except FileNotFoundError as missing:
        fix = "put the JSON Schemas in a folder named schema beside the pack"
        lost = Finding(file=str(missing.filename), line=1, path="", message="the schema is missing", fix=fix)
        return None, (lost,)
    return _inspect(path, rules)


def _inspect(path: FilePath, rules: Schemas) -> tuple[LawPack | None, tuple[Finding, ...]]:
    files = {name: load(path / f"{name}.yaml") for name in _NEEDED}
    more = {name: load(file) for name in _OPTIONAL if (file := path / f"{name}.yaml").exists()}
    written = [load(file) for file in sorted((path / "procedures").glob("*.yaml"))]
    agency = read_agency(files["agency"], rules)
    departments = read_departments(files["departments"], rules)
    forms = read_forms(files["forms"], rules)
    calendar = read_calendar(files["calendar"], rules, agency.time_zone if agency else "Asia/Ho_Chi_Minh")
    procedures = [found for source in written if (found := read_procedure(source, rules))]
    _check_together(files["agency"], written, procedures, departments)
    if forms is not None:
        for found in procedures:
            check_forms(found, forms)
    optional = _read_optional(more, rules, [found.procedure for found in procedures], departments)
    sources = [*files.values(), *more.values(), *written]
    findings = tuple(sorted(f for source in sources for f in source.findings))
    if findings or not (agency and departments and forms and calendar):
        return None, findings
    ordered = tuple(sorted((found.procedure for found in procedures), key=lambda procedure: procedure.key))
    pack = LawPack(
        agency=agency,
        departments=departments,
        procedures=ordered,
        forms=forms,
        calendar=calendar,
        **optional,
    )
    return pack, ()


def _read_optional(
    files: dict[str, Source],
    rules: Schemas,
    procedures: list[Procedure],
    departments: tuple[Department, ...] | None,
) -> dict[str, Any]:
    """The fields of the pack that come from files an agency may not have."""
    published = read_publications(files.get("publications"), rules)
    if "publications" in files:
        check_procedures(files["publications"], published.publications, procedures)
    consultees = read_consultees(files.get("consultees"), rules)
    if consultees and departments is not None:
        check_departments(files["consultees"], consultees, departments)
    return {
        "feedback": read_feedback(files["feedback"], rules) if "feedback" in files else None,
        "publication_duties": published.duties,
        "publications": published.publications,
        "report_forms": read_reports(files.get("reports"), rules),
        "index_thresholds": read_thresholds(files.get("thresholds"), rules),
        "consultees": consultees,
    }


def _check_together(
    agency: Source,
    written: list[Source],
    procedures: list[ReadProcedure],
    departments: tuple[Department, ...] | None,
) -> None:
    if not written:
        agency.add((), "the pack has no procedures", "write one file per procedure in the folder procedures")
    _check_keys(procedures)
    _check_codes(procedures)
    for found in procedures if departments is not None else ():
        for index, version in enumerate(found.procedure.versions):
            _check_departments(found, index, version, departments or ())


def _check_keys(procedures: Sequence[ReadProcedure]) -> None:
    first: dict[str, str] = {}
    for found in procedures:
        key, source = found.procedure.key, found.source
        if key in first:
            source.add(("key",), f"{key} is already the key of {first[key]}", "give each procedure its own key")
        first.setdefault(key, source.file)
        if FilePath(source.file).stem != key:
            source.add(("key",), f"{key} is not the name of the file", f"rename the file to {key}.yaml, or the key")


def _check_codes(procedures: Sequence[ReadProcedure]) -> None:
    """One published code may stand for several cases at once only when each says which case it is."""
    bearers: dict[str, list[tuple[ReadProcedure, int, ProcedureVersion]]] = defaultdict(list)
    for found in procedures:
        for index, version in enumerate(found.procedure.versions):
            if version.national_code is not None:
                bearers[version.national_code].append((found, index, version))
    for code, shared in bearers.items():
        for found, index, version in shared:
            others = {o.procedure.key for o, _, v in shared if o is not found and _together(version, v)}
            if others and version.variant is None:
                said = f"{code} is also the code of {', '.join(sorted(others))} at the same time"
                fix = "correct the code, or name the case in variant in each of them"
                found.source.add(found.where(index, ("national_code",)), said, fix)


def _together(one: ProcedureVersion, other: ProcedureVersion) -> bool:
    return one.in_force_on(other.valid_from) or other.in_force_on(one.valid_from)


def _check_departments(
    found: ReadProcedure, index: int, version: ProcedureVersion, departments: tuple[Department, ...]
) -> None:
    named: list[tuple[Path, str]] = [(("department",), version.department)]
    named += [(("steps", i, "department"), step.department) for i, step in enumerate(version.steps)]
    for path, token in named:
        same = [department for department in departments if department.token == token]
        lacking = uncovered(version, same)
        if not same:
            said, fix = f"there is no department {token}", "use a token of departments.yaml, or add it there"
        elif lacking is not None:
            said = f"department {token} does not exist on {lacking}, while this version is in force"
            fix = "end the version and begin another, or correct the dates in departments.yaml"
        else:
            continue
        found.source.add(found.where(index, path), said, fix)
    counters = {d.token for d in departments if d.kind is DepartmentKind.ONE_STOP}
    for place, step in ((0, version.steps[0]), (len(version.steps) - 1, version.steps[-1])):
        if step.department not in counters:
            said = f"{step.key} is done by {step.department}, which is no one-stop counter"
            found.source.add(
                found.where(index, ("steps", place, "department")),
                said,
                "let the first and the last step be done at the one-stop counter (ND61 art. 17, 20)",
            )
