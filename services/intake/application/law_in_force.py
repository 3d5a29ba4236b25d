"""The law pack this process works by: the latest in the store, exchanged as a whole when another comes into force."""

from __future__ import annotations

from chassis.kernel.errors import Kind, Problem
from intake.domain.lawpack import LawPack


class LawInForce:
    """Holds the pack from the moment it has been read."""

    def __init__(self, pack: LawPack | None = None) -> None:
        self._pack = pack

    @property
    def pack(self) -> LawPack:
        """Raises ``law-pack-missing`` before it was read: the service is starting."""
        if self._pack is None:
            raise Problem("law-pack-missing", Kind.UNAVAILABLE, "The law pack is not loaded yet; try again soon.")
        return self._pack

    def enact(self, pack: LawPack) -> None:
        """From now on this is the law; whoever reads ``pack`` once has one law from beginning to end."""
        self._pack = pack
