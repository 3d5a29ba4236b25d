"""Against forms that a foreign page sends in a signed-in visitor's name (CSRF): a token, and where the request is from.

The token of a session's forms is a digest of the session itself, which lies in a cookie that no script and no foreign
page can read. So every replica knows it, nothing is stored, and it ends with the session.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from chassis.kernel.errors import Kind, Problem

FIELD = "form_token"


def form_token(session: str) -> str:
    """What a form of this session carries; session: the cookie's value, empty for a visitor who is not signed in."""
    return hashlib.sha256(b"motcua form\0" + session.encode("utf-8", "surrogatepass")).hexdigest() if session else ""


def check(headers: Mapping[str, str], session: str, token: str) -> None:
    """Raises Problem ``form-foreign`` (403) for a form that did not come from a page we gave this session."""
    if not (
        _from_here(headers) and hmac.compare_digest(form_token(session).encode(), token.encode("utf-8", "replace"))
    ):
        raise Problem("form-foreign", Kind.FORBIDDEN, "The form does not belong to your session. Open the page again.")


def _from_here(headers: Mapping[str, str]) -> bool:
    """Browsers say where a request comes from, and no page can make them lie."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    host = headers.get("x-forwarded-host") or headers.get("host")
    return origin is None or urlsplit(origin).netloc == host
