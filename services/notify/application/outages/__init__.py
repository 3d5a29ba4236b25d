"""Planned interruptions of the system (ND224/2025 art. 13).

AnnounceOutage   it will stand still from then to then      POST /v1/outages, page /hop-thu/gian-doan
ChangeOutage     it will stand still otherwise              PATCH /v1/outages/{id}, page /hop-thu/gian-doan
CancelOutage     it will not                                POST /v1/outages/{id}/cancellation, same page
ListOutages      what is announced?                         GET /v1/outages, page /hop-thu/gian-doan
TellOutage       tell everybody whom it concerns            loop
"""

from notify.application.outages.announce_outage import AnnounceOutage, AnnounceOutageHandler
from notify.application.outages.change_outage import (
    CancelOutage,
    CancelOutageHandler,
    ChangeOutage,
    ChangeOutageHandler,
)
from notify.application.outages.list_outages import ListOutagesHandler
from notify.application.outages.tell_outage import TellOutageHandler

__all__ = [
    "AnnounceOutage",
    "AnnounceOutageHandler",
    "CancelOutage",
    "CancelOutageHandler",
    "ChangeOutage",
    "ChangeOutageHandler",
    "ListOutagesHandler",
    "TellOutageHandler",
]
