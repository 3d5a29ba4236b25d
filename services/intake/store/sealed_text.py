"""Free text in a text column, sealed: ``sealed:<key id>:<base64>``. People write names and numbers into reasons.

Text without the prefix is from before such columns were sealed and is read as it is; ``python -m intake reseal`` seals
it. An empty text stays empty.
"""

from __future__ import annotations

import base64

from chassis.sealing import key_of
from intake.store.sealing_keys import Sealing

PREFIX = "sealed:"


def seal_text(text: str, sealer: Sealing, context: str) -> str:
    """What is stored in place of ``text``; context: column and row, ``dossiers:0197…:refusal_reason``."""
    if not text:
        return ""
    sealed = sealer.seal(text.encode(), context)
    return f"{PREFIX}{key_of(sealed)}:{base64.b64encode(sealed).decode()}"


def unseal_text(stored: str, sealer: Sealing, context: str) -> str:
    """The text. Raises what ``Sealer.unseal`` raises."""
    if not stored.startswith(PREFIX):
        return stored
    return sealer.unseal(base64.b64decode(stored.rpartition(":")[2]), context).decode()


def resealed_text(stored: str, sealer: Sealing, context: str) -> str:
    """The same text under the active key; the same object if it is there already."""
    if not stored:
        return stored
    if stored.startswith(PREFIX) and not sealer.needs_rotation(base64.b64decode(stored.rpartition(":")[2])):
        return stored
    return seal_text(unseal_text(stored, sealer, context), sealer, context)
