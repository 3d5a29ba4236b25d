"""How timeliness is counted, and what cannot be counted.

GetDefinitions       which definitions are there, and what do they count?    GET /v1/definitions, DefinitionService
ListUndueDossiers    which dossiers were accepted without an appointment?    GET /v1/undue-dossiers, DefinitionService
"""

from reporting.application.definitions.get_definitions import AskDefinitions, GetDefinitions, GetDefinitionsHandler
from reporting.application.definitions.list_undue_dossiers import (
    AskUndueDossiers,
    ListUndueDossiers,
    ListUndueDossiersHandler,
    UndueDossier,
    UndueDossiers,
    UndueReads,
)

__all__ = [
    "AskDefinitions",
    "AskUndueDossiers",
    "GetDefinitions",
    "GetDefinitionsHandler",
    "ListUndueDossiers",
    "ListUndueDossiersHandler",
    "UndueDossier",
    "UndueDossiers",
    "UndueReads",
]
