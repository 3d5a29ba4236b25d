"""Lines 1.3, 3.1 to 3.3 and 4.4 to 4.6 of the index of QĐ 766/QĐ-TTg: what is published whole, digital, paid online.

What nobody has said is in neither numerator nor denominator, and the evidence says how much that is.
"""

from __future__ import annotations

from collections.abc import Iterable

from reporting.domain.digital import Fee, Scanned
from reporting.domain.forms.counting import counted, where
from reporting.domain.forms.index_rules import IndexRule
from reporting.domain.forms.material import Material
from reporting.domain.forms.measured import Measured, number_of
from reporting.domain.forms.sheets import NO_DATA
from reporting.domain.origin import Source

PARTS = {
    "name": "tên",
    "sequence": "trình tự thực hiện",
    "channels": "cách thức thực hiện",
    "documents": "thành phần, số lượng hồ sơ",
    "limit": "thời hạn giải quyết",
    "subjects": "đối tượng thực hiện",
    "agency": "cơ quan thực hiện",
    "results": "kết quả thực hiện",
    "fee": "phí, lệ phí",
    "legal-basis": "căn cứ pháp lý",
    "form-files": "tệp mẫu đơn",
}
"""Parts of a published procedure (NĐ 63/2010/NĐ-CP art. 8(2), 15), in Vietnamese."""
_NO_RULE = Measured(evidence=f"{NO_DATA}: chưa có quy ước đếm cho ngày cuối kỳ (index766.toml)")


def published_whole(material: Material) -> Measured:
    rule = material.index_rules.get("1.3")
    if rule is None:
        return _NO_RULE
    held = material.in_force()
    read = [each for each in held if each.missing is not None]
    if not read:
        return Measured(evidence=f"{NO_DATA}: chưa đọc được danh mục thủ tục của dịch vụ tiếp nhận")
    lacking = {each.key: sorted(set(each.missing or ()) & set(rule.judged)) for each in read}
    part = counted(material, Source.PROCEDURES, where(key=[key for key, parts in lacking.items() if not parts]))
    whole = counted(material, Source.PROCEDURES, where(key=list(lacking)))
    said = f"{part.value} trên {whole.value} TTHC có hiệu lực ngày cuối kỳ công khai đủ các bộ phận"
    told = _joined(said, _lacking(lacking.values()), _left_out(len(held) - len(read), "TTHC chưa đọc được nội dung"))
    return _ruled(rule, Measured(part=part, whole=whole, evidence=told))


def electronic_results(material: Material) -> Measured:
    rule = material.index_rules.get("3.1")
    if rule is None:
        return _NO_RULE
    part, whole = (counted(material, Source.RESULTS, where(result=labels)) for labels in (rule.good, rule.judged))
    if not number_of(whole):
        return Measured(evidence="chưa có hồ sơ có kết quả trong kỳ")
    said = f"{part.value} có kết quả điện tử trên {whole.value} hồ sơ có kết quả trong kỳ"
    return _ruled(rule, Measured(part=part, whole=whole, evidence=said))


def digitised(material: Material) -> Measured:
    return _papers(material, "3.2", "hồ sơ được số hoá")


def reused(material: Material) -> Measured:
    return _papers(material, "3.3", "hồ sơ sử dụng lại dữ liệu đã số hoá")


def _papers(material: Material, key: str, what: str) -> Measured:
    rule = material.index_rules.get(key)
    if rule is None:
        return _NO_RULE
    part, whole = (counted(material, Source.PAPERS, where(papers=labels)) for labels in (rule.good, rule.judged))
    all_of_them = number_of(counted(material, Source.PAPERS))
    unsaid = number_of(counted(material, Source.PAPERS, where(papers=Scanned.UNSAID.value)))
    unsaid_of = _left_out(unsaid, "hồ sơ tiếp nhận trước khi hệ thống đếm giấy tờ")
    if not number_of(whole):
        return Measured(evidence=_joined(f"{NO_DATA}: chưa có hồ sơ nào để xét trong kỳ", unsaid_of))
    said = f"{part.value} {what} trên {whole.value} hồ sơ tiếp nhận trong kỳ, đến lúc lập báo cáo"
    others = _left_out(all_of_them - number_of(whole) - unsaid, "hồ sơ không có giấy tờ phải số hoá")
    return _ruled(rule, Measured(part=part, whole=whole, evidence=_joined(said, unsaid_of, others)))


