"""What the routes of control work share: who asks, which page, answers with their version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import PageParams, encode_cursor
from chassis.http.text import OptionalParagraph, Paragraph, RequestModel
from chassis.kernel.actor import Actor
from reporting.application.control import Asked, ControlWork
from reporting.application.control.ports import Piece, Wanted

P = TypeVar("P", bound=Piece)


class Answer(BaseModel):
    """Instants are RFC 3339, UTC; days are local, Asia/Ho_Chi_Minh; money is whole đồng."""

    model_config = ConfigDict(from_attributes=True)


class ActOut(Answer):
    """Who did what. ``text``: what was said with it, empty for nothing."""

    name: str = Field(examples=["answer-finding"])
    by: str = Field(description="account id", examples=["tp.dautu"])
    at: datetime
    text: str


class SaidIn(RequestModel):
    """Nội dung / what is to be said with it."""

    text: Paragraph = Field(examples=["Đã khắc phục xong trong tuần."])


class NoteIn(RequestModel):
    """Ghi chú / what may be said with it."""

    text: OptionalParagraph = ""


async def asked(actor: ActorDep, idempotency: IdempotencyDep, version: IfMatchDep) -> Asked:
    """Who asks: `Idempotency-Key` and `If-Match` are optional, and both are honoured."""
    return Asked(actor=actor, if_version=version, idempotency=idempotency)


AskedDep = Annotated[Asked, Depends(asked)]


def answered(body: BaseModel, version: int, status: int = 200) -> Response:
    """The piece as it now is, with its ETag."""
    headers = {"ETag": etag(version)}
    return Response(body.model_dump_json(), status_code=status, media_type="application/json", headers=headers)


async def listed(
    work: ControlWork, actor: Actor, kind: type[P], wanted: Wanted, page: PageParams
) -> tuple[tuple[P, ...], dict[str, Any]]:
    """The pieces of a page, and what else it says. The token is bound to what was asked for, not to the moment."""
    bound: dict[str, object] = {
        "list": kind.__name__,
        "department": wanted.department,
        "kind": wanted.kind,
        "states": ",".join(sorted(wanted.states)),
        "parent": wanted.parent,
        "overdue": wanted.overdue_at is not None,
        "from": wanted.first,
        "to": wanted.last,
    }
    position = page.after(bound)
    after = str(position[0]) if position else ""
    found = await work.looking.page(actor, kind, wanted, after, page.page_size)
    token = encode_cursor([found.following], bound) if found.following else None
    return found.items, {"next_page_token": token, "total_size": found.total}
