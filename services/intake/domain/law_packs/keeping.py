"""What a new pack must keep, because dossiers stand on it: docs/adr/0017-the-law-changes-while-we-run.md.

A dossier is handled to its end by the version it was received under, and processing has copied it. Hence

    a version that was ever in force        may not vanish: somebody may be filing by it this very moment
    a version that dossiers were filed by   may not change in what they are handled and counted by (``essence``)
    a year of the calendar                  may not vanish: open clocks count through it
    the agency's token                      is in every subject and every dossier

Everything else of a version is wording and may be corrected: names, legal basis, notes, marks, fees (an accepted
dossier has its own account), where to pay. ``valid_to`` may come or move: that is how a version ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from chassis.kernel.errors import Kind, Problem
from intake.domain.lawpack import LawPack
from intake.domain.procedures import ProcedureVersion

VersionKey = tuple[str, int]
Essence = tuple[object, ...]


def essence(version: ProcedureVersion) -> Essence:
    """What a dossier filed under the version is handled and counted by."""
    return (
        version.department,
        version.limit,
        tuple(sorted((offer.channel, version.limit_for(offer.channel)) for offer in version.channels)),
        version.immediate,
        version.steps,
        version.supplement,
        frozenset(document.key for document in version.documents),
        version.valid_from,
    )


def touched(before: LawPack, after: LawPack) -> frozenset[VersionKey]:
    """The versions that vanish or change in their essence: whether dossiers were filed by them must be asked."""
    kept = _versions(after)
    return frozenset(
        key for key, version in _versions(before).items() if key not in kept or essence(kept[key]) != essence(version)
    )


def check_kept(before: LawPack, after: LawPack, filed: Mapping[VersionKey, int], today: date) -> None:
    """Raises ``law-pack-breaks-dossiers`` with a field for each thing that must stay.

    filed: how many dossiers were filed by each touched version; none: left out.
    """
    faults = dict(_faults(before, after, filed, today))
    if faults:
        raise Problem(
            "law-pack-breaks-dossiers",
            Kind.REFUSED,
            f"Dossiers need what this pack takes away ({len(faults)} in all). End a version with valid_to and add the "
            "next one instead.",
            fields=faults,
        )


def _faults(before: LawPack, after: LawPack, filed: Mapping[VersionKey, int], today: date) -> Iterator[tuple[str, str]]:
    if after.agency.token != before.agency.token:
        yield "agency.token", f"{before.agency.token} is in force; {after.agency.token} is another agency"
    for year in sorted(before.calendar.known_years - after.calendar.known_years):
        yield f"calendar.{year}", "the year is missing, and open clocks may count through it"
    kept = _versions(after)
    for (key, number), version in sorted(_versions(before).items()):
        count, path = filed.get((key, number), 0), f"procedures.{key}.versions[{number}]"
        if (key, number) not in kept:
            if count or version.valid_from <= today:
                yield path, f"the version is missing; it was in force, and {count} dossiers were filed by it"
        elif count and essence(kept[key, number]) != essence(version):
            parts = ", ".join(_differing(version, kept[key, number]))
            yield path, f"{count} dossiers were filed by it, so it may not change in: {parts}"


def _differing(version: ProcedureVersion, other: ProcedureVersion) -> Iterator[str]:
    names = ("department", "limit", "channels", "immediate", "steps", "supplement", "documents", "valid_from")
    for name, one, two in zip(names, essence(version), essence(other), strict=True):
        if one != two:
            yield name


def _versions(pack: LawPack) -> dict[VersionKey, ProcedureVersion]:
    return {(v.procedure, v.version): v for p in pack.procedures for v in p.versions}
