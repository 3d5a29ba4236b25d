"""Documents against what the procedure asks for."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Kind, Problem
from intake.domain.documents import (
    ScanExemption,
    SubmittedDocument,
    check_documents,
    counted,
    merged,
    requested_lines,
    require_complete,
)
from intake.domain.facts import PaperCounts
from intake.domain.procedures import DocumentForm
from unit.intake.world import WORK_PERMIT_DOCUMENTS, heza, local

PERMIT = heza().version_on("cap-gpld", local("2026-04-20 09:00").date())


def document(key: str, quantity: int = 1) -> SubmittedDocument:
    return SubmittedDocument(key=key, form=DocumentForm.COPY, quantity=quantity)


def test_a_complete_dossier_lacks_nothing() -> None:
    require_complete(PERMIT, [document(key) for key in WORK_PERMIT_DOCUMENTS], Kind.INVALID)


def test_every_missing_document_is_named_at_once() -> None:
    with pytest.raises(Problem) as refusal:
        require_complete(PERMIT, [document(key) for key in WORK_PERMIT_DOCUMENTS[:5]], Kind.INVALID)
    assert (refusal.value.slug, refusal.value.kind) == ("documents-missing", Kind.INVALID)
    assert refusal.value.fields == {
        "documents.ho-chieu": "missing: Hộ chiếu còn giá trị",
        "documents.hinh-thuc-lam-viec": "missing: Giấy tờ chứng minh hình thức làm việc",
    }


def test_unknown_and_repeated_documents_and_zero_copies_are_refused() -> None:
    with pytest.raises(Problem) as refusal:
        check_documents(PERMIT, [document("anh"), document("giay-khac"), document("anh"), document("ho-chieu", 0)])
    assert set(refusal.value.fields) == {"documents[1].key", "documents[2].key", "documents[3].quantity"}


def test_a_document_handed_in_again_replaces_the_earlier_one_in_its_place() -> None:
    before = (document("anh", 1), document("ho-chieu", 1))
    assert merged(before, (document("suc-khoe", 1), document("anh", 4))) == (
        document("anh", 4),
        document("ho-chieu", 1),
        document("suc-khoe", 1),
    )


def test_a_request_names_everything_once() -> None:
    assert requested_lines(["ho-chieu", "  Bản dịch   công chứng ", "ho-chieu"]) == (
        "ho-chieu",
        "Bản dịch công chứng",
    )


@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        ([], {"documents"}),
        (["x"] * 51, {"documents"}),
        (["ok", " "], {"documents[1]"}),
        (["x" * 501], {"documents[0]"}),
    ],
)
def test_empty_and_endless_requests_are_refused(lines: list[str], fields: set[str]) -> None:
    with pytest.raises(Problem) as refusal:
        requested_lines(lines)
    assert set(refusal.value.fields) == fields


def test_others_learn_how_many_papers_are_there_electronically_and_not_which() -> None:
    def paper(**said: object) -> SubmittedDocument:
        return SubmittedDocument(key="anh", form=DocumentForm.COPY, quantity=2, **said)  # type: ignore[arg-type]

    papers = [
        paper(),
        paper(files=("f-1",), exemption=ScanExemption.FILED_ONLINE),
        paper(is_digitised=True),
        paper(exemption=ScanExemption.ONLY_SHOWN),
        paper(files=("f-2",), is_reused=True),
        paper(is_from_national_store=True),
    ]
    assert counted(papers) == PaperCounts(total=6, electronic=4, exempt=1, reused=2)
    assert counted([]) == PaperCounts(total=0, electronic=0, exempt=0, reused=0)
