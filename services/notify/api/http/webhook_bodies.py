"""What the webhooks' routes take and answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from chassis.http.text import Email, OptionalLine, RequestModel, Token
from notify.api.http.subscribers import SelectionBody, selection_body
from notify.application.webhooks import Seen, Tested, WithSecret
from notify.application.webhooks.ports import Attempt, Backlog, WebhookFilter
from notify.domain.webhooks import Endpoint, WebhookDelivery, WebhookState

State = Literal["pending", "delivered", "failed"]
_LARGEST_POSITION = 2**63 - 1
_URL = Field(
    min_length=1,
    max_length=1000,
    description="https; the address that the name leads to must be public",
    examples=["https://nhan-su-kien.example/motcua"],
)
_ENDPOINT: dict[str, Any] = {
    "id": "01900000-0000-7000-8000-000000000001",
    "name": "he-thong-mau",
    "owner": "he-thong-mau",
    "url": "https://nhan-su-kien.example/motcua",
    "description": "Hệ thống mẫu",
    "selection": {"agencies": ["heza"], "departments": [], "types": [], "procedures": []},
    "state": "enabled",
    "disabled_for": None,
    "disabled_at": None,
    "old_secret_until": None,
    "has_contact": True,
    "created_at": "2024-05-02T02:00:00Z",
    "version": 2,
    "failures": 0,
    "failing_since": None,
    "retry_at": None,
    "last_success_at": "2024-05-02T02:00:01Z",
    "last_failure_at": None,
    "last_fault": "",
    "pending": 0,
    "oldest_pending_at": None,
    "failed": 0,
}


class EndpointIn(RequestModel):
    """Địa chỉ nhận sự kiện / where events are posted to."""

    name: Token = Field(description="short, unique; names the endpoint in metrics", examples=["he-thong-mau"])
    url: str = _URL
    owner: Token | Literal[""] = Field(default="", description="for operators: the subscriber that it belongs to")
    description: OptionalLine = Field(default="", max_length=200)
    selection: SelectionBody = Field(default=SelectionBody(), description="within what its owner may have")
    contact_email: Email = Field(
        default="",
        description="who looks after it; told by mail when it fails for a day or is disabled. Kept sealed, never shown",
        examples=["van-hanh@don-vi.example"],
    )


class EndpointChange(RequestModel):
    """What is left out stays as it is."""

    url: str | None = Field(default=None, min_length=1, max_length=1000, description="has to answer the handshake")
    description: OptionalLine | None = Field(default=None, max_length=200)
    selection: SelectionBody | None = None
    contact_email: Email | None = Field(default=None, description="empty: nobody any more")


class EndpointBody(BaseModel):
    """A webhook endpoint and how it does. Instants are real ones, also where business time is simulated."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ENDPOINT]})

    id: str
    name: str
    owner: str = Field(description="key of the subscriber; empty: a system of our own")
    url: str
    description: str
    selection: SelectionBody
    state: str = Field(description="pending (the handshake is not answered), enabled or disabled")
    disabled_for: str | None = Field(description="request, gone, failing or moved")
    disabled_at: datetime | None
    old_secret_until: datetime | None = Field(description="until when the secret before this one signs too")
    has_contact: bool = Field(description="whether somebody is told by mail when it fails or is disabled")
    created_at: datetime
    version: int = Field(description="as in the ETag")
    failures: int = Field(description="in a row")
    failing_since: datetime | None
    retry_at: datetime | None = Field(description="nothing is sent before")
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_fault: str = Field(description="slug, timed-out say")
    pending: int = Field(description="events that wait for it")
    oldest_pending_at: datetime | None
    failed: int = Field(description="deliveries given up and kept")


