"""The picture of a workflow: sound SVG, on one page, nothing over anything, every step and way told in words too."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given

from intake.domain.diagram import workflow_svg
from intake.domain.diagram.layout import NARROWEST, Box, Layout, laid_out
from intake.domain.lawpack import LawPack
from intake.domain.procedures import ProcedureVersion, Step
from intake.domain.workflow import Workflow
from intake.lawpack.__main__ import main
from unit.lawpack.small_pack import SHIPPED
from unit.lawpack.test_workflow import DIAMOND, lists

SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 718.0


def drawn(steps: tuple[Step, ...]) -> Layout:
    return laid_out(Workflow.of(steps), WIDTH, lambda place, width: 40.0 + place + 4_000 / width)


def over(one: Box, other: Box) -> bool:
    """Whether two boxes touch."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.y + one.height <= other.y or other.y + other.height <= one.y
    return not beside and not above


def test_steps_side_by_side_stand_in_one_row_and_a_line_goes_past_a_row() -> None:
    layout = drawn(DIAMOND)
    tops = [box.y for box in layout.boxes]
    assert tops[2] == tops[3]
    assert sorted(set(tops)) == sorted({tops[0], tops[1], tops[2], tops[4], tops[5], tops[6]})
    past = next(line for line in layout.lines if (line.before, line.after) == (2, 5))
    assert past.points[0][1] < layout.boxes[4].y < past.points[-1][1]


@given(lists())
def test_no_box_stands_over_another_and_none_beyond_the_picture(steps: tuple[Step, ...]) -> None:
    layout = drawn(steps)
    assert [box.place for box in layout.boxes] == list(range(len(steps)))
    assert not any(over(one, other) for one, other in combinations(layout.boxes, 2))
    assert all(box.x >= 0 and box.x + box.width <= layout.width + 0.01 for box in layout.boxes)
    assert all(box.width >= NARROWEST - 0.01 and box.y + box.height <= layout.height for box in layout.boxes)


@given(lists())
def test_every_line_leads_down_from_its_step_to_the_one_that_waits_for_it(steps: tuple[Step, ...]) -> None:
    flow, layout = Workflow.of(steps), drawn(steps)
    links = {(earlier, later) for later, direct in enumerate(flow.before) for earlier in direct}
    assert {(line.before, line.after) for line in layout.lines} == links
    for line in layout.lines:
        foot, head = layout.boxes[line.before], layout.boxes[line.after]
        assert line.points[0] == pytest.approx((foot.x + foot.width / 2, foot.y + foot.height))
        assert line.points[-1] == pytest.approx((head.x + head.width / 2, head.y))
        for (x, y), (next_x, next_y) in zip(line.points, line.points[1:], strict=False):
            assert next_y >= y
            assert next_x == x or next_y == y


@given(lists())
def test_no_line_goes_through_a_box(steps: tuple[Step, ...]) -> None:
    layout = drawn(steps)
    for line in layout.lines:
        for (x, y), (next_x, next_y) in zip(line.points, line.points[1:], strict=False):
            for box in layout.boxes:
                across = box.x < max(x, next_x) and min(x, next_x) < box.x + box.width
                down = box.y < max(y, next_y) and min(y, next_y) < box.y + box.height
                assert not (across and down), (line, box)


@pytest.fixture(scope="module")
def approval(heza: LawPack) -> ProcedureVersion:
    return heza.procedure("chap-thuan-chu-truong").latest


def test_the_shipped_procedures_are_all_drawn_on_one_page(heza: LawPack) -> None:
    for procedure in heza.procedures:
        root = ElementTree.fromstring(workflow_svg(procedure.latest, heza))
        assert (root.get("width"), root.get("height"), root.get("role")) == ("210mm", "297mm", "img")
        _, _, width, height = map(float, (root.get("viewBox") or "").split())
        assert width / height == pytest.approx(794 / 1123, rel=1e-3)
        assert all(0 <= float(text.get("x") or "") <= width for text in root.iter(f"{SVG}text"))


def test_whoever_does_not_see_it_is_told_everything(heza: LawPack, approval: ProcedureVersion) -> None:
    root = ElementTree.fromstring(workflow_svg(approval, heza))
    title, description = (root.findtext(f"{SVG}{name}") or "" for name in ("title", "desc"))
    assert root.get("aria-labelledby") == "title desc"
    assert title == f"Sơ đồ quy trình: {approval.name} (Diagram of the steps: {approval.name_en})"
    assert "7. Tổng hợp, lập báo cáo thẩm định: Phòng Quản lý Đầu tư – Chuyên viên: 5 ngày làm việc. " in description
    assert "Sau bước 4, 5, 6." in description
    assert "Chỉ khi bị từ chối; Mẫu 03: Phiếu từ chối tiếp nhận giải quyết hồ sơ. Sau bước 9." in description


def test_what_is_special_is_said_in_words_and_shape_not_by_colour(heza: LawPack, approval: ProcedureVersion) -> None:
    text = workflow_svg(approval, heza)
    assert text.count("stroke-dasharray") == 2
    for words in ("Bước quyết định", "Only if granted", "Đường găng: bước 1 → 2 → 3 → 4 → 7 → 8 → 9 → 10 → 12."):
        assert words in text
    assert {part.split('"')[0] for part in text.split('stroke="')[1:]} == {"#000"}


def test_a_line_of_steps_has_no_critical_path_to_tell(heza: LawPack) -> None:
    text = workflow_svg(heza.procedure("cap-gpld").latest, heza)
    assert "Đường găng" not in text
    assert 'stroke-width="2.4"' not in text


def test_what_an_author_writes_cannot_break_the_picture(heza: LawPack, approval: ProcedureVersion) -> None:
    version = replace(approval, name='A & B <script>alert("1")</script> ]]>')
    root = ElementTree.fromstring(workflow_svg(version, heza))
    assert version.name in (root.findtext(f"{SVG}title") or "")
    assert not list(root.iter(f"{SVG}script"))


def test_the_command_writes_a_file_or_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "file.svg"
    assert main(["diagram", "cap-gpld", str(SHIPPED), "--out", str(out), "--on", "2024-04-26"]) == 0
    assert "Phiên bản 1" in out.read_text(encoding="utf-8")
    assert main(["diagram", "khong-co", str(SHIPPED)]) == 2
    assert main(["diagram", "cap-gpld", str(SHIPPED), "--on", "1"]) == 2
    assert main(["diagram", "cap-gpld", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") >= 3
