"""May a version take over? Asked of real databases with the migrations of two imaginary releases."""

from __future__ import annotations

import asyncio
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import preflight, schema
from chassis.data import migrations
from chassis.kernel.errors import Problem
from chassis.settings import ServiceSettings, load
from support.databases import NewDatabaseUrl

REVISION = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = {revision!r}, {before!r}
branch_labels = depends_on = None
{more}

def upgrade() -> None:
    {work}
"""
FIRST = ("0001", 'op.create_table("loans", sa.Column("id", sa.Text), sa.Column("shelf", sa.Text))', "")
ADDS = ("0002", 'op.add_column("loans", sa.Column("room", sa.Text, nullable=True))', "")
TAKES = ("2_0003", 'op.drop_column("loans", "shelf")', 'needs_running = "1.4.0"')


def release(folder: Path, name: str, *revisions: tuple[str, str, str]) -> str:
    """A package of migrations, importable as ``<name>``."""
    versions = folder / name / "store/migrations/versions"
    versions.mkdir(parents=True)
    before = None
    for revision, work, more in revisions:
        text = REVISION.format(revision=revision, before=before, work=work, more=more)
        (versions / f"r{revision}.py").write_text(text)
        before = revision
    for each in (folder / name, folder / name / "store", folder / name / "store/migrations"):
        (each / "__init__.py").touch()
    return name


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str, str]]:
    """old knows one revision, next adds one, last takes something away."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names = (
        release(tmp_path, "lending_old", FIRST),
        release(tmp_path, "lending_next", FIRST, ADDS),
        release(tmp_path, "lending_last", FIRST, ADDS, TAKES),
    )
    yield names
    for name in [each for each in sys.modules if each.startswith("lending_")]:
        del sys.modules[name]


@pytest.fixture
async def settings(database_url: NewDatabaseUrl, monkeypatch: pytest.MonkeyPatch, nats_url: str) -> ServiceSettings:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", await database_url(None))
    monkeypatch.setenv("MOTCUA_ENVIRONMENT", "sandbox")
    monkeypatch.setenv("MOTCUA_NATS_URL", nats_url)
    return load(ServiceSettings)


@pytest.fixture
def running() -> Iterator[list[str]]:
    """Address of a service that says it is of version running[1]; none where it is empty."""
    said = ["", ""]

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if said[1] else 503)
            self.end_headers()
            self.wfile.write(json.dumps({"info": {"version": said[1]}}).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    said[0] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield said
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_first_installation_and_what_only_adds_are_safe(
    settings: ServiceSettings, releases: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    old, next_, last = releases
    assert await preflight.print_all(last, settings, "") == 0
    await schema.migrate(old, settings)
    assert await preflight.print_all(next_, settings, "") == 0
    assert "[+] schema: 1 migrations to run, all of them add" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "code", "said"),
    [
        ("1.3.9", 1, "Version 1.3.9 runs and uses what this version takes away; upgrade to 1.4.0 first."),
        ("", 1, "which one runs cannot be asked"),
        ("1.4.0", 0, "1.4.0 runs and needs nothing that they take away"),
        ("1.10.0", 0, "1.10.0 runs"),
    ],
)
async def test_what_takes_away_waits_until_nobody_uses_it(
    settings: ServiceSettings,
    releases: tuple[str, str, str],
    running: list[str],
    capsys: pytest.CaptureFixture[str],
    *,
    version: str,
    code: int,
    said: str,
) -> None:
    await schema.migrate(releases[0], settings)
    running[1] = version

    assert await preflight.print_all(releases[2], settings, running[0]) == code

    assert said in capsys.readouterr().out


async def test_an_older_version_works_on_a_schema_that_only_grew(
    settings: ServiceSettings, releases: tuple[str, str, str]
) -> None:
    await schema.migrate(releases[1], settings)
    assert await schema.pending(releases[0], settings) == []


async def test_an_older_version_refuses_a_schema_from_which_something_was_taken(
    settings: ServiceSettings, releases: tuple[str, str, str]
) -> None:
    await schema.migrate(releases[2], settings)

    with pytest.raises(Problem) as refused:
        await schema.pending(releases[1], settings)

    assert refused.value.slug == "schema-too-new"
    assert "Go back to the newer version, or restore a backup" in refused.value.detail


async def test_waiting_ends_when_somebody_else_has_migrated(
    settings: ServiceSettings, releases: tuple[str, str, str]
) -> None:
    await schema.migrate(releases[0], settings)
    async with asyncio.TaskGroup() as both:
        waiting = both.create_task(schema.wait(releases[1], settings))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        await schema.migrate(releases[1], settings)
    assert waiting.result() == 0


@pytest.mark.parametrize(("revision", "number"), [("0001", 1), ("2_0031", 2), ("a_b", 1)])
def test_a_generation_is_in_the_revision(revision: str, number: int) -> None:
    assert migrations.generation(revision) == number
