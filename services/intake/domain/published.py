"""A procedure as the public sees it: what the pack leaves to be told from elsewhere is filled in.

The sequence is told from the steps, who is competent from the department, where to go from the sites. What is filled in
is an inference and its mark says so; what the pack writes stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

from intake.domain.components import Competence
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Department, Mark
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.step_words import turns
from intake.domain.workflow import spelt_out


def as_published(version: ProcedureVersion, pack: LawPack) -> ProcedureVersion:
    """The version with every component of a published procedure (NĐ 63/2010/NĐ-CP art. 8(2))."""
    counter = next((site.name for site in pack.agency.sites if site.default), pack.agency.name)
    channels = tuple(
        offer if offer.place else replace(offer, place=None if offer.channel is Channel.ONLINE else counter)
        for offer in version.channels
    )
    return replace(
        version,
        channels=channels,
        sequence=version.sequence or _sequence(version, pack),
        steps=spelt_out(version.steps),
        competence=version.competence or _competence(version, pack),
        marks=version.marks if version.sequence else replace(version.marks, sequence=Mark.INFERENCE),
    )


def _sequence(version: ProcedureVersion, pack: LawPack) -> tuple[str, ...]:
    told = turns(version.steps)
    return tuple(
        f"Bước {number}: {step.name} ({_name(step.department, version, pack)})"
        f"{f', {told[step.key][0]}' if step.key in told else ''}."
        for number, step in enumerate(version.steps, 1)
    )


def _competence(version: ProcedureVersion, pack: LawPack) -> Competence:
    performing = _name(version.department, version, pack)
    return Competence(performing=performing, deciding=pack.agency.name, mark=Mark.INFERENCE)


def _name(token: str, version: ProcedureVersion, pack: LawPack) -> str:
    """The department's name when the version began; names change, tokens do not."""
    named: list[Department] = [department for department in pack.departments if department.token == token]
    current = next((each for each in named if each.in_force_on(version.valid_from)), named[-1] if named else None)
    return current.name if current else token
