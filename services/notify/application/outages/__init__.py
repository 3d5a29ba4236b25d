"""Planned interruptions of the system (ND224/2025 art. 13).

AnnounceOutage   it will stand still from then to then      POST /v1/outages, page /hop-thu/gian-doan
ListOutages      what is announced?                         GET /v1/outages, page /hop-thu/gian-doan
TellOutage       tell everybody who has a dossier open      loop
"""

from notify.application.outages.announce_outage import AnnounceOutage, AnnounceOutageHandler
from notify.application.outages.list_outages import ListOutagesHandler
from notify.application.outages.tell_outage import TellOutageHandler

__all__ = ["AnnounceOutage", "AnnounceOutageHandler", "ListOutagesHandler", "TellOutageHandler"]
