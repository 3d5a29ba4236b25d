"""The dossier message of the national public service portal, as a working one-stop system sends it (mark P): names of
fields, codes and dates are the portal's, not ours. Pure.

The portal's own specification was not obtained; a field whose content is not known here is left empty, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notify.domain.dates import HO_CHI_MINH
from notify.domain.sync import Supplement
from notify.domain.sync_record import Charge, DossierRecord, Paper, Stage

CHANNELS: Mapping[str, str] = {"counter": "1", "online": "2", "post": "3"}
ORGANISATION, CITIZEN = "2", "1"  # LoaiDoiTuong: 1 citizen, 2 enterprise
IDENTITY_CARD = "1"  # LoaiDinhDanh: CCCD
LONGEST_SUMMARY = 1000
_FEE, _CHARGE = "1", "2"  # LoaiPhiLePhi
_ONLINE, _AT_COUNTER = "2", "1"  # HinhThucThu


def stamp(at: datetime | None) -> str:
    """``yyyyMMddHHmmss`` in local time; empty for what has not happened."""
    return at.astimezone(HO_CHI_MINH).strftime("%Y%m%d%H%M%S") if at is not None else ""


def portal_message(record: DossierRecord) -> dict[str, Any]:
    """One element of the list that is posted."""
    return {
        **_head(record),
        **_times(record),
        "HoSoCoThanhPhanSoHoa": _flag(any(paper.is_digitised for paper in record.papers)),
        "TaiKhoanDuocXacThucVoiVNeID": "",
        "DuocThanhToanTrucTuyen": _flag(any(charge.is_online for charge in record.charges)),
        "TaiLieuNop": [element for paper in record.papers for element in _paper(paper)],
        "DanhSachLePhi": [_charge(charge) for charge in record.charges],
        "DanhSachHoSoBoSung": [_supplement(one) for one in record.milestones.supplements],
        "DanhSachGiayToKetQua": [
            {
                "TenGiayTo": result.name,
                "MaThanhPhanHoSo": "",
                "GiayToId": result.id,
                "DuongDanTepTinKetQua": "",
                "MaGiayToKetQua": "",
            }
            for result in record.results
        ],
        "DinhDanhCHS": _identity(record),
        "DSKetNoiCSDL": [],
        "TienTrinh": [_stage(record, stage) for stage in record.stages],
    }


def _head(record: DossierRecord) -> dict[str, Any]:
    return {
        "MaHoSo": record.code,
        "MaTTHC": record.procedure_code,
        "TenTTHC": record.procedure_name,
        "MaLinhVuc": record.field_key,
        "TenLinhVuc": record.field_name,
        "KenhThucHien": CHANNELS.get(record.channel, ""),
        "ChuHoSo": record.applicant,
        "LoaiDoiTuong": ORGANISATION if record.is_organisation else CITIZEN,
        "MaDoiTuong": record.identity_number,
        "ThongTinKhac": "",
        "Email": record.email,
        "Fax": "",
        "SoDienThoai": record.phone,
        "TrichYeuHoSo": record.request[:LONGEST_SUMMARY],
        "TrangThaiHoSo": str(record.status),
        "HinhThuc": CHANNELS.get(record.result_by, ""),
        "DonViXuLy": record.department_name,
        "NoiNopHoSo": record.agency,
        "GhiChu": "",
    }


def _times(record: DossierRecord) -> dict[str, str]:
    return {
        "NgayNopHoSo": stamp(record.received_at),
        "NgayTiepNhan": stamp(record.accepted_at),
        "NgayHenTra": stamp(record.due_at),
        "NgayTra": stamp(record.returned_at),
        "ThongTinTra": "",
        "NgayKetThucXuLy": stamp(record.milestones.finished_at),
        "NgayTuChoi": stamp(record.milestones.refused_at),
    }


def _paper(paper: Paper) -> list[dict[str, str]]:
    """One element per file; one without a file for a paper that was not scanned."""
    return [
        {
            "TepDinhKemId": file_id,
            "TenTepDinhKem": name or paper.name,
            "IsDeleted": "False",
            "MaThanhPhanHoSo": paper.key,
            "DuongDanTaiTepTin": "",
            "DuocSoHoa": _flag(paper.is_digitised),
            "DuocTaiSuDung": _flag(paper.is_reused),
            "DuocLayTuKhoDMQG": _flag(paper.is_from_national_store),
            "MaKetQuaThayThe": paper.replaces_result,
        }
        for file_id, name in (paper.files or (("", ""),))
    ]


def _charge(charge: Charge) -> dict[str, str]:
    return {
        "TenPhiLePhi": charge.name,
        "MaPhiLePhi": charge.key,
        "HinhThucThu": _ONLINE if charge.is_online else _AT_COUNTER,
        "Gia": "" if charge.amount_vnd is None else str(charge.amount_vnd),
        "LoaiPhiLePhi": _FEE if charge.is_fee else _CHARGE,
    }


def _supplement(asked: Supplement) -> dict[str, str]:
    return {
        "NguoiYeuCauBoSung": "",
        "NoiDungBoSung": "",
        "NgayBoSung": stamp(asked.asked_at),
        "NguoiTiepNhanBoSung": "",
        "ThongTinTiepNhan": "",
        "NgayTiepNhanBoSung": stamp(asked.answered_at),
        "TrangThaiBoSung": _flag(asked.answered_at is not None),
        "NgayHenTraTruoc": stamp(asked.due_before),
        "NgayHenTraMoi": stamp(asked.due_after),
    }


def _identity(record: DossierRecord) -> list[dict[str, str]]:
    if record.is_organisation or not record.identity_number:
        return []
    return [{"LoaiDinhDanh": IDENTITY_CARD, "SoDinhDanh": record.identity_number}]


def _stage(record: DossierRecord, stage: Stage) -> dict[str, str]:
    return {
        "MaHoSo": record.code,
        "NguoiXuLy": stage.officer,
        "ChucDanh": "",
        "ThoiDiemXuLy": stamp(stage.done_at or stage.begun_at),
        "PhongBanXuLy": stage.department,
        "NoiDungXuLy": stage.name,
        "TrangThai": str(record.status),
        "NgayBatDau": stamp(stage.begun_at),
        "NgayKetThucTheoQuyDinh": stamp(stage.due_at),
    }


def _flag(value: bool) -> str:
    return "1" if value else "0"
