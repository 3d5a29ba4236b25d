"""The on-time table per department, as the API gives it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table

from ctl.client import Json

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def on_time_table(answer: Json) -> Table:
    """Departments worst first, those without a verdict last; nothing decided shows a dash, never 100 %."""
    as_of = f"{datetime.fromisoformat(answer['as_of']).astimezone(LOCAL):%H:%M %d/%m/%Y}" if answer["as_of"] else "–"
    table = Table(
        title=f"Đúng hạn theo phòng / on time by department · {answer['definition']} · số liệu đến {as_of}",
        show_footer=True,
        box=box.SIMPLE_HEAD,
    )
    total = answer["total"]
    table.add_column("Phòng\ndepartment", footer=total["name"])
    for title, name in COLUMNS:
        table.add_column(title, justify="right", footer=_cell(total, name), no_wrap=True)
    for row in sorted(answer["rows"], key=_worst_first):
        if any(row[name] for _, name in COLUMNS if name != "rate"):
            table.add_row(row["name"], *(_cell(row, name) for _, name in COLUMNS))
    return table


COLUMNS = (
    ("Tiếp nhận\nreceived", "received"),
    ("Đúng hạn\nmet", "met"),
    ("Quá hạn\nmissed", "missed"),
    ("Tỷ lệ\nrate", "rate"),
    ("Đang làm\nopen", "open"),
    ("Đang trễ\noverdue", "open_overdue"),
    ("Tạm dừng\npaused", "paused"),
)


def _worst_first(row: Json) -> tuple[bool, float, str]:
    return row["rate"] is None, row["rate"] or 0.0, row["department"]


def _cell(row: Json, name: str) -> str:
    if name != "rate":
        return str(row[name])
    return "–" if row["rate"] is None else f"{row['rate']:.1%}"
