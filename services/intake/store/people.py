"""The register by who the applicants are: tokens in, dossiers out.

Counted first: the count decides how the page is read. Few are gathered and sorted; many are met soon enough on the way
through the register, newest first. Left to guess, PostgreSQL takes two frequent words for two that are often together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import Instant, has_all
from intake.application.reading import Place
from intake.domain.dossier import Dossier
from intake.domain.rights import View
from intake.store.ordering import Order
from intake.store.rows import DOSSIER_COLUMNS
from intake.store.sealing_keys import Indexing
from intake.store.tables import applicant_tokens, dossiers
from intake.store.totals import Totals

FEW = 20_000
"""Hits that are gathered and sorted in some 20 ms."""

_TOKENS = applicant_tokens.c
_NEWEST = (_TOKENS.received_at.desc(), _TOKENS.dossier_id.desc())
_WHOLE = select(*DOSSIER_COLUMNS).join(applicant_tokens, dossiers.c.id == _TOKENS.dossier_id)


def token_row(dossier: Dossier, terms: Iterable[str], index: Indexing) -> dict[str, Any]:
    """Columns of ``applicant_tokens``."""
    return {
        "dossier_id": dossier.id,
        "received_at": dossier.received_at,
        "index_key": index.index_key,
        "tokens": index.tokens(dossier.agency, {*terms, department_term(dossier.department)}),
    }


def within(view: View, terms: frozenset[str]) -> frozenset[str]:
    """The terms a row must have to be in this view too."""
    return terms | {department_term(view.department)} if view.department else terms


def department_term(department: str) -> str:
    """Lets the index itself stay inside a department; that it is true is checked on the dossiers all the same."""
    return f"d:{department}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfPeople:
    """What to read. sets: of tokens, one set per index key; a row must have all of one of them.

    conditions: on dossiers, the view's own included. is_filtered: whether they ask for more than the view does, so
    that the tokens alone cannot tell how many there are.
    """

    sets: Sequence[Sequence[int]]
    conditions: Sequence[ColumnElement[bool]]
    is_filtered: bool
    order: Order
    after: Place | None
    size: int


async def find_people(
    connection: AsyncConnection, page: PageOfPeople, totals: Totals, question: Hashable
) -> tuple[Sequence[Row[Any]], int]:
    """The rows of one page, one more than asked for, and how many there are on all pages. question: names the count."""
    matches = or_(*(has_all(_TOKENS.tokens, tokens, connection.dialect.name) for tokens in page.sets))
    total = await totals.counted(connection, question, _counting(matches, page))
    read = _met if total > FEW and not page.order.by_due else _gathered if page.is_filtered else _newest
    rows = (await connection.execute(read(matches, page).limit(page.size + 1))).all()
    return rows, total


def _counting(matches: ColumnElement[bool], page: PageOfPeople) -> Select[Any]:
    counting = select(func.count()).select_from(applicant_tokens).where(matches)
    if page.is_filtered:
        counting = counting.join(dossiers, dossiers.c.id == _TOKENS.dossier_id).where(*page.conditions)
    return counting


def _met(matches: ColumnElement[bool], page: PageOfPeople) -> Select[Any]:
    """Through the register from the newest on, until the page is full."""
    if page.after is not None:
        place = tuple_(literal(page.after.received_at, Instant), literal(page.after.id))
        matches &= tuple_(_TOKENS.received_at, _TOKENS.dossier_id) < place
    return _WHOLE.where(matches, *page.conditions).order_by(*_NEWEST)


def _newest(matches: ColumnElement[bool], page: PageOfPeople) -> Select[Any]:
    """All hits, sorted before any dossier is read: nothing but the tokens and the view decides."""
    hits = select(_TOKENS.dossier_id, _TOKENS.received_at).where(matches)
    gathered = hits.cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    newest = select(gathered).order_by(gathered.c.received_at.desc(), gathered.c.dossier_id.desc())
    if page.after is not None:
        place = tuple_(literal(page.after.received_at, Instant), literal(page.after.id))
        newest = newest.where(tuple_(gathered.c.received_at, gathered.c.dossier_id) < place)
    top = newest.limit(page.size + 1).subquery("newest")
    whole = select(*DOSSIER_COLUMNS).join(top, dossiers.c.id == top.c.dossier_id)
    return page.order.sorted(whole.where(*page.conditions))


def _gathered(matches: ColumnElement[bool], page: PageOfPeople) -> Select[Any]:
    """All hits first, sorted afterwards, whatever the planner thinks of it."""
    hits = select(_TOKENS.dossier_id).where(matches).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
    whole = select(*DOSSIER_COLUMNS).join(hits, dossiers.c.id == hits.c.dossier_id)
    return page.order.sorted(whole.where(*page.conditions, *page.order.after(page.after)))
