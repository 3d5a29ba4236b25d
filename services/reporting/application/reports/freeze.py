"""Freezing: a report and the dossiers it counts, from one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chassis.kernel.errors import Kind, Problem
from reporting.application.access import Scope
from reporting.application.reports.get_report import GetReport, GetReportHandler
from reporting.application.reports.open_cell import EveryPiece
from reporting.application.reports.snapshot_ports import DossierReads
from reporting.domain.cells import cells, counts_behind
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.material import Material, Need
from reporting.domain.forms.settlement_by_unit import field_key
from reporting.domain.origin import Count, Source
from reporting.domain.pieces import Piece
from reporting.domain.report import Report
from reporting.domain.snapshots import FrozenDossier, agrees, counts_of

ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """dossiers: of the report on settlement, by id; pieces: what else its cells count, by source. Both are empty for a
    form that counts none. rule, profile: as asked for."""

    report: Report
    dossiers: tuple[FrozenDossier, ...]
    rule: str
    profile: str
    pieces: Mapping[Source, tuple[Piece, ...]] = field(default_factory=dict)


class Freezing:
    def __init__(self, reports: GetReportHandler, dossiers: DossierReads, every: EveryPiece) -> None:
        self._reports = reports
        self._dossiers = dossiers
        self._every = every

    async def __call__(self, query: GetReport, scope: Scope) -> Frozen:
        """Of the whole agency, with everything behind it. Raises what GetReport raises, and Problem
        ``figures-moving`` when something is heard between figures and lists again and again."""
        for _ in range(ATTEMPTS):
            frozen, material = await self._frozen(query, scope)
            pieces = await self._pieces(frozen.report, material)
            if agrees(frozen.report, pieces):
                return replace(frozen, pieces=pieces)
        raise Problem(
            "figures-moving",
            Kind.UNAVAILABLE,
            "Figures and lists differ: events are just being heard, or a rebuild is due. Try again soon.",
        )

    async def dossiers_only(self, query: GetReport, scope: Scope) -> Frozen:
        """Without the pieces: to be compared with what was frozen."""
        return (await self._frozen(query, scope))[0]

    async def _frozen(self, query: GetReport, scope: Scope) -> tuple[Frozen, Material]:
        """The figures are filled in from the frozen dossiers, so that both are of one moment."""
        material, choice, law = await self._reports.material(query, scope)
        dossiers: tuple[FrozenDossier, ...] = ()
        if Need.SETTLEMENT in FILLINGS[choice.form.key].needs:
            found = await self._dossiers.all_settled(material.period, material.definition, agency=material.agency)
            fields = material.fields()
            dossiers = tuple(replace(each, row=field_key(fields.get(each.procedure_key, ""))) for each in found)
            material = replace(material, settlement=counts_of(dossiers, material.agency))
        report = self._reports.filled(material, choice, law)
        return Frozen(report=report, dossiers=dossiers, rule=query.rule, profile=query.profile), material

    async def _pieces(self, report: Report, material: Material) -> dict[Source, tuple[Piece, ...]]:
        """Of every source that a cell counts, all that any of them takes, with the facets that they ask for."""
        asked: dict[Source, list[Count]] = {}
        for cell in cells(report):
            for count, _ in counts_behind(cell):
                asked.setdefault(count.source, []).append(count)
        asked.pop(Source.SETTLED, None)
        found: dict[Source, tuple[Piece, ...]] = {}
        for source, counts in sorted(asked.items()):
            whole = Count(source=source, any_of=tuple(where for count in counts for where in count.any_of))
            found[source] = tuple(piece.frozen for piece in await self._every(material, whole))
        return found
