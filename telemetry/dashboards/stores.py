"""Kho dữ liệu: databases, streams, volumes, timers, calendars and clocks."""

from __future__ import annotations

from dashboards.page import Column, Page, Query

SERVICE = "Dịch vụ · Service"


def page() -> Page:
    made = Page("stores", "Cơ sở dữ liệu, luồng sự kiện, đĩa, hẹn giờ · Databases, streams, volumes, timers")
    made.heading("Cơ sở dữ liệu · Databases")
    answers = [Query(expr='min by (service) (motcua_check_ok{check="database"})', name="database")]
    words = {"1": "✔ trả lời · answers", "0": "✘ không trả lời · away"}
    columns = [Column(source="service", title=SERVICE), Column(source="Value", title="Tình trạng · State", words=words)]
    made.table("Trả lời · Answers", "short", answers, columns)
    connections = {"in_use": "Kết nối đang dùng · Connections in use", "idle": "Kết nối rỗi · Idle connections"}
    for state, title in connections.items():
        used = Query(expr=f'sum by (service) (motcua_database_connections{{state="{state}"}})', name="{{service}}")
        made.chart(title, "short", used, twin=SERVICE)
    made.heading("Luồng sự kiện · Streams")
    size = Query(expr="max by (stream) (dossier_stream_bytes)", name="{{stream}}")
    made.chart("Dung lượng, một bản · Size, one copy", "bytes", size, twin="Luồng · Stream")
    held = Query(expr="max by (stream) (dossier_stream_messages)", name="{{stream}}")
    made.chart("Số sự kiện · Messages", "short", held, twin="Luồng · Stream")
    volume = '{persistentvolumeclaim=~".*(motcua|nats).*"}'
    free = f"kubelet_volume_stats_available_bytes{volume} / kubelet_volume_stats_capacity_bytes{volume}"
    made.chart(
        "Đĩa còn trống · Free space of volumes",
        "percentunit",
        Query(expr=f"min by (persistentvolumeclaim) ({free})", name="{{persistentvolumeclaim}}"),
        twin="Đĩa · Volume",
        explain="Từ kubelet; trống nếu không thu thập. From kubelet; empty where it is not scraped.",
    )
    _time(made)
    return made


def _time(made: Page) -> None:
    made.heading("Thời gian · Time")
    late = "time() - max by (service) (motcua_timers_complete_timestamp_seconds)"
    made.chart("Hẹn giờ chậm · Timers behind", "s", Query(expr=late, name="{{service}}"), twin=SERVICE)
    until = [Query(expr="min by (agency, extent) (dossier_calendar_until_timestamp_seconds) * 1000", name="until")]
    extent = {"known": "đã nhập · entered", "decided": "đã có quyết định · decided"}
    columns = [
        Column(source="agency", title="Cơ quan · Agency"),
        Column(source="extent", title="Lịch · Calendar", words=extent),
        Column(source="Value", title="Đến hết · Until", unit="dateTimeAsIso"),
    ]
    made.table("Lịch làm việc · Working calendar", "dateTimeAsIso", until, columns, width=12)
    clocks = [Query(expr="max by (service, clock) (motcua_clock_timestamp_seconds) * 1000", name="clock")]
    columns = [
        Column(source="service", title=SERVICE),
        Column(source="clock", title="Đồng hồ · Clock"),
        Column(source="Value", title="Bây giờ · Now", unit="dateTimeAsIso"),
    ]
    made.table("Đồng hồ · Clocks", "dateTimeAsIso", clocks, columns, width=12)
