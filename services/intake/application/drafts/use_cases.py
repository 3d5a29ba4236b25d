"""The use cases of drafts, made from the ports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from intake.application.drafts.end_draft import EndDraftHandler
from intake.application.drafts.get_draft import GetDraftHandler
from intake.application.drafts.ports import DraftShelf
from intake.application.drafts.save_draft import SaveDraftHandler
from intake.application.drafts.submit_draft import SubmitDraftHandler
from intake.application.files.ports import FilePorts
from intake.application.law_in_force import LawInForce
from intake.application.ports import UnitOfWork
from intake.application.reading import Register
from intake.application.register_dossier import RegisterDossierHandler


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftUseCases:
    """save.update, get.list, end.delete and end.sweep are theirs too."""

    save: SaveDraftHandler
    get: GetDraftHandler
    submit: SubmitDraftHandler
    end: EndDraftHandler

    @classmethod
    def of(
        cls,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        shelf: DraftShelf,
        files: FilePorts,
        file: RegisterDossierHandler,
        law: LawInForce,
        clock: Clock,
        ids: Ids,
    ) -> Self:
        """file: what files a dossier."""
        return cls(
            save=SaveDraftHandler(
                unit_of_work=unit_of_work, shelf=shelf, law=law, limits=files.limits, clock=clock, ids=ids
            ),
            get=GetDraftHandler(shelf, files.shelf, law, clock),
            submit=SubmitDraftHandler(register, shelf, file),
            end=EndDraftHandler(unit_of_work, clock),
        )
