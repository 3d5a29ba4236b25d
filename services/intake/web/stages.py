"""How far a dossier has come, as the list of stages an applicant understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.domain.dossier import Dossier
from intake.domain.states import AT_WORK, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """at: when it was reached; null: not yet, or when is not known here. status: ``done``, ``now`` or ``later``."""

    vi: str
    en: str
    at: datetime | None
    status: str


def stages(dossier: Dossier) -> tuple[Stage, ...]:
    """In the order in which they happen; what can no longer happen is left out."""
    ended = _ended(dossier)
    reached = [
        _reached("Đã nhận hồ sơ", "Dossier received", dossier.received_at),
        *_asked(dossier),
        _reached("Tiếp nhận chính thức, có mã hồ sơ", "Accepted, with a dossier code", dossier.accepted_at),
        _work(dossier),
        _reached("Có quyết định", "Decided", dossier.decided_at),
        _reached("Kết quả đã về Bộ phận Một cửa", "Result at the one-stop counter", dossier.result_issued_at),
        _reached("Đã trả kết quả", "Result handed over", dossier.returned_at),
    ]
    if ended is not None:
        return (*(stage for stage in reached if stage.status == "done"), ended)
    return tuple(reached)


def _reached(vi: str, en: str, at: datetime | None) -> Stage:
    return Stage(vi=vi, en=en, at=at, status="done" if at else "later")


def _asked(dossier: Dossier) -> list[Stage]:
    """Each request for documents, and its answer."""
    listed: list[Stage] = []
    for request in dossier.supplements:
        waits = request.supplemented_at is None
        asked = Stage(
            vi="Yêu cầu bổ sung giấy tờ",
            en="Further documents asked for",
            at=request.requested_at,
            status="now" if waits else "done",
        )
        listed.append(asked)
        if not waits:
            listed.append(_reached("Đã nộp bổ sung", "Documents handed in", request.supplemented_at))
    return listed


def _work(dossier: Dossier) -> Stage:
    begun = dossier.state in AT_WORK or dossier.decided_at is not None
    done = dossier.decided_at is not None or dossier.result_issued_at is not None
    status = "done" if done else "now" if begun and dossier.open_supplement is None else "later"
    return Stage(vi="Phòng chuyên môn giải quyết", en="Handled by the department", at=None, status=status)


def _ended(dossier: Dossier) -> Stage | None:
    match dossier.state:
        case State.REFUSED:
            return _reached("Không được tiếp nhận", "Not accepted", dossier.refused_at)
        case State.WITHDRAWN:
            return _reached("Đã rút hồ sơ", "Withdrawn", dossier.withdrawn_at)
        case State.STOPPED:
            return _reached("Đã dừng giải quyết", "Stopped", dossier.stopped_at)
        case _:
            return None
