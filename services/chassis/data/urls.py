"""Database URLs as operators and operators' secrets have them, made into what our driver takes.

postgresql://u:p@host:5432/intake?sslmode=verify-full  →  postgresql+asyncpg://u:p@host:5432/intake?ssl=verify-full
"""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

_PLAIN = {"postgres", "postgresql"}


def database_url(text: str, sslmode: str = "") -> str:
    """The URL with our driver; sslmode (libpq's words) where the URL itself says nothing of it.

    Raises ValueError, without the text, for what is no URL of PostgreSQL or SQLite.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("use postgresql://user:password@host:5432/name or sqlite+aiosqlite:///file") from None
    if url.drivername in _PLAIN:
        url = url.set(drivername="postgresql+asyncpg")
    if url.drivername == "postgresql+asyncpg":
        url = _with_ssl(url, sslmode)
    return url.render_as_string(hide_password=False)


def _with_ssl(url: URL, sslmode: str) -> URL:
    """asyncpg takes libpq's word under the name ``ssl``."""
    said = url.query.get("ssl") or url.query.get("sslmode") or sslmode
    url = url.difference_update_query(["sslmode"])
    return url.update_query_dict({"ssl": str(said)}) if said else url
