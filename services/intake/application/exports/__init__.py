"""Lists of dossiers as spreadsheets, made in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.exports.asking import (
    CreateExport,
    CreateExportHandler,
    DeleteExportHandler,
    GetExportHandler,
)
from intake.application.exports.ports import DossierSheets, ExportFiles, ExportPorts, Exports
from intake.application.exports.run_exports import RunExportsHandler
from intake.application.ports import UnitOfWork
from intake.application.reading import ReadsOfApplicants, Register
from intake.application.understanding import Understanding

__all__ = [
    "CreateExport",
    "DossierSheets",
    "ExportFiles",
    "ExportPorts",
    "ExportUseCases",
    "Exports",
    "RunExportsHandler",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportUseCases:
    create: CreateExportHandler
    get: GetExportHandler
    delete: DeleteExportHandler
    run: RunExportsHandler

    @classmethod
    def on(
        cls,
        ports: ExportPorts,
        *,
        unit_of_work: UnitOfWork,
        understand: Understanding,
        register: Register,
        reads: ReadsOfApplicants,
        clock: Clock,
        ids: Ids,
    ) -> Self:
        return cls(
            create=CreateExportHandler(unit_of_work, ports.exports, understand, clock, ids),
            get=GetExportHandler(ports.exports, ports.files, clock),
            delete=DeleteExportHandler(ports.exports, ports.files),
            run=RunExportsHandler(ports, understand=understand, register=register, reads=reads, clock=clock),
        )
