"""Dossiers handed over to other systems with a register of their own: the national portal, a city's one-stop system.

NoteChange        an event: the dossier differs from what they were told      consumer ``notify-sync``
PushDue           tell them, in batches                                       loop ``sync-<adapter>``
ListSync          how each dossier stands, the unsynchronised first           GET /v1/sync-adapters/{key}/dossiers
ListAdapters      how each adapter stands                                     GET /v1/sync-adapters
GetReconciliation index 1.4: handed over ÷ received                           GET /v1/sync-adapters/{key}/reconciliation
RetrySync         send one that was refused again                             POST …/dossiers/{id}/retry
"""

from notify.application.sync.ask import (
    AdapterStanding,
    AskSync,
    GetReconciliation,
    ListSync,
    SyncPage,
)
from notify.application.sync.note_change import NoteChangeHandler
from notify.application.sync.push_due import PushDueHandler
from notify.application.sync.retry import RetrySync, RetrySyncHandler

__all__ = [
    "AdapterStanding",
    "AskSync",
    "GetReconciliation",
    "ListSync",
    "NoteChangeHandler",
    "PushDueHandler",
    "RetrySync",
    "RetrySyncHandler",
    "SyncPage",
]
