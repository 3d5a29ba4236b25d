"""The pages of the site whoever serves them, so that each page leads to every other that its visitor may see."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.web.visitor import Visitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """roles: who is shown the way; empty: everybody. Being shown the way gives no right: each page asks for itself."""

    path: str
    vi: str
    en: str
    roles: tuple[str, ...] = ()


PLACES: tuple[Place, ...] = (
    Place(path="/thu-tuc", vi="Thủ tục hành chính", en="Procedures"),
    Place(path="/tra-cuu", vi="Tra cứu hồ sơ", en="Track a dossier"),
    Place(path="/phan-anh", vi="Phản ánh, kiến nghị", en="Feedback"),
    Place(path="/ho-so-cua-toi", vi="Hồ sơ của tôi", en="My dossiers", roles=("applicant",)),
    Place(path="/quay", vi="Quầy một cửa", en="Counter desk", roles=("receptionist",)),
    Place(
        path="/viec",
        vi="Việc phải làm",
        en="Work to do",
        roles=("specialist", "department_head", "leader", "control_team"),
    ),
    Place(
        path="/tong-quan",
        vi="Tổng quan",
        en="Overview",
        roles=("leader", "control_team", "department_head", "specialist"),
    ),
    Place(
        path="/reports/on-time",
        vi="Đúng hạn theo phòng",
        en="On time, by department",
        roles=("leader", "control_team", "department_head"),
    ),
    Place(path="/dong-bo", vi="Đồng bộ hồ sơ", en="Synchronisation", roles=("operator", "control_team", "leader")),
    Place(path="/su-kien-cho", vi="Sự kiện chờ xử lý", en="Events set aside", roles=("operator", "control_team")),
    Place(
        path="/kiem-soat",
        vi="Kiểm soát TTHC",
        en="Procedure control",
        roles=("control_team", "leader", "department_head", "specialist"),
    ),
    Place(
        path="/bao-cao",
        vi="Báo cáo",
        en="Reports",
        roles=("control_team", "leader", "department_head", "specialist"),
    ),
    Place(path="/dang-ky", vi="Địa chỉ nhận sự kiện", en="Webhook endpoints", roles=("operator", "subscriber")),
    Place(
        path="/hop-thu",
        vi="Hộp thư",
        en="Inbox",
        roles=("receptionist", "specialist", "department_head", "leader", "control_team"),
    ),
    Place(path="/hop-thu/gian-doan", vi="Tạm ngừng hệ thống", en="Interruptions", roles=("operator",)),
    Place(path="/hop-thu/lua-chon", vi="Nhận thông báo", en="Notifications", roles=("applicant",)),
)


def shown_to(visitor: Visitor) -> tuple[Place, ...]:
    """The places of the navigation."""
    return tuple(place for place in PLACES if not place.roles or visitor.has(*place.roles))
