"""Deliveries and names that tests of messages share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from notify.application.ports import Text
from notify.clients.templates import JinjaTemplates
from notify.domain.delivery import Delivery, DeliveryState
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars

HO_CHI_MINH = timezone(timedelta(hours=7))
DOSSIER = "018f7b6e-0000-7000-8000-000000000001"


def local(text: str) -> datetime:
    """``2024-05-14 17:00`` in Việt Nam, as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=HO_CHI_MINH).astimezone(UTC)


ACCEPTED = Particulars(
    code="H24.15-240502-0001",
    agency="heza",
    department="dau-tu",
    procedure_key="cap-gcn-dkdt",
    procedure_code="1.009645",
    procedure_version=1,
    received_at=local("2024-05-02 08:45"),
    accepted_at=local("2024-05-02 09:00"),
    due_at=local("2024-05-14 17:00"),
    happened_at=local("2024-05-02 09:00"),
)


class KnownNames:
    """What things are called, without asking anybody."""

    async def agency(self, token: str, language: str) -> str:
        names = {"vi": "Ban Quản lý Khu kinh tế Hải Phòng", "en": "Hai Phong Economic Zone Authority"}
        return names[language] if token == "heza" else token

    async def department(self, token: str, language: str) -> str:
        return {"vi": "Phòng Quản lý đầu tư", "en": "Investment Management Division"}[language] if token else token

    async def procedure(self, particulars: Particulars, language: str) -> str:
        del particulars, language
        return "Cấp Giấy chứng nhận đăng ký đầu tư"


def delivery(occasion: Occasion, particulars: Particulars = ACCEPTED, **changed: object) -> Delivery:
    values: dict[str, object] = {
        "id": "018f7b6e-0000-7000-8000-0000000000d1",
        "event_id": "018f7b6e-0000-7000-8000-0000000000e1",
        "event_type": "motcua.dossier.accepted.v1",
        "dossier_id": DOSSIER,
        "audience": Audience.APPLICANT,
        "channel": Channel.EMAIL,
        "recipient": "",
        "state": DeliveryState.PENDING,
        "created_at": local("2024-05-02 09:00"),
        "next_attempt_at": local("2024-05-02 09:00"),
    } | changed
    return Delivery(occasion=occasion, particulars=particulars, **values)  # type: ignore[arg-type]


TEMPLATES = JinjaTemplates()

__all__ = ["ACCEPTED", "DOSSIER", "TEMPLATES", "KnownNames", "Text", "delivery", "local"]
