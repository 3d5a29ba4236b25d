"""Where the public reads on: the addresses that a form shows as text and as a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class PublicPages:
    """base: address of the public site without a stroke at the end, ``https://motcua.example.vn``."""

    base: str

    def tracking(self, code: str = "", secret: str = "") -> str:
        """The tracking page of a dossier; without a secret the page asks for it, without a code for both.

        The secret stands in the query, which no log of ours keeps: logs name the route, never the address.
        """
        page = f"{self.base}/tra-cuu"
        if not code:
            return page
        return f"{page}/{quote(code)}" + (f"?s={quote(secret)}" if secret else "")
