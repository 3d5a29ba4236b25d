"""Officers' mailboxes at the office, made from their account by a rule; nobody's address is kept."""

from __future__ import annotations

from notify.application.ports import Contact


class OfficeMailboxes:
    """Fulfils ``application.ports.Contacts`` for officers. pattern: ``{account}@mail.example``, empty for none."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    async def of(self, account: str) -> Contact:
        email = self._pattern.replace("{account}", account) if self._pattern else ""
        return Contact(name="", email=email, language="vi", account=account)