class EndpointWithSecret(EndpointBody):
    """With the secret, which is shown this once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_ENDPOINT | {"secret": "whsec_a2hvbmctcGhhaS1raG9hLXRoYXQtY2hpLWxhLW1hdQ=="}]}
    )

    secret: str = Field(description="checks the signatures; as the libraries of Standard Webhooks take it")


class RotationIn(RequestModel):
    overlap_hours: int = Field(default=24, ge=0, le=168, description="the old secret signs so long too; 0 if it leaked")


class TestBody(BaseModel):
    """What came of one test event."""

    event_id: str = Field(description="its webhook-id")
    is_taken: bool
    status: int = Field(description="0 without an answer")
    duration_ms: int
    failure: str = Field(description="slug; empty if it was taken")


class AttemptBody(BaseModel):
    """One attempt that failed."""

    id: str
    delivery_id: str
    event_id: str
    event_type: str
    subject: str
    attempt: int = Field(description="the how manieth of its delivery")
    at: datetime
    status: int
    duration_ms: int
    failure: str


class WebhookDeliveryBody(BaseModel):
    """One event for one endpoint."""

    id: str
    endpoint_id: str
    event_id: str = Field(description="its webhook-id")
    event_type: str
    subject: str = Field(description="what the event is about: the dossier")
    position: int = Field(description="of the event in the stream")
    happened_at: datetime
    state: str = Field(description="pending, delivered or failed")
    attempts: int
    status: int = Field(description="of the last attempt; 0 without an answer")
    duration_ms: int
    failure: str
    created_at: datetime
    next_attempt_at: datetime | None
    finished_at: datetime | None


class RedeliveryIn(RequestModel):
    """Which deliveries of the endpoint; all that are set must hold, both ends included. Something must be set."""

    states: list[Literal["delivered", "failed"]] = Field(default=[], max_length=2)
    subject: str = Field(default="", max_length=100, description="the dossier")
    from_position: int | None = Field(default=None, ge=0, le=_LARGEST_POSITION)
    to_position: int | None = Field(default=None, ge=0, le=_LARGEST_POSITION)
    since: AwareDatetime | None = Field(default=None, description="by the events' own time")
    until: AwareDatetime | None = None

    def chosen(self) -> WebhookFilter:
        return WebhookFilter(
            states=frozenset(WebhookState(each) for each in self.states),
            subject=self.subject,
            from_position=self.from_position,
            to_position=self.to_position,
            since=self.since,
            until=self.until,
        )


class RedeliveryBody(BaseModel):
    count: int = Field(description="deliveries that go out again")


def endpoint_body(seen: Seen) -> EndpointBody:
    return EndpointBody(**_values(seen.endpoint, seen.backlog))


def with_secret(made: WithSecret) -> EndpointWithSecret:
    return EndpointWithSecret(**_values(made.endpoint, Backlog()), secret=made.secret)


def test_body(tested: Tested) -> TestBody:
    answer = tested.answer
    return TestBody(
        event_id=tested.event_id,
        is_taken=not answer.fault,
        status=answer.status,
        duration_ms=answer.duration_ms,
        failure=answer.fault,
    )


def attempt_body(attempt: Attempt) -> AttemptBody:
    return AttemptBody(**{name: getattr(attempt, name) for name in AttemptBody.model_fields})


def webhook_delivery_body(delivery: WebhookDelivery) -> WebhookDeliveryBody:
    return WebhookDeliveryBody(**{name: getattr(delivery, name) for name in WebhookDeliveryBody.model_fields})


def _values(endpoint: Endpoint, backlog: Backlog) -> dict[str, Any]:
    health = endpoint.health
    return {
        "id": endpoint.id,
        "name": endpoint.name,
        "owner": endpoint.owner,
        "url": endpoint.url,
        "description": endpoint.description,
        "selection": selection_body(endpoint.selection),
        "state": endpoint.state.value,
        "disabled_for": endpoint.disabled_for.value if endpoint.disabled_for else None,
        "disabled_at": endpoint.disabled_at,
        "old_secret_until": endpoint.previous_until,
        "has_contact": endpoint.contact is not None,
        "created_at": endpoint.created_at,
        "version": endpoint.version,
        "failures": health.failures,
        "failing_since": health.failing_since,
        "retry_at": health.retry_at,
        "last_success_at": health.last_success_at,
        "last_failure_at": health.last_failure_at,
        "last_fault": health.last_fault,
        "pending": backlog.pending,
        "oldest_pending_at": backlog.oldest_at,
        "failed": backlog.failed,
    }
