"""How somebody wants to be told. The law's notices cannot be switched off, only their channel chosen. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from notify.domain.occasions import Channel, Occasion

# What may be unsubscribed from: reminders and lists that are sent. Everything else is a notice that the law orders, or
# stands in the inbox and rings nowhere.
OPTIONAL = frozenset({Occasion.UNCOLLECTED, Occasion.DIGEST})
LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """account: whose. language: empty for that of the dossier. channels: wished, in order. version: from 1."""

    account: str
    language: str = ""
    channels: tuple[Channel, ...] = ()
    unsubscribed: frozenset[Occasion] = frozenset()
    version: int = 0

    def wants(self, occasion: Occasion) -> bool:
        return occasion not in OPTIONAL or occasion not in self.unsubscribed
