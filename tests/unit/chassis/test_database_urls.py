"""Database URLs as operators have them become what our driver takes."""

from __future__ import annotations

import pytest

from chassis.data.urls import database_url


@pytest.mark.parametrize(
    ("given", "sslmode", "made"),
    [
        ("sqlite+aiosqlite:///a.db", "require", "sqlite+aiosqlite:///a.db"),
        ("postgresql://u:p%40s@db:5432/n", "", "postgresql+asyncpg://u:p%40s@db:5432/n"),
        ("postgres://u:p@db/n", "require", "postgresql+asyncpg://u:p@db/n?ssl=require"),
        ("postgresql://db/n?sslmode=verify-full", "require", "postgresql+asyncpg://db/n?ssl=verify-full"),
        ("postgresql+asyncpg://db/n?ssl=disable", "require", "postgresql+asyncpg://db/n?ssl=disable"),
    ],
)
def test_it_is_named_as_the_driver_wants_it(given: str, sslmode: str, made: str) -> None:
    assert database_url(given, sslmode) == made


def test_what_is_no_url_is_refused_without_being_shown() -> None:
    with pytest.raises(ValueError, match="use postgresql://") as refused:
        database_url("hunter2")
    assert "hunter2" not in str(refused.value)
