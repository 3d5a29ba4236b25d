"""Every replica works by the pack that is in force in the store, whichever replica put it there."""

from __future__ import annotations

from intake.application.law_in_force import LawInForce
from intake.application.reading import Register


class FollowLawHandler:
    """Asked every few seconds: one look at one short column while nothing changes."""

    def __init__(self, register: Register, law: LawInForce) -> None:
        self._register = register
        self._law = law
        self._followed = ""

    async def __call__(self) -> bool:
        """Whether another pack came into force here. Its stored digest is remembered as it is written: a pack that an
        earlier version of motcua spelt otherwise is not read again and again."""
        digest = await self._register.law_pack_in_force()
        if digest is None or digest in (self._followed, self._law.pack.digest):
            return False
        pack = await self._register.law_pack(digest)
        if pack is None:
            return False
        self._followed = digest
        if pack.digest == self._law.pack.digest:
            return False
        self._law.enact(pack)
        return True
