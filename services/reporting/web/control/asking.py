"""What the pages of control work share: who asks, departments by name, forms that are read, refused and shown again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.ids import UuidIds
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor
from reporting.application.control import Asked, ControlWork
from reporting.application.control.ports import Piece, Wanted
from reporting.domain.days import local_day
from reporting.web.control import words

P = TypeVar("P", bound=Piece)
HOME = "/kiem-soat"
SIZE = 25
_SHOWN_AGAIN = frozenset({Kind.INVALID, Kind.REFUSED, Kind.STALE, Kind.UNAVAILABLE})
Again = Callable[[Form], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of a list. following, first: addresses of the next and of the first page, empty where there is none."""

    items: tuple[Any, ...]
    total: int
    size: int
    following: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The use cases in the common look."""

    chrome: Chrome
    work: ControlWork

    @property
    def now(self) -> datetime:
        return self.work.acting.clock.now()

    @property
    def today(self) -> date:
        return local_day(self.now)

    async def page(
        self, name: str, looking: Visitor, form: Form | None = None, *, status: int = 0, **values: object
    ) -> Response:
        """A page with its form, and departments by their names."""
        names = await self.work.looking.reads.department_names(looking.signed_in.agency)
        filled = form or Form()
        shown: dict[str, object] = {
            "form": filled,
            "department": lambda key: looking.t(*names[key]) if key in names else key,
            "departments": [(key, looking.t(*names[key])) for key in sorted(names)],
            "once": UuidIds().new(),
            "now": self.now,
            "today": self.today,
        }
        return self.chrome.page(name, looking, shown, status=status or (422 if filled.errors else 200), **values)

    async def listed(
        self, looking: Visitor, kind: type[P], path: str, wanted: Wanted, token: str, **query: str
    ) -> Listed:
        """One page of what the visitor may see. query: filters as they stand in the address."""
        kept = {name: value for name, value in query.items() if value}
        bound: dict[str, object] = {"list": path, **kept}
        after = str(decode_cursor(token, bound)[0]) if token else ""
        found = await self.work.looking.page(looking.signed_in, kind, wanted, after, SIZE)
        more = {**kept, "trang": encode_cursor([found.following], bound)} if found.following else {}
        here = f"{path}?{urlencode(kept)}" if kept else path
        return Listed(
            items=found.items,
            total=found.total,
            size=SIZE,
            following=f"{path}?{urlencode(more)}" if more else "",
            first=here if token else "",
        )

    async def sent(
        self,
        request: Request,
        looking: Visitor,
        do: Callable[[Form, Asked], Awaitable[str]],
        again: Again,
        mark: str = "",
    ) -> Response:
        """Carries a form out and goes where ``do`` says; what cannot be taken is shown again with what is wrong. mark:
        what the names of its fields begin with."""
        looking.signed_in  # noqa: B018 - whoever is not is led to sign in
        form = await self.chrome.sent(request, looking)
        try:
            return self.chrome.go(await do(form, asked(looking, form)), tell="done")
        except Problem as problem:
            if problem.kind not in _SHOWN_AGAIN:
                raise
            return await again(form.wrong(wrong(problem, looking, mark)))


def asked(looking: Visitor, form: Form) -> Asked:
    """version: of what the page showed. once: a key that makes sending a form twice do it once; the forms of a page
    share it, so the address that is sent to belongs to it."""
    version = form.text("version")
    key, content = form.text("once")[:80], repr(sorted(form.values.items())).encode("utf-8", "surrogatepass")
    return Asked(
        actor=looking.signed_in,
        if_version=int(version) if re.fullmatch(r"[0-9]{1,9}", version) else None,
        idempotency=Idempotency(
            key=f"{key}.{hashlib.sha256(looking.path.encode()).hexdigest()[:16]}",
            digest=hashlib.sha256(content).hexdigest(),
        )
        if re.fullmatch(r"[0-9a-f-]{1,80}", key)
        else None,
    )


def wrong(problem: Problem, looking: Visitor, mark: str) -> dict[str, str]:
    """Name of a field on the page → what is wrong with it; ``main`` for what is no field's fault."""
    if not problem.fields:
        return {"main": words.refused(problem, looking.t)}
    return {f"{mark}{field_of(path)}": words.fault(said, looking.t) for path, said in problem.fields.items()}


def field_of(path: str) -> str:
    """``lines[0].topic`` as a field of a form is named: ``lines-0-topic``."""
    return re.sub(r"[\[\].]+", "-", path).strip("-")


def lines_of(text: str) -> tuple[str, ...]:
    """What stands on each line, empty ones left out."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def money(text: str) -> str:
    """``40.000 đ`` as a number is read, ``40000``; empty is 0."""
    return re.sub(r"[.\s]|đ$|đồng$", "", text) or "0"


def decimal(text: str) -> str:
    """``5,5`` as a number is read, ``5.5``."""
    return text.replace(",", ".").strip()


def typed(value: Decimal) -> str:
    """A number as people type it into a field: ``5,5``, ``1500``."""
    return f"{value.normalize():f}".replace(".", ",")


def marked(form: Form, mark: str) -> Mapping[str, str]:
    """The fields of a form whose names begin with ``mark``, without it."""
    return {name.removeprefix(mark): form.text(name) for name in form.values if name.startswith(mark)}
