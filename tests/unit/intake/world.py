"""The people, the law and the dossiers of intake's tests. Times are said as in Hải Phòng."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from chassis.kernel.actor import Actor
from chassis.messaging.journal import Idempotency
from intake.application import Change, GivenDocument, RegisterDossier
from intake.domain.applicant import Applicant
from intake.domain.appointment import appointment
from intake.domain.codes import DossierCode
from intake.domain.documents import SubmittedDocument
from intake.domain.dossier import Dossier
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel, DocumentForm, Subject
from intake.domain.reception import Acceptance, Filing, accept, register
from intake.domain.tracking import digest
from intake.domain.transfer import transfer_due
from intake.lawpack import read

HEZA = Path(__file__).parents[3] / "lawpack" / "heza"
VIETNAM = timezone(timedelta(hours=7))

APPLICANT = Actor(subject="dn.mau.1", roles=frozenset({"applicant"}))
NEIGHBOUR = Actor(subject="dn.mau.2", roles=frozenset({"applicant"}))
RECEPTIONIST = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza", department="mot-cua")
ELSEWHERE = Actor(subject="cb.khac.1", roles=frozenset({"receptionist"}), agency="so-xay-dung")
SPECIALIST = Actor(subject="cv.laodong.1", roles=frozenset({"specialist"}), agency="heza", department="lao-dong")
OTHER_SPECIALIST = Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
HEAD = Actor(subject="tp.laodong", roles=frozenset({"department_head"}), agency="heza", department="lao-dong")
LEADER = Actor(subject="ld.ban.1", roles=frozenset({"leader"}), agency="heza", department="lanh-dao")
CONTROL = Actor(subject="ksth.1", roles=frozenset({"control_team"}), agency="heza")
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
SYSTEM = Actor(subject="service:notify", roles=frozenset({"system"}))

SECRET = "7K3M-9QXZ-04TB"


def local(text: str) -> datetime:
    """``local("2026-04-20 09:30")`` in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@cache
def heza() -> LawPack:
    """The shipped law pack, read once."""
    return read(HEZA)


def applicant(**changes: object) -> Applicant:
    plain: dict[str, object] = {
        "kind": Subject.ORGANISATION,
        "name": "Công ty TNHH Mẫu Hải Phòng",
        "identity_number": "0201234567",
        "address": "Lô A1, KCN Đình Vũ, Hải An, Hải Phòng",
        "phone": "0912345678",
        "email": "lienhe@vidu.vn",
        "language": "vi",
        "representative": None,
    }
    return Applicant(**(plain | changes))  # type: ignore[arg-type]


WORK_PERMIT_DOCUMENTS = (
    "van-ban-de-nghi",
    "suc-khoe",
    "ly-lich-tu-phap",
    "chung-minh-vi-tri",
    "anh",
    "ho-chieu",
    "hinh-thuc-lam-viec",
)


def given(*keys: str) -> tuple[GivenDocument, ...]:
    return tuple(GivenDocument(key=key, form=None, quantity=1) for key in keys)


def filing(actor: Actor = APPLICANT, *, key: str | None = None, body: str = "a", **changes: object) -> RegisterDossier:
    """A complete work-permit dossier: filed online by an applicant, at the counter by a receptionist."""
    plain: dict[str, object] = {
        "actor": actor,
        "procedure": "cap-gpld",
        "channel": Channel.ONLINE if actor.has("applicant") else Channel.COUNTER,
        "applicant": applicant(),
        "documents": given(*WORK_PERMIT_DOCUMENTS),
        "idempotency": Idempotency(key=key, digest=body) if key else None,
    }
    return RegisterDossier(**(plain | changes))  # type: ignore[arg-type]


def change(
    dossier_id: str, actor: Actor = RECEPTIONIST, *, version: int | None = None, key: str | None = None, body: str = "a"
) -> Change:
    idempotency = Idempotency(key=key, digest=body) if key else None
    return Change(actor=actor, dossier_id=dossier_id, if_version=version, idempotency=idempotency)


def registered(at: datetime | None = None, *, dossier_id: str = "d-1", serial: int = 1) -> Dossier:
    """A registered dossier, straight from the domain."""
    version = heza().version_on("cap-gpld", (at or local("2026-04-20 09:00")).date())
    documents = tuple(SubmittedDocument(key=k, form=DocumentForm.COPY, quantity=1) for k in WORK_PERMIT_DOCUMENTS)
    received = Filing(
        id=dossier_id,
        agency="heza",
        channel=Channel.COUNTER,
        documents=documents,
        sets=1,
        result_by=Channel.COUNTER,
        registered_by=RECEPTIONIST.subject,
        received_at=at or local("2026-04-20 09:00"),
        tracking_digest=digest(SECRET),
    )
    return register(received, version)[0]


def accepted(at: datetime | None = None, *, dossier_id: str = "d-1", serial: int = 1) -> Dossier:
    """An accepted dossier, straight from the domain."""
    moment = at or local("2026-04-20 09:00")
    dossier = registered(moment, dossier_id=dossier_id)
    version = heza().version(dossier.procedure_key, dossier.procedure_version)
    acceptance = Acceptance(
        code=DossierCode(unit="H24.15", received_on=moment.date(), serial=serial),
        accepted_at=moment,
        accepted_by=RECEPTIONIST.subject,
        appointment=appointment(version, Channel.COUNTER, moment, heza().calendar),
        law_revision=heza().digest,
        transfer_due_at=transfer_due(heza().calendar, moment, heza().agency.transfer_cut_off),
    )
    return accept(dossier, acceptance)[0]
