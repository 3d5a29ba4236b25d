"""Lists of dossiers: filters, order, pages; and the search for people, whose terms travel in the body."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, PageDep, PageParams, encode_cursor
from chassis.http.text import OptionalLine, RequestModel
from chassis.kernel.actor import Actor
from intake.api.http.answers import DossierPage
from intake.api.http.shapes import DossierShapes, answer
from intake.api.places import place_of, position_of, question
from intake.application import ListDossiers, UseCases
from intake.application.law_in_force import LawInForce
from intake.application.reading import Filter
from intake.domain.dossier import Timeliness
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.online_reception import Reception
from intake.domain.people import PersonSearch, understood
from intake.domain.procedures import Channel, Subject
from intake.domain.returning.uncollected import Collection
from intake.domain.states import State
from intake.domain.transfer import Transfer


class ListFilters(BaseModel):
    """What may be asked of a list without naming anybody. All that is given must hold."""

    state: list[State] | None = Field(default=None, description="any of these; repeat the parameter for more than one")
    department: str | None = Field(default=None, max_length=40, description="token, see GET /v1/departments")
    channel: Channel | None = None
    received_from: date | None = Field(
        default=None, description="received on this local day or later", examples=["2026-04-01"]
    )
    received_to: date | None = Field(
        default=None, description="received on this local day or earlier", examples=["2026-04-30"]
    )
    procedure: str | None = Field(default=None, max_length=60, description="key or national code")
    payment: PaymentStatus | None = None
    collection: Collection | None = Field(
        default=None, description="waiting: results at the counter; overdue: those that the applicant was reminded of"
    )
    applicant_kind: Subject | None = None
    due_from: date | None = Field(default=None, description="due on this local day or later", examples=["2026-05-01"])
    due_to: date | None = Field(default=None, description="due on this local day or earlier", examples=["2026-05-31"])
    timeliness: Timeliness | None = Field(default=None, description="as of now: overdue, in_time, late …")
    officer: str | None = Field(default=None, max_length=200, description="account of who has the current step")
    transfer: Transfer | None = Field(
        default=None, description="due: accepted and waiting for the department; late: past transfer_due_at"
    )
    reception: Reception | None = Field(
        default=None, description="due: came online and waits for the counter; late: past reception_due_at"
    )
    site: str | None = Field(default=None, max_length=40, description="where it was taken in, see GET /v1/sites")
    sort: Literal["received_at", "due_at"] = Field(
        default="received_at",
        description="newest reception first, or soonest due first (then without what has no appointment)",
    )


class FiltersIn(ListFilters):
    """The same in a body, where a misspelt name is refused."""

    model_config = ConfigDict(extra="forbid")


class SearchIn(RequestModel):
    """Whom to find. Words of the name with or without accents, all of them, the last one as a beginning."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "mau hai ph", "filters": {"state": ["accepted"]}}]}
    )

    text: OptionalLine = Field(
        default="", description="whatever was typed: a dossier code, a telephone or identity number, words of a name"
    )
    name: OptionalLine = Field(default="", description="words of the applicant's name", examples=["nguyen van an"])
    identity_number: Annotated[OptionalLine, Field(max_length=30)] = Field(default="", description="whole")
    phone: Annotated[OptionalLine, Field(max_length=30)] = Field(default="", description="whole; +84 or 0")
    filters: FiltersIn = Field(default_factory=FiltersIn)
    page_size: int = Field(default=DEFAULT_PAGE, ge=1, le=LARGEST_PAGE)
    page_token: str | None = Field(default=None, max_length=2000, description="next_page_token as given")


async def list_filters(given: Annotated[ListFilters, Query()]) -> ListFilters:
    """Asynchronous, because FastAPI hands a dependency that is not to a thread."""
    return given


FiltersDep = Annotated[ListFilters, Depends(list_filters)]
_Q = Annotated[str | None, Query(max_length=50, description="the beginning of a dossier code: H24.15-260426")]


