"""Intake over HTTP on a real database: its own app, tokens of a demo issuer, a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.blind_index import BlindIndex
from chassis.data.database import Database
from chassis.files import S3Options
from chassis.health import Health
from chassis.history.proofs import Proofs
from chassis.http.app import create_app
from chassis.http.limits import Guesses
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.sealing import Sealer
from intake.api.http import routers
from intake.api.http.requests import DOSSIER_EXAMPLE
from intake.application import UseCases
from intake.application.exports import ExportPorts
from intake.application.files.ports import FilePorts
from intake.application.law_in_force import LawInForce
from intake.domain.files.stored import FileLimits
from intake.domain.forms.public_pages import PublicPages
from intake.events.publishing import published
from intake.lawpack.uploaded import UploadedPacks
from intake.printing.typst_printer import TypstPrinter
from intake.store.draft_rows import SqlDraftShelf
from intake.store.export_files import LawfulSheets, VaultFiles
from intake.store.exports import SqlExports
from intake.store.feedback_reads import SqlFeedbackShelf
from intake.store.file_contents import VaultContents
from intake.store.file_rows import SqlFileShelf
from intake.store.reads import SqlReads
from intake.store.register import SqlRegister
from intake.store.tables import messaging
from intake.store.unit_of_work import SqlUnitOfWork
from intake.web import pages
from intake.wiring import RandomSecrets
from unit.intake.fake_neighbours import FakeLetters, FakeLiveCases, FakeOpenDossiers
from unit.intake.world import APPLICANT, HEZA, RECEPTIONIST, heza, local

Json = dict[str, Any]
LIMITS = FileLimits(most_bytes=2 * 1024 * 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One running intake. POSTs and GETs as somebody; ``rows`` looks into the store."""

    client: httpx.AsyncClient
    issuer: DemoIssuer
    database: Database
    use_cases: UseCases
    clock: FrozenClock
    live: FakeLiveCases
    open_dossiers: FakeOpenDossiers
    letters: FakeLetters

    @classmethod
    def on(cls, database: Database, folder: Path) -> Counter:
        issuer = DemoIssuer(folder / "key.json")
        clock, live, law = FrozenClock(local("2026-04-20 09:00")), FakeLiveCases(), LawInForce(heza())
        letters = FakeLetters()
        sealer, index = Sealer({"k1": b"k" * 32}, "k1"), BlindIndex({"i1": b"i" * 32}, "i1")
        contents = VaultContents(f"file://{folder}/files", S3Options(), sealer)
        contents.open()
        unit_of_work = SqlUnitOfWork(
            database=database,
            tables=messaging,
            clock=clock,
            ids=UuidIds(),
            sealer=sealer,
            index=index,
            publish=published,
            wake=lambda: None,
        )
        open_dossiers = FakeOpenDossiers()
        history = Proofs(database=database, tables=messaging, service="intake")
        use_cases = UseCases.of(
            unit_of_work=unit_of_work,
            register=SqlRegister(database, sealer, index),
            live=live,
            law=law,
            clock=clock,
            ids=UuidIds(),
            secrets=RandomSecrets(),
            printer=TypstPrinter(),
            pages=PublicPages("http://localhost:8080"),
            letters=letters,
            shelf=SqlFeedbackShelf(database, sealer),
            files=FilePorts(shelf=SqlFileShelf(database, sealer), contents=contents, limits=LIMITS),
            drafts=SqlDraftShelf(database, sealer),
            reads=SqlReads(database, clock),
            exports=ExportPorts(
                exports=SqlExports(database, clock),
                files=VaultFiles((folder / "exports").as_uri(), sealer),
                sheets=LawfulSheets(law, clock),
                keep=timedelta(hours=24),
            ),
            reader=UploadedPacks(HEZA.parent / "schema"),
            open_dossiers=open_dossiers,
        )
        app = create_app(
            title="intake",
            version="1",
            description="",
            routers=[
                *routers(use_cases, law, clock, history),
                pages(
                    use_cases,
                    law,
                    clock=clock,
                    ids=UuidIds(),
                    environment="sandbox",
                    guesses=Guesses(),
                    history=history,
                ),
            ],
            verifier=TokenVerifier(JwksFile(folder / "jwks.json"), issuer.issuer, issuer.audience),
            health=Health(),
            clock=clock,
            environment="sandbox",
        )
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://intake")
        return cls(
            client=client,
            issuer=issuer,
            database=database,
            use_cases=use_cases,
            clock=clock,
            live=live,
            open_dossiers=open_dossiers,
            letters=letters,
        )

    def headers(self, actor: Actor | None, key: str = "", version: int | None = None) -> dict[str, str]:
        sent: dict[str, str] = {}
        if actor is not None:
            token = self.issuer.token(actor.subject, actor.roles, agency=actor.agency, department=actor.department)
            sent["Authorization"] = f"Bearer {token}"
        if key:
            sent["Idempotency-Key"] = key
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        return sent

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        actor: Actor | None = RECEPTIONIST,
        key: str = "",
        version: int | None = None,
    ) -> httpx.Response:
        return await self.client.post(path, json=body, headers=self.headers(actor, key, version))

    async def get(self, path: str, actor: Actor | None = RECEPTIONIST, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params, headers=self.headers(actor))

    async def registered(self, actor: Actor = APPLICANT, **changes: Any) -> Json:
        answer = await self.post("/v1/dossiers", body(actor, **changes), actor=actor)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def accepted(self, actor: Actor = APPLICANT, **changes: Any) -> Json:
        dossier = await self.registered(actor, **changes)
        answer = await self.post(f"/v1/dossiers/{dossier['id']}/acceptance")
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with self.database.read() as connection:
            return [tuple(row) for row in (await connection.execute(text(query))).all()]

    async def rows_changed(self, statement: str) -> None:
        """What a test needs that only a department could bring about."""
        async with self.database.write() as writing:
            await writing.connection.execute(text(statement))
            await writing.commit()

    async def count(self, table: str) -> int:
        return int((await self.rows(f"SELECT count(*) FROM {table}"))[0][0])


def body(actor: Actor = APPLICANT, **changes: Any) -> Json:
    """The documented example, online for an applicant, at the counter for a receptionist."""
    channel = "online" if actor.has("applicant") else "counter"
    return {**DOSSIER_EXAMPLE, "channel": channel, **changes}


def refusal(answer: httpx.Response) -> tuple[int, str, set[str]]:
    """Status, slug and the paths of the fields of a problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["detail"]
    return (
        answer.status_code,
        problem["type"].removeprefix("urn:motcua:problem:"),
        {error["field"] for error in problem.get("errors", [])},
    )
