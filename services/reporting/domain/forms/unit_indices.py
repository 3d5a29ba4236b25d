"""The nine indices of TT 01/2018/TT-VPCP, a row a unit: the evaluations as a sheet."""

from __future__ import annotations

from collections.abc import Mapping

from reporting.domain.evaluation import OF_DOSSIERS, Evaluation, Score, points_of
from reporting.domain.evaluation_marks import Index
from reporting.domain.evaluation_rules import Edition
from reporting.domain.forms.counting import Counted, given, of_row, ratio, where
from reporting.domain.forms.material import Filled, Material
from reporting.domain.forms.sheets import Col, columns, text
from reporting.domain.origin import Count, Source, Where
from reporting.domain.report import Format, Row, Sheet, Value

_NAMES = {
    Index.WHOLE_TIME: ("Thời gian giải quyết", "Whole time"),
    Index.OWN_TIME: ("Thời gian của từng đơn vị", "Own time"),
    Index.CONTACTS: ("Số lần liên hệ", "Contacts"),
    Index.AGENCIES: ("Số cơ quan phải liên hệ", "Agencies"),
    Index.AT_COUNTER: ("Giải quyết tại Bộ phận Một cửa", "At the counter"),
    Index.PUBLICATION: ("Công khai TTHC", "Publication"),
    Index.ATTITUDE: ("Thái độ phục vụ", "Attitude"),
    Index.FEEDBACK: ("Tiếp thu, giải trình phản ánh, kiến nghị", "Feedback"),
    Index.ONLINE: ("Dịch vụ công trực tuyến", "Online"),
}
_SPEC = (
    text("STT", "No."),
    text("Đơn vị", "Unit"),
    *(
        Col(vi=f"Chỉ số {int(index)} – {vi}", en=f"Index {int(index)} – {en}", format=Format.POINTS, adds_up=False)
        for index, (vi, en) in _NAMES.items()
    ),
    Col(vi="Tổng điểm", en="Total", format=Format.POINTS, adds_up=False),
    Col(vi="Tối đa của các chỉ số có điểm", en="Most of those scored", format=Format.POINTS, adds_up=False),
    text("Xếp loại", "Band"),
)
_LABELS = {
    "early": "trước hạn",
    "on_time": "đúng hạn",
    "late": "quá hạn",
    "shorter": "ngắn hơn định mức",
    "equal": "bằng định mức",
    "longer": "dài hơn định mức",
    "none": "không phải đến nơi nào",
    "counter": "một nơi: Bộ phận Một cửa",
    "complaint": "có phản ánh đúng",
}
_PART_NAMES = {
    "procedures": "TTHC có hiệu lực, đã biết cách giải quyết",
    "immediate": "giải quyết ngay tại Bộ phận Một cửa",
    "at_counter": "tiếp nhận tại Bộ phận Một cửa",
    "judged": "đã biết ngày công khai",
    "posted": "niêm yết đúng hạn",
    "electronic": "công khai điện tử đúng hạn",
    "online": "cung cấp trực tuyến",
    "feedback": "phản ánh, kiến nghị đến hạn trả lời",
    "feedback_in_time": "trả lời đúng hạn",
    "received": "hồ sơ tiếp nhận trong kỳ",
    "received_online": "hồ sơ nộp trực tuyến",
    "late": "hồ sơ trực tuyến quá hạn",
}
_PARTS: Mapping[str, tuple[Source, Where]] = {
    "procedures": (Source.JUDGED_PROCEDURES, {}),
    "immediate": (Source.JUDGED_PROCEDURES, where(is_immediate=True)),
    "at_counter": (Source.JUDGED_PROCEDURES, where(is_at_counter=True)),
    "judged": (Source.JUDGED_PROCEDURES, where(is_judged=True)),
    "posted": (Source.JUDGED_PROCEDURES, where(is_posted=True)),
    "electronic": (Source.JUDGED_PROCEDURES, where(is_electronic=True)),
    "online": (Source.JUDGED_PROCEDURES, where(is_online=True)),
    "feedback": (Source.FEEDBACK_DUE, {}),
    "feedback_in_time": (Source.FEEDBACK_DUE, where(is_in_time=True)),
    "received": (Source.RECEIVED, {}),
    "received_online": (Source.RECEIVED, where(channel="online")),
}

