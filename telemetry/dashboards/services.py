"""Dịch vụ: rate, errors, duration of HTTP and gRPC; what each replica's readiness sees; what runs."""

from __future__ import annotations

from dashboards.page import Column, Page, Query

RATE = "$__rate_interval"
ONE = 'service=~"$service"'
SERVICE = "Dịch vụ · Service"
OK = {"1": "✔ tốt · well", "0": "✘ hỏng · failing"}


def page() -> Page:
    made = Page("services", "Lượt gọi, lỗi, thời gian (RED) · Rate, errors, duration")
    made.variable("service", SERVICE, "label_values(dossier_build_info, service)", several=True)
    up = Query(expr="count by (service) (dossier_build_info)", name="{{service}}")
    _checks(made)
    made.heading("HTTP")
    rate = f"sum by (service) (rate(motcua_http_requests_total{{{ONE}}}[{RATE}]))"
    made.chart(
        "HTTP: lượt gọi mỗi giây · Requests a second", "reqps", Query(expr=rate, name="{{service}}"), twin=SERVICE
    )
    errors = Query(expr=f"service:motcua_http_errors:ratio5m{{{ONE}}}", name="{{service}}")
    made.chart("HTTP: tỉ lệ lỗi 5xx · Share of 5xx", "percentunit", errors, twin=SERVICE)
    made.chart(
        "HTTP: thời gian trả lời · Time to answer", "s", *_quantiles("motcua_http_request_seconds", ONE), twin=SERVICE
    )
    slowest = f"sum by (service, route, method, le) (rate(motcua_http_request_seconds_bucket{{{ONE}}}[{RATE}]))"
    columns = [
        Column(source="service", title=SERVICE),
        Column(source="method", title="Phương thức · Method"),
        Column(source="route", title="Đường dẫn · Route"),
        Column(source="Value", title="95 % trong · 95 % within", unit="s"),
    ]
    routes = [Query(expr=f"topk(20, histogram_quantile(0.95, {slowest}))", name="route")]
    made.table("Chậm nhất · Slowest routes", "s", routes, columns, sort=("95 % trong · 95 % within", True))
    _rpc(made)
    made.heading("Bản sao · Replicas")
    made.chart("Bản sao đang chạy · Replicas up", "short", up, twin=SERVICE)
    return made


def _checks(made: Page) -> None:
    made.heading("Sẵn sàng · Readiness")
    checks = [Query(expr=f"min by (service, check) (motcua_check_ok{{{ONE}}})", name="checks")]
    columns = [
        Column(source="service", title=SERVICE),
        Column(source="check", title="Kiểm tra · Check"),
        Column(source="Value", title="Tình trạng · State", words=OK),
    ]
    made.table("Kiểm tra sẵn sàng · Readiness checks", "short", checks, columns, width=12)
    builds = [Query(expr=f"count by (service, version, revision) (dossier_build_info{{{ONE}}})", name="builds")]
    columns = [
        Column(source="service", title=SERVICE),
        Column(source="version", title="Phiên bản · Version"),
        Column(source="revision", title="Bản dựng · Revision"),
        Column(source="Value", title="Số bản sao · Replicas"),
    ]
    made.table("Đang chạy · Running", "short", builds, columns, width=12)


def _rpc(made: Page) -> None:
    made.heading("gRPC")
    rate = Query(expr=f"sum by (service) (rate(motcua_rpc_requests_total[{RATE}]))", name="{{service}}")
    made.chart("gRPC: lượt gọi mỗi giây · Calls a second", "reqps", rate, twin=SERVICE)
    errors = Query(expr="service:motcua_rpc_errors:ratio5m", name="{{service}}")
    made.chart("gRPC: tỉ lệ lỗi · Share of errors", "percentunit", errors, twin=SERVICE)
    made.chart(
        "gRPC: thời gian trả lời · Time to answer", "s", *_quantiles("motcua_rpc_request_seconds", ""), twin=SERVICE
    )


def _quantiles(metric: str, where: str) -> list[Query]:
    buckets = f"sum by (service, le) (rate({metric}_bucket{{{where}}}[{RATE}]))"
    shares = {"0.5": "50 %", "0.95": "95 %"}
    return [
        Query(
            expr=f"histogram_quantile({share}, {buckets})", name=f"{{{{service}}}} {percent}", exemplar=share != "0.5"
        )
        for share, percent in shares.items()
    ]
