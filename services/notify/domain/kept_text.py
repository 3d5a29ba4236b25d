"""A version of a message's text, as it stood when something was sent with it. It has no values: nobody's data."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """template: its key. source: the whole of it, whatever it includes included."""

    template: str
    language: str
    version: int
    source: str

    @property
    def digest(self) -> str:
        """By which it is found; another word makes another one, also under the same version."""
        return sha256(f"{self.language}/{self.template}\n{self.source}".encode()).hexdigest()
