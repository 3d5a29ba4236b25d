"""What every change of a dossier begins with: lock it, check the right, the repetition, the version. In this order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command, Idempotency
from intake.application.ports import Transaction
from intake.domain import rights
from intake.domain.dossier import Dossier

Right = Callable[[Actor, Dossier], None]


class VersionStale(Problem):
    def __init__(self) -> None:
        super().__init__(
            "version-stale",
            Kind.STALE,
            "The dossier was changed after you read it. Read it again, then decide whether to repeat the change.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Who wants to change which dossier. if_version: only if it still is that version. idempotency: see HTTP."""

    actor: Actor
    dossier_id: str
    if_version: int | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A dossier locked for a change. was_done: this very command was carried out before; answer with what is there."""

    dossier: Dossier
    command: Command
    was_done: bool


async def open_for(transaction: Transaction, change: Change, *, name: str, right: Right, reason: str = "") -> Opened:
    """The dossier, locked until the transaction ends.

    name: of the command in the journal, ``accept-dossier``. Raises DossierUnknown, RoleForbidden, VersionStale, and
    ``idempotency-key-reused`` for a key that was used for something else.
    """
    dossier = rights.must_see(change.actor, await transaction.dossiers.locked(change.dossier_id))
    right(change.actor, dossier)
    command = Command(
        name=name,
        actor=change.actor,
        subject=dossier.id,
        reason=reason,
        unit=f"{dossier.agency}/{change.actor.department or dossier.department}",
        idempotency=change.idempotency,
    )
    was_done = change.idempotency is not None and await transaction.repeated(command)
    if not was_done and change.if_version not in (None, dossier.version):
        raise VersionStale
    return Opened(dossier=dossier, command=command, was_done=was_done)
