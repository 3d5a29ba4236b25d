"""Freezing: a report and the dossiers it counts, from one reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reporting.application.access import Scope
from reporting.application.reports.get_report import GetReport, GetReportHandler
from reporting.application.reports.snapshot_ports import DossierReads
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.material import Need
from reporting.domain.forms.settlement_by_unit import field_key
from reporting.domain.report import Report
from reporting.domain.snapshots import FrozenDossier, counts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """dossiers: by id; empty for a form that counts none. rule, profile: as asked for."""

    report: Report
    dossiers: tuple[FrozenDossier, ...]
    rule: str
    profile: str


class Freezing:
    def __init__(self, reports: GetReportHandler, dossiers: DossierReads) -> None:
        self._reports = reports
        self._dossiers = dossiers

    async def __call__(self, query: GetReport, scope: Scope) -> Frozen:
        """Of the whole agency. The figures are filled in from the frozen dossiers, so that both are of one moment.
        Raises what GetReport raises."""
        material, choice, law = await self._reports.material(query, scope)
        dossiers: tuple[FrozenDossier, ...] = ()
        if Need.SETTLEMENT in FILLINGS[choice.form.key].needs:
            found = await self._dossiers.all_settled(material.period, material.definition, agency=material.agency)
            fields = material.fields()
            dossiers = tuple(replace(each, row=field_key(fields.get(each.procedure_key, ""))) for each in found)
            material = replace(material, settlement=counts_of(dossiers, material.agency))
        report = self._reports.filled(material, choice, law)
        return Frozen(report=report, dossiers=dossiers, rule=query.rule, profile=query.profile)