class Lists:
    """Both routes on the same use case."""

    def __init__(self, use_cases: UseCases, shapes: DossierShapes, in_force: LawInForce) -> None:
        self._find = use_cases.find
        self._shapes = shapes
        self._in_force = in_force

    async def answer(
        self, actor: Actor, given: ListFilters, page: PageParams, code: str = "", person: PersonSearch | None = None
    ) -> Response:
        wanted = wanted_of(given, self._in_force.pack.calendar.tz, code)
        filters = question(wanted, person)
        query = ListDossiers(
            actor=actor, wanted=wanted, after=place_of(page.after(filters)), size=page.page_size, person=person
        )
        found = await self._find(query)
        token = found.following and encode_cursor(position_of(found.following), filters)
        items = [self._shapes.listed(dossier, found.faces.get(dossier.id)) for dossier in found.dossiers]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})


def router(use_cases: UseCases, shapes: DossierShapes, in_force: LawInForce) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers", tags=["Hồ sơ · Dossiers"])
    lists = Lists(use_cases, shapes, in_force)

    @made.get("", response_model=DossierPage, summary="Danh sách hồ sơ · List dossiers")
    async def list_dossiers(actor: ActorDep, page: PageDep, filters: FiltersDep, q: _Q = None) -> Response:
        """The dossiers you may see, newest reception first. All filters given must hold. `applicant` is masked, and
        there only for those who may see personal data. To look for people use `POST /v1/dossiers/searches`.

        `total_size` is exact. For the next page send `next_page_token` as `page_token` with the same filters.
        """
        return await lists.answer(actor, filters, page, q or "")

    @made.post("/searches", response_model=DossierPage, summary="Tìm hồ sơ theo người nộp · Search by applicant")
    async def search_dossiers(body: SearchIn, actor: ActorDep) -> Response:
        """By name with or without accents, identity number, telephone number, or whatever was typed. For receptionists
        and leaders in their agency, for officers in their department; nobody else looks for people.

        The terms are personal data: in the body they stay out of addresses, and so of every log on the way. Nothing is
        created; the answer is a page of the list, with the same filters, order and exact `total_size`.
        """
        page = PageParams(body.page_size, body.page_token)
        code, person = _who(body)
        return await lists.answer(actor, body.filters, page, code, person)

    return made


def wanted_of(given: ListFilters, zone: tzinfo, code: str = "") -> Filter:
    """The filters with local days as instants."""
    return Filter(
        states=frozenset(given.state) if given.state else None,
        department=given.department,
        channel=given.channel,
        received_from=midnight(given.received_from, zone, 0),
        received_before=midnight(given.received_to, zone, 1),
        procedure=given.procedure,
        code=code.strip().upper() or None,
        payment=given.payment,
        collection=given.collection,
        applicant_kind=given.applicant_kind,
        due_from=midnight(given.due_from, zone, 0),
        due_before=midnight(given.due_to, zone, 1),
        timeliness=given.timeliness,
        officer=given.officer,
        by_due=given.sort == "due_at",
        transfer=given.transfer,
        reception=given.reception,
        site=given.site,
    )


def midnight(on: date | None, zone: tzinfo, days_later: int) -> datetime | None:
    """The beginning of a local day, so many days later."""
    if on is None:
        return None
    day = min(on, date.max - timedelta(days=2)) + timedelta(days=days_later)
    return datetime.combine(max(day, date(1, 1, 2)), time.min, tzinfo=zone)


def _who(body: SearchIn) -> tuple[str, PersonSearch | None]:
    """A dossier code, or whom to find. Text that is a code and fields that name somebody must both hold."""
    code, typed = understood(body.text) if body.text else ("", None)
    given = PersonSearch(
        name=" ".join(part for part in (body.name, typed.name if typed else "") if part),
        identity_number=body.identity_number,
        phone=body.phone,
        number=typed.number if typed else "",
    )
    is_empty = not (given.name or given.identity_number or given.phone or given.number)
    return code, None if is_empty and code else given
