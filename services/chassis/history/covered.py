"""Rows that belong to a service's history beside its commands and events, and what a transaction wrote of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from chassis.data.columns import Json
from chassis.history.chain import Trace, said
from chassis.history.encoding import Document, digest, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A table of which every row is noted when it is written.

    subject: the column that says whose history a row belongs to. words: columns with what people wrote, text or a
    document, covered by a commitment. beside: columns that may change without a trace, such as sealed ones, whose seal
    guards them.
    """

    table: Table
    subject: str
    words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    def key(self, row: Mapping[str, Any]) -> str:
        """The primary key in one text."""
        return "/".join(str(row[column.name]) for column in self.table.primary_key)

    def digest(self, row: Mapping[str, Any], salt: bytes) -> bytes:
        """Of the row as it is written or as it is read. salt: of the command that wrote it."""
        key = self.key(row)
        held = {name: self._value(name, row[name]) for name in row if name not in {*self.words, *self.beside}}
        spoken = [said(salt, self.name, key, name, self._value(name, row[name]) or "") for name in self.words]
        return digest("motcua.history.row.v1", self.name, listed(held), spoken)

    def _value(self, name: str, value: Any) -> Any:
        is_document = isinstance(self.table.c[name].type, Json) and value is not None
        return Document(value) if is_document else value


class Written:
    """What one transaction has written of covered rows since its last command. Repositories note, the journal takes."""

    def __init__(self) -> None:
        self._noted: list[tuple[Covered, Mapping[str, Any]]] = []

    def note(self, covered: Covered, rows: Sequence[Mapping[str, Any]]) -> None:
        """These rows are written as they are given: every column, no default of the database."""
        self._noted += [(covered, row) for row in rows]

    def taken(self, salt: Callable[[], bytes], subject: str | None = None) -> list[Trace]:
        """The traces so far, in the order of writing, of this subject or of all; they are not given again. salt: asked
        if there are words."""
        mine = [each for each in self._noted if subject is None or each[1].get(each[0].subject) == subject]
        self._noted = [] if subject is None else [each for each in self._noted if each not in mine]
        return [
            Trace(
                table=covered.name, key=covered.key(row), digest=covered.digest(row, salt() if covered.words else b"")
            )
            for covered, row in mine
        ]

    @property
    def is_empty(self) -> bool:
        return not self._noted
