"""What differs between two law packs, as facts for others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from intake.domain.facts import CalendarChanged, DepartmentChanged, LawFact, ProcedurePublished
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel, OnlineLevel, ProcedureVersion
from intake.domain.publications import done_in_time

POSTED = "one-stop"
ELECTRONIC = ("national-database", "portal")
"""Keys of the duties that put a procedure up at the counter, and where everybody can read it."""


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
    known = {(f.key, f.version): (v, f) for v, f in _published(before)} if before else {}
    facts += [
        fact
        for version, fact in _published(after)
        if (fact.key, fact.version) not in known or not _is_same(known[fact.key, fact.version], version, fact)
    ]
    return tuple(facts)


def _is_same(
    before: tuple[ProcedureVersion, ProcedurePublished], version: ProcedureVersion, fact: ProcedurePublished
) -> bool:
    """Neither the version nor what was done to publish it has changed; that it comes with another pack is no news."""
    return before == (version, replace(fact, law_revision=before[1].law_revision))


def _published(pack: LawPack) -> Iterator[tuple[ProcedureVersion, ProcedurePublished]]:
    for procedure in pack.procedures:
        for version in procedure.versions:
            yield version, _fact(pack, version)


def _fact(pack: LawPack, version: ProcedureVersion) -> ProcedurePublished:
    mine = [each for each in pack.publications if version.procedure in each.procedures]
    done = {key: done_in_time(mine, pack.publication_duties, pack.calendar, key) for key in (POSTED, *ELECTRONIC)}
    electronic = [done[key] for key in ELECTRONIC]
    return ProcedurePublished(
        agency=pack.agency.token,
        key=version.procedure,
        code=version.national_code or "",
        version=version.version,
        department=version.department,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        law_revision=pack.digest,
        is_immediate=version.immediate,
        is_at_counter=any(offer.channel is Channel.COUNTER for offer in version.channels),
        is_online=version.online_level is not OnlineLevel.INFORMATION,
        is_posted=done[POSTED],
        is_electronic=None if None in electronic else all(electronic),
    )
