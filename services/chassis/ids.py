"""Identifiers for production: UUIDv7, so that a later row sorts after an earlier one."""

from __future__ import annotations

import uuid_utils


class UuidIds:
    """Gives out UUIDv7 (RFC 9562). Fulfils ``chassis.kernel.ids.Ids``."""

    def new(self) -> str:
        return str(uuid_utils.uuid7())
