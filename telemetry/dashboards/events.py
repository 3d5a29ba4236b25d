"""Sự kiện: who is behind, what was set aside, what waits to be sent."""

from __future__ import annotations

from dashboards.page import Column, Page, Query

RATE = "$__rate_interval"
CONSUMER = "Bên nhận · Consumer"
RESULTS = {
    "ok": "đã xử lý · applied",
    "duplicate": "trùng · duplicate",
    "retry": "thử lại · retried",
    "dead": "để riêng · set aside",
}


def page() -> Page:
    made = Page("events", "Sự kiện và bên nhận · Events and their consumers")
    _figures(made)
    made.heading("Bên nhận · Consumers")
    lag = Query(expr="consumer:dossier_events_lag:max", name="{{consumer}}")
    made.chart("Sự kiện đang chờ · Events waiting", "short", lag, twin=CONSUMER)
    age = f"sum by (consumer, le) (rate(dossier_event_age_seconds_bucket[{RATE}]))"
    made.chart(
        "Từ lúc xảy ra đến lúc xử lý xong, 95 % · From event to effect, 95 %",
        "s",
        Query(expr=f"histogram_quantile(0.95, {age})", name="{{consumer}}", exemplar=True),
        twin=CONSUMER,
        explain="Theo đồng hồ nghiệp vụ. By the business clock.",
    )
    spent = f"sum by (consumer, le) (rate(dossier_event_processing_seconds_bucket[{RATE}]))"
    made.chart(
        "Thời gian xử lý, 95 % · Handler's time, 95 %",
        "s",
        Query(expr=f"histogram_quantile(0.95, {spent})", name="{{consumer}}", exemplar=True),
        twin=CONSUMER,
    )
    made.chart("Kết quả xử lý mỗi giây · Outcomes a second", "reqps", *(_outcome(*each) for each in RESULTS.items()))
    letters = [Query(expr="max by (consumer) (dossier_dead_letters)", name="letters")]
    columns = [Column(source="consumer", title=CONSUMER), Column(source="Value", title="Để riêng · Set aside")]
    made.table("Sự kiện bị để riêng · Dead letters", "short", letters, columns)
    _sending(made)
    return made


def _figures(made: Page) -> None:
    for title, expr, unit in (
        ("Đang chờ nhiều nhất · Most waiting", "max(consumer:dossier_events_lag:max)", "short"),
        ("Bị để riêng · Dead letters", "sum(max by (consumer) (dossier_dead_letters))", "short"),
        ("Chưa gửi · Not sent yet", "sum(max by (service) (dossier_outbox_pending))", "short"),
        ("Lâu nhất chưa gửi · Oldest not sent", "max(dossier_outbox_oldest_age_seconds)", "s"),
        (
            "Sai lệch khi kiểm toán · Audit findings",
            "max(dossier_audit_findings)",
            "short",
        ),
    ):
        made.figure(title, Query(expr=expr, name=title), unit)
    broker = 'min(motcua_check_ok{check="broker"})'
    words = {"1": "✔ kết nối · connected", "0": "✘ mất kết nối · away"}
    made.figure("NATS", Query(expr=broker, name="NATS"), "short", words=words)


def _outcome(result: str, name: str) -> Query:
    return Query(expr=f'sum(rate(dossier_events_consumed_total{{result="{result}"}}[{RATE}]))', name=name)


def _sending(made: Page) -> None:
    made.heading("Bên gửi · Publishers")
    waiting = Query(expr="max by (service) (dossier_outbox_pending)", name="{{service}}")
    made.chart("Đã ghi, chưa gửi · Committed, not sent", "short", waiting, twin="Dịch vụ · Service")
    oldest = Query(expr="max by (service) (dossier_outbox_oldest_age_seconds)", name="{{service}}")
    made.chart("Chờ gửi lâu nhất · Oldest unsent", "s", oldest, twin="Dịch vụ · Service")
    sent = Query(expr=f"sum by (type) (rate(dossier_events_published_total[{RATE}]))", name="{{type}}")
    made.chart("Đã gửi mỗi giây theo loại · Sent a second, by type", "reqps", sent, twin="Loại · Type")