_SUM = ("Tổng các chỉ số có điểm", "The sum of the indices that have a value")
_OPENS_HERE = (
    "Căn cứ của từng chỉ số mở ở báo cáo kết quả đánh giá theo 9 chỉ số của cùng kỳ.",
    "What each index was scored by opens in the report of the nine indices of the same period.",
)


def filled(material: Material) -> Filled:
    found = material.evaluations
    if found is None:
        raise AssertionError("evaluations are read for this form")
    rows = [_row(material, number, each, found.edition) for number, each in enumerate(found.rows, 1)]
    bases = {score.index: score.basis[0] for each in found.rows for score in each.scores}
    sheet = Sheet(
        key="9-chi-so",
        title="Kết quả đánh giá các đơn vị theo 9 chỉ số",
        title_en="Units by the nine indices",
        unit="điểm",
        columns=columns(_SPEC),
        rows=tuple(rows),
        notes=tuple(f"Chỉ số {int(index)}: {bases[index]}" for index in sorted(bases)),
    )
    return Filled(sheets=(sheet,), unverified=(found.edition.note,) if found.edition.note else ())


def _row(material: Material, number: int, each: Evaluation, edition: Edition) -> Row:
    label = material.department_name(each.department)
    values: dict[int, Value] = {1: str(number), 2: label, 14: each.band.name if each.band else "chưa xếp loại"}
    found = {int(score.index) + 2: _scored(each.department, score, edition) for score in each.scores}
    total = ratio(each.total, *_SUM, *((_NAMES[score.index][0], found[int(score.index) + 2]) for score in each.scores))
    most = given(each.most, "2 điểm × số chỉ số có điểm.", "2 points × indices that have any.")
    return of_row(Row(key=each.department, label=label, values=values), found | {12: total, 13: most})


def whole(each: Evaluation) -> Counted:
    """The sum of the indices of a unit, for a sentence: what each was scored by opens in this form."""
    parts = [(_NAMES[score.index][0], given(score.value, *_OPENS_HERE)) for score in each.scores]
    return ratio(each.total, *_SUM, *parts)


def _scored(department: str, score: Score, edition: Edition) -> Counted:
    """By what it was scored."""
    parts = [
        (_part_name(score.index, name, edition), Counted(value=value, origin=_origin(department, score.index, name)))
        for name, value in score.parts
    ]
    said = "Điểm của các hồ sơ ÷ số hồ sơ" if score.index in OF_DOSSIERS else "Theo tỷ lệ của các số sau"
    said_en = "Points of the dossiers ÷ dossiers" if score.index in OF_DOSSIERS else "By the shares of these"
    return ratio(score.value, said, said_en, *parts)


def _origin(department: str, index: Index, name: str) -> Count:
    source, of = _PARTS.get(name) or _marked(index, name)
    return Count(source=source, any_of=({**where(department=department), **of},))


def _marked(index: Index, label: str) -> tuple[Source, Where]:
    return Source.MARKED, where(index=str(int(index)), label=label)


def _part_name(index: Index, name: str, edition: Edition) -> str:
    if index not in OF_DOSSIERS:
        return _PART_NAMES[name]
    return f"{_LABELS.get(name) or _contacts(name)} ({points_of(edition, index, name)} điểm)"


def _contacts(label: str) -> str:
    asked, filed, collected = label.split(",")
    where_filed = "nộp trực tiếp" if filed == "1" else "nộp không trực tiếp"
    where_collected = "nhận trực tiếp" if collected == "1" else "nhận không trực tiếp"
    return f"{asked} lần yêu cầu bổ sung, {where_filed}, {where_collected}"
