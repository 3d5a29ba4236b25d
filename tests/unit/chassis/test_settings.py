"""Settings come from variables or files, and what is wrong is named without its value."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from chassis.kernel.errors import Problem
from chassis.settings import ServiceSettings, load, placeholder


class Settings(ServiceSettings):
    http_port: int = 8101
    shelf: str
    keys_file: Path


GOOD = {"DATABASE_URL": "sqlite+aiosqlite:///a", "SHELF": "b", "KEYS_FILE": "/k", "ENVIRONMENT": "sandbox"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(f"MOTCUA_{name}", value)


def wrong() -> Problem:
    with pytest.raises(Problem) as refused:
        load(Settings)
    assert refused.value.slug == "settings-invalid"
    return refused.value


def test_variables_are_read_and_the_rest_has_defaults() -> None:
    settings = load(Settings)
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///a"
    assert (settings.http_port, settings.http_host, settings.keys_file) == (8101, "127.0.0.1", Path("/k"))
    assert "sqlite" not in repr(settings)


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "url").write_text("postgresql+asyncpg://db/x\n")
    monkeypatch.delenv("MOTCUA_DATABASE_URL")
    monkeypatch.setenv("MOTCUA_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert load(Settings).database_url == SecretStr("postgresql+asyncpg://db/x")


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_DATABASE_URL")
    monkeypatch.setenv("MOTCUA_DATABASE_URL_FILE", "/run/secrets/none")
    assert wrong().detail == "MOTCUA_DATABASE_URL_FILE: cannot read /run/secrets/none (FileNotFoundError)"


def test_each_wrong_variable_is_named_and_no_value_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_SHELF")
    monkeypatch.setenv("MOTCUA_HTTP_PORT", "hunter2")
    problem = wrong()
    assert sorted(problem.fields) == ["MOTCUA_HTTP_PORT", "MOTCUA_SHELF"]
    assert "hunter2" not in str(problem)


def test_production_must_name_its_issuer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_ENVIRONMENT", "production")
    assert "MOTCUA_TOKEN_ISSUER" in wrong().detail
    monkeypatch.setenv("MOTCUA_TOKEN_ISSUER", "https://id.vidu.vn")
    assert load(Settings).token_issuer == "https://id.vidu.vn"


def test_keys_come_from_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_JWKS_FILE", "/a")
    monkeypatch.setenv("MOTCUA_JWKS_URL", "https://id.vidu.vn/jwks")
    assert "not both" in wrong().detail


def test_settings_do_not_change() -> None:
    settings = load(Settings)
    with pytest.raises(ValidationError):
        settings.http_port = 1


def test_a_schema_can_be_printed_without_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(f"MOTCUA_{name}")
    stand_in = placeholder(Settings)
    assert (stand_in.shelf, stand_in.http_port, stand_in.environment) == ("", 8101, "sandbox")
    assert stand_in.database_url.get_secret_value() == "sqlite+aiosqlite:////nonexistent/store.db"
