"""Carriers: one per channel; each puts a delivery into words and hands it to a mail server or a gateway."""

from __future__ import annotations

from notify.application.compose import Composer
from notify.application.ports import Contact, Gateway, Mail, Mailer, SendRefused, ShortMessage
from notify.domain.delivery import Delivery, Handed, Priority
from notify.domain.occasions import ABOUT_OUTAGES, Audience
from notify.domain.short_text import without_marks

NO_SHORT_TEXT = "no-short-text"


class MailCarrier:
    """Fulfils ``ports.Carrier``: the whole message, with the five elements."""

    def __init__(self, compose: Composer, mailer: Mailer, *, mail_domain: str) -> None:
        """mail_domain: right side of the Message-ID, by which a mailbox drops a double."""
        self._compose = compose
        self._mailer = mailer
        self._mail_domain = mail_domain

    def reaches(self, contact: Contact) -> bool:
        return bool(contact.email)

    async def carry(self, delivery: Delivery, contact: Contact) -> Handed:
        text = await self._compose(delivery, language=contact.language, addressee=contact.name, link=contact.link)
        await self._mailer.send(
            Mail(
                message_id=f"<{delivery.id}@{self._mail_domain}>",
                to=contact.email,
                subject=text.subject,
                body=text.body,
                language=contact.language,
            )
        )
        written = self._compose.text(delivery, language=contact.language)
        return Handed(template_version=written.version, text_digest=written.digest)


class ShortCarrier:
    """Fulfils ``ports.Carrier``: one line with the code and a link to where the five elements stand."""

    def __init__(self, compose: Composer, gateway: Gateway, *, public_url: str) -> None:
        """public_url: of the site, without a stroke at the end."""
        self._compose = compose
        self._gateway = gateway
        self._public_url = public_url

    def reaches(self, contact: Contact) -> bool:
        return bool(contact.phone)

    async def carry(self, delivery: Delivery, contact: Contact) -> Handed:
        try:
            text = self._compose.short(delivery, language=contact.language, link=short_link(self._public_url, delivery))
        except KeyError:
            raise SendRefused(NO_SHORT_TEXT) from None
        receipt_id = await self._gateway.send(
            ShortMessage(
                id=delivery.id,
                phone=contact.phone,
                text=text if self._gateway.with_marks else without_marks(text),
                language=contact.language,
                is_bulk=delivery.priority >= Priority.BULK,
            )
        )
        written = self._compose.text(delivery, language=contact.language)
        return Handed(
            template_version=written.version,
            text_digest=written.digest,
            gateway=self._gateway.name,
            receipt_id=receipt_id,
        )


def short_link(public_url: str, delivery: Delivery) -> str:
    """Where the rest of a short text stands."""
    if delivery.audience is Audience.FEEDBACK_SENDER:
        return f"{public_url}/phan-anh"
    if delivery.occasion in ABOUT_OUTAGES:
        return f"{public_url}/hop-thu/gian-doan"
    code = delivery.particulars.code
    return f"{public_url}/tra-cuu/{code}" if code else f"{public_url}/tra-cuu"
