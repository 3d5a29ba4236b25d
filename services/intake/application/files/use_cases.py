"""The use cases of files, made from the ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.files.attach_files import AttachFilesHandler
from intake.application.files.attaching import Attaching
from intake.application.files.delete_file import DeleteFileHandler
from intake.application.files.find_reusable import FindReusableHandler
from intake.application.files.get_file import GetFileHandler
from intake.application.files.ports import FilePorts
from intake.application.files.reseal_files import ResealFilesHandler
from intake.application.files.sweep_files import SweepFilesHandler
from intake.application.files.upload_file import UploadFileHandler
from intake.application.ports import UnitOfWork
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain.files.stored import FileLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUseCases:
    limits: FileLimits
    upload: UploadFileHandler
    get: GetFileHandler
    delete: DeleteFileHandler
    attach: AttachFilesHandler
    reusable: FindReusableHandler
    sweep: SweepFilesHandler
    reseal: ResealFilesHandler

    @classmethod
    def of(
        cls,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        ports: FilePorts,
        attaching: Attaching,
        reads: ReadsOfApplicants,
        clock: Clock,
        ids: Ids,
    ) -> Self:
        return cls(
            limits=ports.limits,
            upload=UploadFileHandler(unit_of_work, ports, clock, ids),
            get=GetFileHandler(register, ports, reads),
            delete=DeleteFileHandler(unit_of_work, register, ports),
            attach=AttachFilesHandler(unit_of_work, clock, attaching),
            reusable=FindReusableHandler(register, ports.shelf, reads),
            sweep=SweepFilesHandler(unit_of_work, ports, clock),
            reseal=ResealFilesHandler(unit_of_work, ports),
        )
