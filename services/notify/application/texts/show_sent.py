"""ShowSent: a message as it was sent, filled in at the moment of showing; nothing of that is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from notify.application.access import may_see_people
from notify.application.carriers import short_link
from notify.application.compose import Composer
from notify.application.ports import Contacts, Reads, Text
from notify.application.texts.ports import KeptTexts, TextWork
from notify.domain.channels import SHORT
from notify.domain.delivery import Delivery
from notify.domain.kept_text import KeptText
from notify.domain.occasions import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSent:
    actor: Actor
    delivery_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    """kept: the wording of then. text: filled in with what is known of the person now; subject empty for telephones."""

    delivery: Delivery
    kept: KeptText
    text: Text


class ShowSentHandler:
    """people: who knows how to greet each audience. site: without a stroke at the end, for links of short texts."""

    def __init__(
        self,
        reads: Reads,
        texts: KeptTexts,
        work: TextWork,
        people: Mapping[Audience, Contacts],
        *,
        compose: Composer,
        site: str,
    ) -> None:
        self._reads, self._texts, self._work, self._people = reads, texts, work, people
        self._compose, self._site = compose, site

    async def __call__(self, query: ShowSent) -> SentText:
        """Who looked stands in the journal. Raises Problem ``not-allowed``, ``delivery-unknown`` (also for one of
        another agency), ``text-not-kept`` for what was not sent or was sent before texts were kept, and what intake
        raises.
        """
        agency = may_see_people(query.actor)
        delivery = await self._reads.delivery(query.delivery_id)
        if delivery is None or delivery.particulars.agency != agency:
            raise Problem("delivery-unknown", Kind.NOT_FOUND, "There is no such delivery.")
        kept = await self._texts.get(delivery.text_digest) if delivery.text_digest else None
        if kept is None:
            raise Problem("text-not-kept", Kind.NOT_FOUND, "Nothing was sent, or before texts were kept.")
        contact = await self._people[delivery.audience].of(delivery.recipient or delivery.dossier_id)
        link = short_link(self._site, delivery) if delivery.channel in SHORT else contact.link
        text = await self._compose.as_sent(delivery, kept, addressee=contact.name, link=link)
        async with self._work.begin() as tx:
            looked = Command(name="show-sent-message", actor=query.actor, subject=delivery.dossier_id)
            await tx.record(looked, [])
            await tx.commit()
        return SentText(delivery=delivery, kept=kept, text=text)
