"""Phòng: one department's windows, what is open, where it lies, how long it takes."""

from __future__ import annotations

from dashboards.agency import DUES
from dashboards.page import Column, Page, Query

IN = 'agency=~"$agency", department=~"$department"'
WINDOWS = {
    "last_1d": "hôm nay · today",
    "last_7d": "7 ngày · 7 days",
    "last_28d": "28 ngày · 28 days",
    "this_month": "tháng này · this month",
    "this_quarter": "quý này · this quarter",
    "this_year": "năm nay · this year",
}
OUTCOMES = {"met": "đúng hạn · met", "missed": "trễ · missed"}
WORKING_DAY = 28_800


def now(metric: str, *, where: str = "") -> str:
    """Sum over the chosen departments of what the leading replica shows."""
    return f"sum(max by (agency, department) ({metric}{{{IN}{where}}}))"


def page() -> Page:
    made = Page("department", "Một phòng: hạn, khâu, thời gian · One department: deadlines, stages, durations")
    made.variable("agency", "Cơ quan · Agency", "label_values(dossier_department_info, agency)")
    in_agency = 'label_values(dossier_department_info{agency=~"$agency"}, department)'
    made.variable("department", "Phòng · Department", in_agency, several=True)
    _figures(made)
    _windows(made)
    _open(made)
    _durations(made)
    _flow(made)
    return made


def _figures(made: Page) -> None:
    share = f"avg(department:dossier_on_time:ratio28d{{{IN}}})"
    made.figure("Đúng hạn 28 ngày · On time, 28 days", Query(expr=share, name="đúng hạn · on time"), "percentunit")
    target = f"avg(max by (agency, department) (dossier_on_time_target_ratio{{{IN}}}))"
    made.figure("Chỉ tiêu · Target", Query(expr=target, name="chỉ tiêu · target"), "percentunit")
    made.figure(
        "Phần được trễ còn lại · Budget left",
        Query(expr=f"avg(department:dossier_on_time_budget_remaining:ratio28d{{{IN}}})", name="còn lại · left"),
        "percentunit",
        explain="100 %: chưa trễ; 0 %: trễ vừa hết phần cho phép; âm: quá. 100 %: none late; below 0 %: too many.",
    )
    overdue = now("dossier_in_progress", where=', due="overdue"')
    made.figure("Đang quá hạn · Open, overdue", Query(expr=overdue, name="quá hạn · overdue"), "short")
    oldest = f"max(dossier_oldest_overdue_age_seconds{{{IN}}})"
    made.figure("Quá hạn lâu nhất · Oldest overdue", Query(expr=oldest, name="lâu nhất · oldest"), "s")
    as_of = "max(dossier_reporting_watermark_timestamp_seconds) * 1000"
    made.figure("Số liệu đến · Data as of", Query(expr=as_of, name="đến · as of"), "dateTimeAsIso")


def _windows(made: Page) -> None:
    made.heading("Kết luận theo kỳ · Verdicts by period")
    for outcome, title in OUTCOMES.items():
        for window, period in WINDOWS.items():
            counted = now(f"dossier_deadline_outcomes_{window}", where=f', outcome="{outcome}"')
            made.figure(f"{title}: {period}", Query(expr=counted, name=title), "short")
    made.chart(
        "Tỉ lệ đúng hạn và chỉ tiêu · On time and target",
        "percentunit",
        Query(expr=f"department:dossier_on_time:ratio28d{{{IN}}}", name="{{department}} đúng hạn · on time"),
        Query(
            expr=f"max by (agency, department) (dossier_on_time_target_ratio{{{IN}}})",
            name="{{department}} chỉ tiêu · target",
        ),
        twin="Phòng · Department",
    )


def _open(made: Page) -> None:
    made.heading("Đang xử lý · Open")
    made.chart(
        "Theo hạn · By due date",
        "short",
        *(Query(expr=now("dossier_in_progress", where=f', due="{due}"'), name=name) for due, name in DUES.items()),
        stacked=True,
    )
    by_stage = f"sum by (stage) (max by (agency, department, stage) (dossier_in_stage{{{IN}}}))"
    made.chart("Theo khâu · By stage", "short", Query(expr=by_stage, name="{{stage}}"), twin="Khâu · Stage")


def _durations(made: Page) -> None:
    made.heading("Thời gian · Durations")
    for metric, title in (
        ("dossier_processing_working_seconds", "Thời gian làm việc đến kết quả · Working time to the result"),
        ("dossier_lead_time_seconds", "Thời gian thực đến kết quả · Elapsed time to the result"),
    ):
        per = WORKING_DAY if "working" in metric else 86_400
        buckets = f"sum by (le) (max by (agency, department, le) ({metric}_bucket{{{IN}}}))"
        made.chart(
            title,
            "d",
            Query(expr=f"histogram_quantile(0.5, {buckets}) / {per}", name="một nửa trong · half within"),
            Query(expr=f"histogram_quantile(0.95, {buckets}) / {per}", name="95 % trong · 95 % within"),
            explain="Từ khi có hệ thống; một ngày làm việc là 8 giờ. Since the beginning; a working day has 8 hours.",
        )


def _flow(made: Page) -> None:
    made.heading("Vào, ra · In and out")
    since = f"max by (agency, department, channel) (dossier_received_total{{{IN}}})"
    done = f"max by (agency, department, result) (dossier_completed_total{{{IN}}})"
    made.chart(
        "Đã nhận và đã xong · Received and done with",
        "short",
        Query(expr=f"sum({since})", name="đã nhận · received"),
        Query(expr=f"sum({done})", name="đã xong · done with"),
    )
    columns = [
        Column(source="result", title="Kết quả · Result"),
        Column(source="Value", title="Số hồ sơ · Dossiers"),
    ]
    by_result = [Query(expr=f"sum by (result) ({done})", name="done")]
    made.table("Đã xong theo kết quả · Done with, by result", "short", by_result, columns, width=8)
    ratings = f"max by (agency, department, rating) (dossier_satisfaction_responses_total{{{IN}}})"
    rated = [Query(expr=f"sum by (rating) ({ratings})", name="rated")]
    columns = [
        Column(source="rating", title="Mức (1–5) · Rating (1–5)"),
        Column(source="Value", title="Lượt · Responses"),
    ]
    made.table("Đánh giá · Ratings", "short", rated, columns, width=8)
    asked = Query(expr=now("dossier_supplement_requests_total"), name="yêu cầu · requests")
    made.figure("Yêu cầu bổ sung · Requests for papers", asked, "short")
