"""The five Grafana dashboards, as code. ``python -m dashboards`` writes them into the chart; a test compares.

page        one dashboard: queries, charts with their table twins, figures, tables; where panels go
agency      departments worst first; department; events; services; stores: one module a dashboard

Vietnamese first, English beside it. A series is told by its dash and its name, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable

from dashboards import agency, department, events, services, stores
from dashboards.page import Page

DASHBOARDS: dict[str, Callable[[], Page]] = {
    "agency": agency.page,
    "department": department.page,
    "events": events.page,
    "services": services.page,
    "stores": stores.page,
}
