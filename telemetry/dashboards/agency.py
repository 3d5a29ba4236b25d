"""Toàn cơ quan: which department is in trouble, as of when, and what fires."""

from __future__ import annotations

from dashboards.page import Column, Page, Query

IN = 'agency=~"$agency"'
DEPARTMENT_LINK = "/d/motcua-department?var-agency=${__data.fields.agency}&var-department=${__data.fields.department}"
DUES = {
    "overdue": "quá hạn · overdue",
    "le_1d": "đến hạn hôm nay, mai · due by tomorrow",
    "le_3d": "đến hạn trong 3 ngày · due in 3 days",
    "later": "còn hạn · later",
    "paused": "tạm dừng · paused",
}


def now(metric: str, *labels: str, where: str = "") -> str:
    """The figure that the leading replica shows, one series per agency, department and ``labels``."""
    kept = ", ".join(("agency", "department", *labels))
    return f"max by ({kept}) ({metric}{{{IN}{where}}})"


def page() -> Page:
    made = Page("agency", "Tỉ lệ đúng hạn theo phòng, phòng yếu nhất ở trên · On time per department, worst first")
    made.variable("agency", "Cơ quan · Agency", "label_values(dossier_department_info, agency)", several=True)
    made.runbooks()
    _figures(made)
    _departments(made)
    made.heading("Diễn biến · Over time")
    made.chart(
        "Tỉ lệ đúng hạn 28 ngày · On time, 28 days",
        "percentunit",
        Query(expr=f"department:dossier_on_time:ratio28d{{{IN}}}", name="{{department}}"),
        twin="Phòng · Department",
        explain="on_time@1: met / (met + missed). Không có kết luận thì không có giá trị. No verdict, no value.",
    )
    made.chart(
        "Đang xử lý theo hạn · Open by due date",
        "short",
        *(
            Query(expr=f"sum({now('dossier_in_progress', where=_is('due', due))})", name=name)
            for due, name in DUES.items()
        ),
        stacked=True,
    )
    _alerts(made)
    return made


def _figures(made: Page) -> None:
    made.figure(
        "Số liệu đến · Data as of",
        Query(expr="max(dossier_reporting_watermark_timestamp_seconds) * 1000", name="đến · as of"),
        "dateTimeAsIso",
        explain="Thời điểm của sự kiện mới nhất đã tính. Time of the newest event counted.",
    )
    made.figure(
        "Đúng hạn 28 ngày · On time, 28 days",
        Query(expr=f"avg(agency:dossier_on_time:ratio28d{{{IN}}})", name="đúng hạn · on time"),
        "percentunit",
    )
    for window, title in (("last_1d", "Trễ hôm nay · Missed today"), ("this_year", "Trễ trong năm · Missed this year")):
        missed = now(f"dossier_deadline_outcomes_{window}", "outcome", where=', outcome="missed"')
        made.figure(title, Query(expr=f"sum({missed})", name="trễ · missed"), "short")
    overdue = now("dossier_in_progress", where=', due="overdue"')
    made.figure("Đang quá hạn · Open, overdue", Query(expr=f"sum({overdue})", name="quá hạn · overdue"), "short")
    made.figure(
        "Sẽ quá hạn trong 7 ngày · Late within 7 days",
        Query(expr=f"sum({now('dossier_foreseen_late')})", name="sẽ quá hạn · will be late"),
        "short",
        explain="Dự báo từ thời gian các bước. Foreseen from how long steps took: GET /v1/foresight/late.",
    )
    made.figure(
        "Sự kiện bị để riêng · Dead letters",
        Query(expr="sum(max by (consumer) (dossier_dead_letters))", name="để riêng · set aside"),
        "short",
    )


def _departments(made: Page) -> None:
    share, target = f"department:dossier_on_time:ratio28d{{{IN}}}", now("dossier_on_time_target_ratio")
    verdicts = (now("dossier_deadline_outcomes_last_28d", where=_is("outcome", one)) for one in ("met", "missed"))
    still_open = (now("dossier_in_progress", where=_is("due", due)) for due in ("overdue", "le_1d", "le_3d"))
    expressions = [
        share,
        target,
        f"{share} >= bool on (agency, department) {target}",
        *verdicts,
        *still_open,
        now("dossier_oldest_overdue_age_seconds"),
        now("dossier_department_info", "name"),
    ]
    queries = [Query(expr=expr, name=f"{place}") for place, expr in enumerate(expressions)]
    titles = [
        ("Đúng hạn 28 ngày · On time, 28 d", "percentunit"),
        ("Chỉ tiêu · Target", "percentunit"),
        ("So với chỉ tiêu · Against target", ""),
        ("Đúng hạn · Met", "short"),
        ("Trễ · Missed", "short"),
        ("Quá hạn · Overdue", "short"),
        ("Đến hạn hôm nay, mai · Due by tomorrow", "short"),
        ("Trong 3 ngày · In 3 days", "short"),
        ("Quá hạn lâu nhất · Oldest overdue", "s"),
    ]
    verdict = {"1": "✔ đạt · met", "0": "✘ chưa đạt · below"}
    columns = [
        Column(source="name", title="Phòng · Department", link=DEPARTMENT_LINK),
        *(
            Column(source=f"Value #{chr(65 + place)}", title=title, unit=unit, words=verdict if not unit else {})
            for place, (title, unit) in enumerate(titles)
        ),
        Column(source="agency", title="Cơ quan · Agency"),
        Column(source="department", title="Mã · Key"),
        Column(source=f"Value #{chr(65 + len(titles))}", title="info", hidden=True),
    ]
    made.heading("Các phòng, yếu nhất ở trên · Departments, worst first")
    made.table(
        "Các phòng · Departments", "short", queries, columns, sort=("Đúng hạn 28 ngày · On time, 28 d", False),
        explain="Bấm tên phòng để xem chi tiết. A department's name leads to its dashboard.",
    )  # fmt: skip


def _alerts(made: Page) -> None:
    made.heading("Cảnh báo đang bật · Alerts firing")
    columns = [
        Column(source="alertname", title="Cảnh báo · Alert", link="${runbooks}/${__data.fields.alertname}.md"),
        Column(source="severity", title="Mức · Severity"),
        Column(source="department", title="Phòng · Department"),
        Column(source="service", title="Dịch vụ · Service"),
        Column(source="consumer", title="Bên nhận · Consumer"),
        Column(source="Value", title="", hidden=True),
    ]
    firing = 'ALERTS{alertname=~"Dossier.*", alertstate="firing"}'
    firing = f"max by (alertname, severity, department, service, consumer) ({firing})"
    made.table(
        "Cảnh báo · Alerts", "short", [Query(expr=firing, name="alert")], columns,
        explain="Bấm tên để mở sổ tay xử lý. A name leads to its runbook.",
    )  # fmt: skip


def _is(label: str, value: str) -> str:
    return f', {label}="{value}"'
