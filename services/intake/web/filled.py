"""What applicants and officers type about an applicant and his documents, read for the use cases; and their refusals,
put back at the field they are about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from chassis.web.forms import Form
from chassis.web.visitor import Visitor
from intake.application import GivenDocument
from intake.domain.applicant import Applicant, Representative, tidy_phone
from intake.domain.documents import MAX_QUANTITY
from intake.domain.procedures import Channel, DocumentForm, ProcedureVersion, Subject

_FIELDS = {
    "applicant.kind": "kind",
    "applicant.name": "name",
    "applicant.identity_number": "identity_number",
    "applicant.address": "address",
    "applicant.phone": "phone",
    "applicant.email": "email",
    "applicant.representative.name": "rep_name",
    "applicant.representative.identity_number": "rep_identity_number",
    "applicant.representative.address": "rep_address",
    "applicant.representative.phone": "rep_phone",
    "applicant.representative.email": "rep_email",
    "applicant.representative.authority": "rep_authority",
    "documents": "doc",
    "channel": "channel",
    "request": "request",
    "reason": "reason",
    "comment": "comment",
    "rating": "rating",
    "ask": "ask",
    "amount_vnd": "amount",
    "receipt_number": "receipt_number",
    "receiver.name": "receiver",
    "receiver.identity_number": "receiver_number",
    "receiver.authority": "receiver_authority",
    "tracking_number": "tracking_number",
}
"""Field of a refusal → field of our forms, in their order."""

_ADVICE = {
    "kind": ("Thủ tục này không dành cho đối tượng đã chọn", "This procedure is not for the kind of applicant chosen"),
    "name": ("Nhập tên tổ chức hoặc họ tên, tối đa 200 ký tự", "Enter the name, up to 200 characters"),
    "identity_number": (
        "Nhập đúng số: cá nhân 9 hoặc 12 chữ số, doanh nghiệp 10 hoặc 13 chữ số",
        "Enter the number: a person's has 9 or 12 digits, an enterprise's 10 or 13",
    ),
    "address": ("Nhập địa chỉ, tối đa 500 ký tự", "Enter the address, up to 500 characters"),
    "phone": ("Nhập số điện thoại, ví dụ 0912345678", "Enter a telephone number such as 0912345678"),
    "email": ("Nhập đúng địa chỉ thư điện tử, ví dụ ten@vidu.vn", "Enter an e-mail address such as ten@vidu.vn"),
    "rep_name": ("Nhập họ tên người được uỷ quyền", "Enter the name of the authorised person"),
    "rep_identity_number": (
        "Số định danh người được uỷ quyền có 9 hoặc 12 chữ số",
        "The authorised person's number has 9 or 12 digits",
    ),
    "rep_address": ("Địa chỉ người được uỷ quyền quá dài", "The authorised person's address is too long"),
    "rep_phone": ("Nhập đúng số điện thoại người được uỷ quyền", "Enter the authorised person's telephone number"),
    "rep_email": ("Nhập đúng thư điện tử người được uỷ quyền", "Enter the authorised person's e-mail address"),
    "rep_authority": (
        "Ghi số giấy uỷ quyền hoặc số uỷ quyền trên VNeID",
        "Number of the letter of authority, or of the one on VNeID",
    ),
    "request": ("Nội dung đề nghị tối đa 2.000 ký tự", "The request has at most 2,000 characters"),
    "reason": ("Nhập lý do, tối đa 2.000 ký tự", "Enter the reason, up to 2,000 characters"),
    "comment": ("Góp ý tối đa 2.000 ký tự", "The comment has at most 2,000 characters"),
    "ask": ("Nêu mọi giấy tờ cần bổ sung, một lần", "Name everything that is missing, at once"),
    "amount": ("Nhập số tiền còn phải nộp, bằng đồng", "Enter the amount still owed, in VND"),
    "receipt_number": ("Nhập số biên lai, tối đa 60 ký tự", "Enter the number of the receipt, up to 60 characters"),
    "receiver": ("Ghi tên người nhận thay", "Note who was authorised"),
    "receiver_number": ("Số định danh người nhận quá dài", "The receiver's number is too long"),
    "receiver_authority": ("Ghi số giấy uỷ quyền", "Note the letter of authority"),
    "tracking_number": ("Ghi mã bưu gửi, tối đa 60 ký tự", "Enter the number of the parcel, up to 60 characters"),
    "rating": ("Hãy chọn mức độ hài lòng", "Choose how satisfied you are"),
}


def applicant(form: Form) -> Applicant:
    """As typed; the domain says what is wrong with it."""
    kind = form.text("kind")
    return Applicant(
        kind=Subject(kind) if kind in set(Subject) else Subject.ORGANISATION,
        name=" ".join(form.text("name").split()),
        identity_number=re.sub(r"\s", "", form.text("identity_number")),
        address=" ".join(form.text("address").split()),
        phone=tidy_phone(form.text("phone")),
        email=form.text("email"),
        language="en" if form.text("language") == "en" else "vi",
        representative=_representative(form),
    )


def _representative(form: Form) -> Representative | None:
    """Null when nothing at all was typed about one."""
    typed = {name: form.text(f"rep_{name}") for name in Representative.__slots__}
    if not any(typed.values()):
        return None
    typed["phone"] = tidy_phone(typed["phone"])
    typed["identity_number"] = re.sub(r"\s", "", typed["identity_number"])
    return Representative(**typed)


def documents(
    form: Form, version: ProcedureVersion, files: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[GivenDocument, ...]:
    """The documents that were ticked or that have files, in the order of the procedure."""
    files = files or {}
    ticked = {*form.all("doc"), *(key for key, ids in files.items() if ids)}
    return tuple(
        GivenDocument(
            key=required.key,
            form=_form_of(form, required.key, required.form),
            quantity=form.count(f"quantity-{required.key}", required.quantity, most=MAX_QUANTITY),
            files=files.get(required.key, ()),
        )
        for required in version.documents
        if required.key in ticked
    )


def _form_of(form: Form, key: str, otherwise: DocumentForm) -> DocumentForm:
    chosen = form.text(f"form-{key}")
    return DocumentForm(chosen) if chosen in set(DocumentForm) else otherwise


def channel(form: Form, name: str, otherwise: Channel) -> Channel:
    chosen = form.text(name)
    return Channel(chosen) if chosen in set(Channel) else otherwise


def placed(problem: Problem, looking: Visitor) -> Mapping[str, str]:
    """Field of our form → what is wrong, in the visitor's language; empty for a refusal that is about no field."""
    wrong: dict[str, str] = {}
    for path, detail in problem.fields.items():
        if path.startswith("documents"):
            lacking = detail.removeprefix("missing: ")
            said = looking.t("Còn thiếu hoặc sai: ", "Missing or wrong: ") + lacking
            wrong["doc"] = f"{wrong['doc']}; {lacking}" if "doc" in wrong else said
        elif path.startswith("file-"):
            wrong[path] = detail
        elif (field := _FIELDS.get(path)) is not None:
            wrong[field] = looking.t(*_ADVICE[field]) if field in _ADVICE else detail
    order = list(_FIELDS.values())
    return dict(sorted(wrong.items(), key=lambda item: order.index(item[0]) if item[0] in order else 0))


def dong(form: Form, name: str) -> int:
    """An amount as people type it: ``600.000``; 0 for what is none."""
    text = re.sub(r"[.,\s]|đ$|đồng$", "", form.text(name))
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def once(form: Form, name: str) -> Idempotency | None:
    """The form carries a key, so that sending it twice files once; name: of the command it is for."""
    if not form.text("once"):
        return None
    content = repr(sorted(form.values.items())).encode("utf-8", "surrogatepass")
    return Idempotency(key=f"{form.text('once')[:80]}.{name}", digest=hashlib.sha256(content).hexdigest())
