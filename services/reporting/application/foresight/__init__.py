"""What will be late, and who has how much to do.

LearnHandler       learn from dossiers that have their result      in the background, one replica
ForetellHandler    foresee every open dossier                      in the background, one replica
ShowForeseenHandler how many, for the series                      after each round
GetLate            which dossiers will be late by a day?           GET /v1/foresight/late, ForesightService
GetWorkload        how many days of work has who?                  GET /v1/foresight/workload, ForesightService
"""

from reporting.application.foresight.foretell import ForetellHandler
from reporting.application.foresight.get_late import AskLate, GetLate, GetLateHandler, LatePage
from reporting.application.foresight.get_workload import AskWorkload, GetWorkload, GetWorkloadHandler, Workload
from reporting.application.foresight.learn import LearnHandler
from reporting.application.foresight.show_foreseen import ShowForeseenHandler

__all__ = [
    "AskLate",
    "AskWorkload",
    "ForetellHandler",
    "GetLate",
    "GetLateHandler",
    "GetWorkload",
    "GetWorkloadHandler",
    "LatePage",
    "LearnHandler",
    "ShowForeseenHandler",
    "Workload",
]
