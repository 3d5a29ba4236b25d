"""Exactly what a service says to PostgreSQL for one request, taken down while the real application answers it.

The limit of the machine is these statements in plain asyncpg. Since they are not written here, they cannot differ
from what intake does after its next change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.engine import Engine

from chassis.entry import Assembly
from chassis.ids import UuidIds
from chassis.telemetry import logs
from ctl.machine import ISSUER, Machine
from intake.settings import Settings
from intake.wiring import build
from load.outcome import Request

_IDS = UuidIds()
#: The parts that answering takes, without servers, relay and consumer, which have statements of their own.
NEEDED = ("sealing keys", "law pack")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """sql: with ``$1`` …; rows: parameters, one row, or several for many (executemany)."""

    sql: str
    rows: tuple[tuple[Any, ...], ...]
    many: bool


@dataclass(slots=True, kw_only=True)
class Transaction:
    """What ran between begin and commit or rollback."""

    statements: list[Statement] = field(default_factory=list)
    is_committed: bool = False

    def has(self, words: str) -> bool:
        return any(words in statement.sql for statement in self.statements)


async def taken_down(machine: Machine, database_url: str, request: Request) -> tuple[Transaction, ...]:
    """Every transaction that the request led to. The request is carried out, once, in this process."""
    logs.configure("bench", replica="", level="error")
    settings = Settings(
        environment="demo",
        database_url=SecretStr(database_url),
        token_issuer=ISSUER,
        jwks_file=machine.secrets / "issuer" / "jwks.json",
        sealing_keys_file=machine.secrets / "sealing-keys.json",
        lawpack=machine.lawpack,
        processing_target="",
    )
    return await taken_down_in(await build(settings), request)


async def taken_down_in(assembly: Assembly, request: Request) -> tuple[Transaction, ...]:
    """The same of any service."""
    for part in assembly.parts:
        if part.name in NEEDED:
            await part.start()
    try:
        transport = httpx.ASGITransport(assembly.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            with recording() as transactions:
                await _sent(client, request)
    finally:
        await assembly.parts[0].stop()
    return tuple(transaction for transaction in transactions if transaction.statements)


async def _sent(client: httpx.AsyncClient, request: Request) -> None:
    headers = {"Authorization": f"Bearer {request.token}", "Content-Type": "application/json"}
    if request.body:
        headers["Idempotency-Key"] = _IDS.new()
    answer = await client.request(request.method, request.path, headers=headers, content=request.body.encode())
    answer.raise_for_status()


@contextmanager
def recording() -> Iterator[list[Transaction]]:
    """The transactions of every engine of the process, in order of their beginning."""
    transactions: list[Transaction] = []
    current: dict[int, Transaction] = {}

    def begin(connection: Any) -> None:
        current[id(connection)] = Transaction()
        transactions.append(current[id(connection)])

    def commit(connection: Any) -> None:
        current[id(connection)].is_committed = True

    def execute(connection: Any, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool) -> None:
        rows: Sequence[Sequence[Any]] = parameters if many else [parameters]
        statement = Statement(sql=sql, rows=tuple(tuple(row) for row in rows), many=many)
        if id(connection) in current:  # SQLAlchemy's own questions at a first connection are outside of transactions
            current[id(connection)].statements.append(statement)

    listeners = (("begin", begin), ("commit", commit), ("before_cursor_execute", execute))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield transactions
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
