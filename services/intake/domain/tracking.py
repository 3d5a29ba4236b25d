"""The secret on the receipt: with the dossier code it opens the tracking page. The register keeps only its digest."""

from __future__ import annotations

import hashlib
import hmac
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which people misread on paper."""
LENGTH = 12


def spelled(characters: str) -> str:
    """Twelve characters as they are printed: ``7K3M-9QXZ-04TB``."""
    return "-".join(characters[i : i + 4] for i in range(0, LENGTH, 4))


def digest(secret: str) -> str:
    """SHA-256 of the secret, hex, whatever its case, dashes and misread letters."""
    plain = re.sub(r"[\s-]", "", secret).upper().translate(str.maketrans("ILO", "110"))
    return hashlib.sha256(plain.encode()).hexdigest()


def opens(secret: str, tracking_digest: str) -> bool:
    """Whether this is the secret; takes the same time whether or not it is."""
    return hmac.compare_digest(digest(secret), tracking_digest)
