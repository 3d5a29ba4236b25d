"""Links by which a body without an account answers: whoever holds one speaks for it.

A link names its consultation and proves that we made it, by a digest under a key that only processing has. So nothing
of it is stored, it can be shown again, and it ends with the consultation.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem

PATH = "/y-kien"
_DIGEST_BYTES = 18  # 144 bits, 24 characters


class LinkUnknown(Problem):
    """The same answer for a link that was never made and for one whose consultation is not there."""

    def __init__(self) -> None:
        detail = "This link is not known. Copy it whole, as it stands in the letter, or ask the agency for it again."
        super().__init__("link-unknown", Kind.NOT_FOUND, detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """key: secret of the installation, empty: no links are given out. site: where the pages are reached from outside,
    ``https://mot-cua.example.vn``."""

    key: bytes
    site: str

    def address(self, consultation_id: str) -> str:
        """The link of a consultation; raises Problem ``links-not-configured``."""
        if not self.key or not self.site:
            raise Problem(
                "links-not-configured",
                Kind.REFUSED,
                "This installation gives out no links: it needs MOTCUA_LINK_KEY_FILE and MOTCUA_PUBLIC_URL.",
            )
        return f"{self.site.rstrip('/')}{PATH}/{consultation_id}.{self._digest(consultation_id)}"

    def opened(self, token: str) -> str:
        """The consultation's id; raises LinkUnknown."""
        consultation_id, _, digest = token.partition(".")
        if not self.key or not hmac.compare_digest(self._digest(consultation_id).encode(), digest.encode()):
            raise LinkUnknown
        return consultation_id

    def _digest(self, consultation_id: str) -> str:
        whole = hmac.digest(self.key, b"motcua consultation\0" + consultation_id.encode(), "sha256")
        return urlsafe_b64encode(whole[:_DIGEST_BYTES]).decode()
