"""What happens to a dossier by itself, and when. Timers follow from the dossier: storing it moves them.

A topic adds a line to ``KINDS``: until when something is awaited as the dossier stands now, and what its failing to
come brings about. The instant must be a field of the dossier, so that timers need no calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.timers import Timer
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierFact
from intake.domain.forwarding.moving import forwarding_late, sending_awaited_until
from intake.domain.returning import uncollected
from intake.domain.transfer import awaited_until, transfer_late


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """about: the instant at which it fires; null: not as the dossier stands now. Fires once per instant.

    brings: the dossier afterwards, its next version or the same, and the fact. Gets the instant it is about.
    """

    about: Callable[[Dossier], datetime | None]
    brings: Callable[[Dossier, datetime], tuple[Dossier, DossierFact]]


KINDS: Mapping[str, Kind] = {
    "result-uncollected": Kind(about=uncollected.awaited_until, brings=uncollected.remind),
    "transfer-late": Kind(about=awaited_until, brings=transfer_late),
    "forwarding-late": Kind(about=sending_awaited_until, brings=forwarding_late),
}


def timers_of(dossier: Dossier) -> tuple[Timer, ...]:
    """Every timer that the dossier should have now, fired or not."""
    found = ((name, kind.about(dossier)) for name, kind in KINDS.items())
    return tuple(Timer(subject=dossier.id, kind=name, about_at=at, fire_at=at) for name, at in found if at is not None)


def fire(dossier: Dossier, timer: Timer) -> tuple[Dossier, DossierFact]:
    """What the timer brings about; raises LookupError for a kind that this version of intake does not know."""
    return KINDS[timer.kind].brings(dossier, timer.about_at)
