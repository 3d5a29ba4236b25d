"""The public catalogue over HTTP and gRPC: on any day, searched, complete, as a file a spreadsheet opens."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from intake.api.http.catalogue_answers import CatalogueProcedure
from intake.domain.catalogue_list import HEADINGS
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import catalogue_service_pb2 as asked
from motcua.intake.v1 import procedures_pb2, published_pb2
from service.intake.counter import Counter
from service.intake.rpc import Rpc
from unit.intake.world import SYSTEM

NEW_LAW = "2026-07-01"


async def test_a_stranger_searches_without_accents(counter: Counter) -> None:
    plain = await counter.get("/v1/procedures", None, q="giay phep lao dong", on=NEW_LAW)
    accented = await counter.get("/v1/procedures", None, q="giấy phép lao động", on=NEW_LAW)
    assert plain.status_code == 200
    assert plain.json()["items"][0]["code"] == "1.014199"
    assert plain.json()["total_size"] == 6
    assert plain.json() == accented.json()


async def test_the_catalogue_of_a_past_day_is_that_of_its_law(counter: Counter) -> None:
    then = (await counter.get("/v1/procedures/cap-gpld", None, on="2024-04-26")).json()
    now = (await counter.get("/v1/procedures/cap-gpld", None, on=NEW_LAW)).json()
    assert (then["code"], then["limit"]["amount"], then["version"]) == ("2.000205", "5", 1)
    assert (now["code"], now["limit"]["amount"], now["version"]) == ("1.014199", "10", 3)


async def test_one_procedure_has_every_component_and_nothing_else(counter: Counter) -> None:
    for item in (await counter.get("/v1/procedures", None, page_size=200)).json()["items"]:
        shown = CatalogueProcedure.model_validate(item)
        assert shown.sequence
        assert shown.competence.deciding


async def test_pages_hold_all_without_loss_and_stay_with_their_filters(counter: Counter) -> None:
    seen: list[str] = []
    token: str | None = ""
    while token is not None:
        page = (await counter.get("/v1/procedures", None, on=NEW_LAW, page_size=15, page_token=token)).json()
        seen += [item["key"] for item in page["items"]]
        last, token = token, page["next_page_token"]
    assert (len(seen), len(set(seen)), page["total_size"]) == (37, 37, 37)
    other = await counter.get("/v1/procedures", None, on=NEW_LAW, q="C/O", page_size=15, page_token=last)
    assert (other.status_code, other.json()["type"].rpartition(":")[2]) == (422, "page-token-invalid")


@pytest.mark.parametrize("params", [{"online_level": "wholly"}, {"department": "nowhere"}, {"on": "soon"}])
async def test_a_filter_that_cannot_be_is_refused(counter: Counter, params: dict[str, str]) -> None:
    refused = await counter.get("/v1/procedures", None, **params)
    assert refused.status_code == 422
    assert next(iter(params)) in str(refused.json())


async def test_the_list_opens_in_a_spreadsheet(counter: Counter) -> None:
    sent = await counter.get("/v1/procedures/export.xlsx", None, on=NEW_LAW)
    assert sent.status_code == 200
    assert sent.headers["content-disposition"] == 'attachment; filename="danh-muc-tthc-2026-07-01.xlsx"'
    sheet = load_workbook(io.BytesIO(sent.content)).worksheets[0]
    head, *body = sheet.iter_rows(values_only=True)
    assert head == HEADINGS
    assert [row[0] for row in body] == list(range(1, 38))
    (permit,) = [row for row in body if row[1] == "1.014199"]
    assert permit[2] == "Cấp giấy phép lao động cho người lao động nước ngoài"
    assert str(permit[5]).startswith("10 ngày làm việc")


async def test_the_list_as_csv_and_json_says_the_same(counter: Counter) -> None:
    text = (await counter.get("/v1/procedures/export.csv", None, on=NEW_LAW, q="xuất nhập khẩu")).content
    head, *body = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    whole = json.loads((await counter.get("/v1/procedures/export.json", None, on=NEW_LAW, q="xuat nhap khau")).content)
    assert tuple(head) == HEADINGS
    assert [row[2] for row in body] == [item["name"] for item in whole["items"]]
    assert (whole["on"], len(body)) == (NEW_LAW, 4)


async def test_a_file_that_does_not_exist_is_refused(counter: Counter) -> None:
    assert (await counter.get("/v1/procedures/export.pdf", None)).status_code == 422


async def test_a_form_number_is_told_by_its_day(counter: Counter) -> None:
    async def key(on: str) -> Any:
        return (await counter.get("/v1/forms", None, on=on, number=5)).json()["items"][0]["key"]

    assert (await key("2025-09-14"), await key("2025-09-15")) == ("control-sheet", "stop-notice")
    missing = await counter.get("/v1/forms", None, on="2025-09-14", number=7)
    assert (missing.status_code, missing.json()["type"].rpartition(":")[2]) == (404, "form-unknown")


async def test_publications_reports_and_thresholds_are_told_of_a_day(counter: Counter) -> None:
    abolished = (await counter.get("/v1/publications", None, kind="abolished")).json()
    assert abolished["items"][0]["procedures"] == ["nhu-cau-lao-dong-nuoc-ngoai"]
    assert {duty["state"] for duty in abolished["items"][0]["duties"]} == {"none"}
    reports = (await counter.get("/v1/report-forms", None, on="2024-06-30")).json()
    assert len(reports["items"][0]["columns"]) == 13
    index = (await counter.get("/v1/index-thresholds", None, on="2024-06-30")).json()
    assert sum(row["max_points"] or 0 for row in index["items"]) == 100


async def test_the_steps_of_a_procedure_are_a_picture_for_everybody(counter: Counter, rpc: Rpc) -> None:
    path = "/v1/procedures/1.009645/workflow.svg"
    drawn = await counter.get(path, None, on="2026-05-04")
    assert (drawn.status_code, drawn.headers["content-type"]) == (200, "image/svg+xml")
    assert "Phòng Quản lý Quy hoạch – Xây dựng có ý kiến" in drawn.text
    request = asked.GetWorkflowDiagramRequest(key_or_code="chap-thuan-chu-truong", on="2026-05-04")
    assert (await rpc.catalogue(SYSTEM).GetWorkflowDiagram(request)).svg == drawn.text
    assert "25 ngày" in (await counter.get(path, None, on="2024-04-26")).text
    assert (await counter.get("/v1/procedures/khong-co/workflow.svg", None)).status_code == 404
    assert (await counter.get(path, None, on="soon")).status_code == 422


async def test_the_order_of_the_steps_is_told_as_data(counter: Counter, rpc: Rpc) -> None:
    steps = (await counter.get("/v1/procedures/chap-thuan-chu-truong", None, on="2026-05-04")).json()["steps"]
    told = {step["key"]: step for step in steps}
    assert told["phan-cong"]["after"] == ["tiep-nhan"]
    assert told["tong-hop"]["after"] == ["lay-y-kien", "y-kien-quy-hoach", "y-kien-moi-truong"]
    refused: dict[str, Any] = {"outcome": "refused", "channel": [], "supplemented": None, "consulted": None}
    assert (told["tra-loi-tu-choi"]["guard"], told["tra-loi-tu-choi"]["forms"]) == (refused, ["refusal"])
    assert "tong-hop" in told["ky-duyet"]["apart_from"]
    request = asked.GetProcedureRequest(key_or_code="chap-thuan-chu-truong", on="2026-05-04")
    sent = {step.key: step for step in (await rpc.catalogue(SYSTEM).GetProcedure(request)).procedure.steps}
    assert list(sent["tong-hop"].after) == told["tong-hop"]["after"]
    assert list(sent["ky-duyet"].apart_from.keys) == told["ky-duyet"]["apart_from"]
    assert (sent["phan-cong"].HasField("guard"), sent["phan-cong"].HasField("apart_from")) == (False, True)
    assert sent["phat-hanh"].guard.outcome == vocabulary_pb2.DECISION_OUTCOME_GRANTED


async def test_grpc_answers_the_same_questions(rpc: Rpc) -> None:
    catalogue = rpc.catalogue(SYSTEM)
    wanted = asked.ProcedureFilter(q="giay phep lao dong", online_level=procedures_pb2.ONLINE_LEVEL_FULL)
    listed = await catalogue.ListProcedures(asked.ListProceduresRequest(on=NEW_LAW, filter=wanted))
    assert (listed.procedures[0].code, listed.total_size) == ("1.014199", 6)
    one = (await catalogue.GetProcedure(asked.GetProcedureRequest(key_or_code="1.014199", on=NEW_LAW))).procedure
    assert one.competence.performing == "Phòng Quản lý Lao động"
    assert one.fee.amount_vnd == 600_000
    assert one.limit_cases[0].mark == published_pb2.FACT_MARK_READ
    assert one.subjects == [published_pb2.PROCEDURE_SUBJECT_ORGANISATION]
    export = asked.ExportProceduresRequest(on=NEW_LAW, form=asked.CATALOGUE_FILE_FORM_CSV)
    assert "Mã TTHC" in (await catalogue.ExportProcedures(export)).content.decode("utf-8-sig")
    forms = (await catalogue.ListOneStopForms(asked.ListOneStopFormsRequest(on="2025-09-14", number=5))).forms
    assert [form.key for form in forms] == ["control-sheet"]
    kind = published_pb2.PUBLICATION_KIND_NEW
    news = (await catalogue.ListPublications(asked.ListPublicationsRequest(kind=kind))).publications
    assert [each.key for each in news] == ["dau-tu-2026-moi", "lao-dong-2025-moi"]
    assert news[0].duties[0].deadline == "2026-04-26"
    reports = (await catalogue.ListReportForms(asked.ListReportFormsRequest(on="2024-06-30"))).forms
    assert reports[0].number == "II.06a/VPCP/KSTT"
    index = (await catalogue.ListIndexThresholds(asked.ListIndexThresholdsRequest(on="2024-06-30"))).thresholds
    assert sum(row.max_points for row in index) == 100
