"""Changing the law while we run. Plans change nothing; applying is journalled and published.

PlanLawPack, PlanCalendar    operator, leader, control team    –
ApplyLawPack                 operator                          procedure published, calendar, department changed
ListLawPacks                 operator, leader, control team    –
FollowLaw                    by itself, every replica          –
"""

from intake.application.law_packs.apply_law_pack import ApplyLawPack, ApplyLawPackHandler
from intake.application.law_packs.follow_law import FollowLawHandler
from intake.application.law_packs.law_packs import LawPackUseCases
from intake.application.law_packs.list_law_packs import ListLawPacks, ListLawPacksHandler
from intake.application.law_packs.plan_law_pack import PlanCalendar, PlanLawPack, PlanLawPackHandler
from intake.application.law_packs.ports import Files, LawPackReader, OpenDossiers

__all__ = [
    "ApplyLawPack",
    "ApplyLawPackHandler",
    "Files",
    "FollowLawHandler",
    "LawPackReader",
    "LawPackUseCases",
    "ListLawPacks",
    "ListLawPacksHandler",
    "OpenDossiers",
    "PlanCalendar",
    "PlanLawPack",
    "PlanLawPackHandler",
]
