"""What can be done to one piece on its page: a form for each deed that its state and the visitor's rights allow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked
from reporting.application.control.ports import Piece
from reporting.domain.control.acts import Moves
from reporting.web.control.asking import Control, marked

Said = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """kind: ``area``, ``text``, ``date`` or ``number``."""

    name: str
    label: Said
    kind: str = "area"
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """key: last part of the address. act: in the table of moves. right: raises Problem for those who may not. name:
    on the button. do: from who asks, the piece's id and the fields. tone: of the button."""

    key: str
    act: str
    moves: Moves[Any]
    right: Callable[[Actor, Piece], None]
    name: Said
    fields: tuple[Field, ...] = ()
    do: Callable[[Asked, str, dict[str, str]], Awaitable[object]]
    tone: str = ""

    def is_open(self, actor: Actor, piece: Any) -> bool:
        """Being offered it gives no right: the use case asks again."""
        if not self.moves.allows(piece.state, self.act):
            return False
        return holds(lambda: self.right(actor, piece))


def text(vi: str, en: str, *, needed: bool = True) -> tuple[Field, ...]:
    """The one field of most deeds."""
    return (Field(name="text", label=(vi, en), needed=needed),)


def holds(right: Callable[[], object]) -> bool:
    try:
        right()
    except Problem:
        return False
    return True


def offered(deeds: Sequence[Deed], looking: Visitor, piece: Piece) -> list[Deed]:
    return [deed for deed in deeds if deed.is_open(looking.signed_in, piece)]


def add_deeds(
    made: APIRouter,
    control: Control,
    base: str,
    deeds: Sequence[Deed],
    show: Callable[[str, Visitor, Form], Awaitable[Response]],
    *,
    back: str = "",
) -> None:
    """``POST base/{piece_id}/{deed}``, then back to the piece's page, or to ``back``."""
    known = {deed.key: deed for deed in deeds}

    @made.post(f"{base}/{{piece_id}}/{{key}}")
    async def deed_done(request: Request, piece_id: str, key: str, looking: VisitorDep) -> Response:
        deed = known.get(key)
        if deed is None:
            raise Problem("route-not-found", Kind.NOT_FOUND, "There is no such form.")

        async def do(form: Form, asked: Asked) -> str:
            fields = {field.name: marked(form, f"{key}-").get(field.name, "") for field in deed.fields}
            await deed.do(asked, piece_id, fields)
            return back or f"{base}/{quote(piece_id)}"

        return await control.sent(request, looking, do, lambda form: show(piece_id, looking, form), f"{key}-")
