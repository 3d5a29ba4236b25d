"""Reads publications.yaml: decisions of publication and the duties that follow from each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.organisation import Mark
from intake.domain.procedures import Procedure
from intake.domain.publications import Publication, PublicationDuty, PublicationKind
from intake.lawpack.filling import built
from intake.lawpack.finding import Path
from intake.lawpack.organisation import check_each, check_unique
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source

_UNSURE = {Mark.INFERENCE, Mark.MEMORY}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPublications:
    duties: tuple[PublicationDuty, ...] = ()
    publications: tuple[Publication, ...] = ()


def read_publications(source: Source | None, schemas: Schemas) -> ReadPublications:
    """What the file says; nothing when the pack has no such file, or it has findings."""
    if source is None or source.value is None or not schemas.check("publications", source.value, source.add):
        return ReadPublications()
    duties = tuple(built(PublicationDuty, row) for row in source.value["duties"])
    publications = tuple(built(Publication, row) for row in source.value["publications"])
    check_each(source, "duties", [(f"{duty.key} {duty.short}", duty) for duty in duties])
    paths: list[Path] = [("publications", index, "key") for index in range(len(publications))]
    check_unique(source, paths, [publication.key for publication in publications])
    for index, publication in enumerate(publications):
        _check_known(source, ("publications", index), publication, duties)
    return ReadPublications(duties=duties, publications=publications)


def _check_known(source: Source, path: Path, publication: Publication, duties: Sequence[PublicationDuty]) -> None:
    if publication.number is None and not (publication.mark in _UNSURE and publication.note):
        fix = "write the decision's number, or mark it I or M and say in note what is missing"
        source.add((*path, "number"), "is missing, and nothing says why", fix)
    known = dict.fromkeys(duty.key for duty in duties)
    for index, done in enumerate(publication.done):
        if done.duty not in known:
            fix = f"write one of: {', '.join(known)}"
            source.add((*path, "done", index, "duty"), f"there is no duty {done.duty}", fix)


def check_procedures(source: Source, publications: Sequence[Publication], procedures: Sequence[Procedure]) -> None:
    """A decision and the versions of the procedures that it names must tell the same story."""
    by_key = {procedure.key: procedure for procedure in procedures}
    for number, publication in enumerate(publications):
        for index, key in enumerate(publication.procedures):
            path: Path = ("publications", number, "procedures", index)
            if key not in by_key:
                source.add(path, f"there is no procedure {key}", "use the key of a file in procedures")
            elif (wrong := _contradiction(publication.kind, by_key[key], publication.effective_on)) is not None:
                fix = "correct effective_on, kind, or the dates of the procedure's versions"
                source.add(path, f"{key} {wrong} on {publication.effective_on}", fix)


def _contradiction(kind: PublicationKind, procedure: Procedure, on: date) -> str | None:
    first, last = procedure.versions[0], procedure.latest
    match kind:
        case PublicationKind.NEW if first.valid_from != on:
            return "is published as new, yet its first version does not begin"
        case PublicationKind.AMENDED if on not in {version.valid_from for version in procedure.versions[1:]}:
            return "is published as amended, yet no later version of it begins"
        case PublicationKind.ABOLISHED if last.valid_to != on:
            return "is published as abolished, yet its last version does not end"
    return None
