"""The boards: an agency at a glance, a department, a procedure, an officer.

GetOverview   how is the agency doing, worst department first?   GET /v1/dashboards/overview, DashboardService
"""

from reporting.application.dashboards.get_overview import AskOverview, GetOverview, GetOverviewHandler

__all__ = ["AskOverview", "GetOverview", "GetOverviewHandler"]