def procedures_paid_online(material: Material) -> Measured:
    charged = counted(material, Source.PROCEDURES, where(is_charged=True))
    if not number_of(charged):
        return Measured(evidence=_joined(f"{NO_DATA}: chưa có TTHC có phí, lệ phí", _fee_unknown(material)))
    used = where(is_charged=True, key=material.digital.paid_online)
    part = counted(material, Source.PROCEDURES, used)
    said = f"{part.value} TTHC có giao dịch thanh toán trực tuyến trong kỳ, trên {charged.value} TTHC có phí, lệ phí"
    return Measured(part=part, whole=charged, evidence=_joined(said, _fee_unknown(material)))


def procedures_payable_online(material: Material) -> Measured:
    """Of those of which somebody has said it: the law pack is where that is written."""
    charged = number_of(counted(material, Source.PROCEDURES, where(is_charged=True)))
    part = counted(material, Source.PROCEDURES, where(is_charged=True, payable="online"))
    whole = counted(material, Source.PROCEDURES, where(is_charged=True, payable=("online", "not-online")))
    if not number_of(whole):
        none_said = f"gói pháp lý chưa ghi TTHC nào trong {charged} TTHC có phí, lệ phí thanh toán được trên Cổng"
        where_to = "ghi fee.payable_online của từng TTHC (lawpack/<cơ quan>/procedures)"
        return Measured(evidence=f"{NO_DATA}: {none_said}; {where_to}")
    said = f"{part.value} cung cấp thanh toán trên {whole.value} TTHC có phí, lệ phí đã ghi trong gói pháp lý"
    unsaid = _left_out(charged - number_of(whole), "TTHC có phí, lệ phí chưa ghi")
    return Measured(part=part, whole=whole, evidence=_joined(said, unsaid, _fee_unknown(material)))


def dossiers_paid_online(material: Material) -> Measured:
    rule = material.index_rules.get("4.6")
    if rule is None:
        return _NO_RULE
    part, whole = (counted(material, Source.FEES, where(fee=labels)) for labels in (rule.good, rule.judged))
    unsaid = number_of(counted(material, Source.FEES, where(fee=Fee.UNSAID.value)))
    unsaid_of = _left_out(unsaid, "hồ sơ chưa xác định mức phí")
    paid = number_of(counted(material, Source.FEES, where(fee=Fee.PAID.value)))
    paid_of = _left_out(paid, "hồ sơ nộp phí trước khi hệ thống ghi cách nộp")
    if not number_of(whole):
        return Measured(evidence=_joined(f"{NO_DATA}: chưa có hồ sơ có phí, lệ phí trong kỳ", unsaid_of, paid_of))
    exempt = number_of(counted(material, Source.FEES, where(fee=Fee.EXEMPT.value)))
    said = f"{part.value} thanh toán trực tuyến trên {whole.value} hồ sơ có phí, lệ phí tiếp nhận trong kỳ"
    told = _joined(said, unsaid_of, paid_of, _left_out(exempt, "hồ sơ được miễn"))
    return _ruled(rule, Measured(part=part, whole=whole, evidence=told))


def not_known(material: Material) -> Measured:
    """A line of which the law's content is not known: nothing is counted for it."""
    del material
    told = f"{NO_DATA}: nội dung chỉ số chưa kiểm chứng nên chưa đếm; khi có văn bản, ghi vào thresholds.yaml"
    return Measured(evidence=told)


def _lacking(lacking: Iterable[list[str]]) -> str:
    """Which parts are missing how often."""
    every = [part for parts in lacking for part in parts]
    counts = [f"{PARTS.get(part, part)} ở {every.count(part)} TTHC" for part in dict.fromkeys(sorted(every))]
    return f"thiếu {', '.join(counts)}" if counts else ""


def _fee_unknown(material: Material) -> str:
    unknown = sum("fee" in (each.missing or ()) for each in material.in_force())
    return _left_out(unknown, "TTHC chưa xác định mức phí")


def _left_out(count: int, what: str) -> str:
    return f"{count} {what}, không tính" if count > 0 else ""


def _joined(*told: str) -> str:
    return "; ".join(each for each in told if each)


def _ruled(rule: IndexRule, found: Measured) -> Measured:
    return Measured(
        part=found.part,
        whole=found.whole,
        evidence=f"{found.evidence}. Quy ước: {rule.said}",
        rule_mark=rule.mark,
    )
