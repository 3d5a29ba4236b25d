"""SetPreference: the language, the ways in their order, and what is not wanted of what need not be sent."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.journal import Command
from notify.application.access import must_be_person
from notify.application.preferences.ports import PreferenceWork
from notify.domain.channels import USUAL_ORDER
from notify.domain.occasions import Channel, Occasion
from notify.domain.preference import LANGUAGES, OPTIONAL, Preference


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPreference:
    """language: ``vi``, ``en`` or empty for that of each dossier. expected_version: None for whatever there is."""

    actor: Actor
    language: str
    channels: tuple[Channel, ...]
    unsubscribed: frozenset[Occasion]
    expected_version: int | None = None


class SetPreferenceHandler:
    def __init__(self, work: PreferenceWork, clock: Clock) -> None:
        self._work = work
        self._clock = clock

    async def __call__(self, command: SetPreference) -> Preference:
        """What holds from now on. Raises Problem ``not-allowed``, ``preference-invalid``, ``version-stale``."""
        must_be_person(command.actor)
        _check(command)
        async with self._work.begin() as tx:
            known = await tx.preferences.locked(command.actor.subject)
            if command.expected_version not in (None, known.version):
                raise _stale()
            wish = Preference(
                account=command.actor.subject,
                language=command.language,
                channels=command.channels,
                unsubscribed=command.unsubscribed,
                version=known.version + 1,
            )
            if not await tx.preferences.put(wish, self._clock.now()):
                raise _stale()
            await tx.record(Command(name="set-preferences", actor=command.actor, subject=wish.account), [])
            await tx.commit()
        return wish


def _check(command: SetPreference) -> None:
    wrong: dict[str, str] = {}
    if command.language and command.language not in LANGUAGES:
        wrong["language"] = "vi, en, or nothing for the language of each dossier"
    if len(set(command.channels)) < len(command.channels) or not set(command.channels) <= set(USUAL_ORDER):
        wrong["channels"] = "email, zalo and sms, each at most once"
    if ordered := sorted(command.unsubscribed - OPTIONAL):
        wrong["unsubscribed"] = f"the law orders these notices: {', '.join(ordered)}"
    if wrong:
        raise invalid("preference-invalid", "Correct these fields.", **wrong)


def _stale() -> Problem:
    return Problem("version-stale", Kind.STALE, "They were changed meanwhile; read them again.")
