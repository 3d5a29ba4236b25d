"""The use cases about law packs, as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.clock import Clock
from intake.application.law_in_force import LawInForce
from intake.application.law_packs.apply_law_pack import ApplyLawPackHandler
from intake.application.law_packs.follow_law import FollowLawHandler
from intake.application.law_packs.list_law_packs import ListLawPacksHandler
from intake.application.law_packs.plan_law_pack import PlanLawPackHandler
from intake.application.law_packs.ports import LawPackReader, OpenDossiers
from intake.application.ports import UnitOfWork
from intake.application.reading import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPackUseCases:
    """See ``application.law_packs`` for what each is."""

    plan: PlanLawPackHandler
    apply: ApplyLawPackHandler
    find: ListLawPacksHandler
    follow: FollowLawHandler

    @classmethod
    def of(
        cls,
        *,
        unit_of_work: UnitOfWork,
        register: Register,
        law: LawInForce,
        clock: Clock,
        reader: LawPackReader,
        open_dossiers: OpenDossiers,
    ) -> Self:
        return cls(
            plan=PlanLawPackHandler(register, law, reader, open_dossiers, clock),
            apply=ApplyLawPackHandler(unit_of_work, register, law, reader, clock),
            find=ListLawPacksHandler(register, law),
            follow=FollowLawHandler(register, law),
        )
