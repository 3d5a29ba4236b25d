"""What differs between two law packs, as facts for others."""

from __future__ import annotations

from intake.domain.facts import CalendarChanged, DepartmentChanged, LawFact, ProcedurePublished
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel, OnlineLevel, ProcedureVersion


def changes(before: LawPack | None, after: LawPack) -> tuple[LawFact, ...]:
    """The facts that lead from one pack to the next: departments, calendar, then procedure versions in their order."""
    facts: list[LawFact] = []
    agency, revision = after.agency.token, after.digest
    known_departments = {d.token: d for d in before.departments} if before else {}
    for token in dict.fromkeys(d.token for d in after.departments):
        rows = [d for d in after.departments if d.token == token]
        if before is None or rows != [d for d in before.departments if d.token == token]:
            facts.append(DepartmentChanged(agency=agency, department=token, law_revision=revision))
    gone = known_departments.keys() - {d.token for d in after.departments}
    facts += [DepartmentChanged(agency=agency, department=token, law_revision=revision) for token in sorted(gone)]
    if before is None or before.calendar != after.calendar:
        years = tuple(sorted(after.calendar.known_years))
        facts.append(CalendarChanged(agency=agency, law_revision=revision, known_years=years))
    known = {(v.procedure, v.version): v for p in before.procedures for v in p.versions} if before else {}
    facts += [
        _published(agency, version, revision)
        for procedure in after.procedures
        for version in procedure.versions
        if known.get((version.procedure, version.version)) != version
    ]
    return tuple(facts)


def _published(agency: str, version: ProcedureVersion, revision: str) -> ProcedurePublished:
    return ProcedurePublished(
        agency=agency,
        key=version.procedure,
        code=version.national_code or "",
        version=version.version,
        department=version.department,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        law_revision=revision,
        is_immediate=version.immediate,
        is_at_counter=any(offer.channel is Channel.COUNTER for offer in version.channels),
        is_online=version.online_level is not OnlineLevel.INFORMATION,
    )
